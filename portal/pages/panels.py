"""Panels of the editor's forms that show rows beside the page's own fields."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from wagtail.admin.panels import Panel


class VersionsPanel(Panel):
    """The versions of a regulation with the way to their texts; no part of the page's revision."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one regulation."""

        template_name = "pages/admin/versions_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds `versions`, newest first, with the number of their articles (one query)."""
            context = super().get_context_data(parent_context)
            context.update(regulation=None, versions=())
            if self.instance.pk:
                rows = self.instance.versions.annotate(size=Count("articles")).order_by("-no")
                versions = rows.defer("preamble", "note")
                context.update(regulation=self.instance, versions=versions)
            return context
