"""What waits for the person at the desk (等我处理): reports of errors and dead links in reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from portal import roles
from portal.models import DeadLink
from portal.publication.models import ErrorReport
from portal.role_table import Verb


class WaitingPanel(Component):
    """One line for each kind of thing that waits; absent when nothing does."""

    name = "waiting"
    template_name = "portal/admin/waiting.html"
    order = 10

    def __init__(self, lines: list[tuple[str, str]]) -> None:
        self.lines = lines

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Words and address of each line."""
        return {"lines": self.lines}


def lines_for(user: Any) -> list[tuple[str, str]]:
    """(words, address) of what waits for `user`."""
    lines = []
    if reports := _count(user, ErrorReport.objects.waiting(), Verb.CHANGE):
        words = ngettext(
            "%(count)d report of an error waits for an answer",
            "%(count)d reports of errors wait for an answer",
            reports,
        )
        lines.append(
            (words % {"count": reports}, reverse("error-reports:index") + "?state=received")
        )
    if links := _count(user, DeadLink.objects.all(), Verb.VIEW):
        words = ngettext("%(count)d link leads nowhere", "%(count)d links lead nowhere", links)
        lines.append((words % {"count": links}, reverse("dead-links:index")))
    return lines


def _count(user: Any, rows: Any, verb: Verb) -> int:
    """How many of the rows in reach there are for who may do this with them."""
    if not roles.has_verb(user, verb, rows.model._meta.label_lower):
        return 0
    return int(roles.visible_to(user, rows).count())


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Adds the panel to the home of the desk when something waits."""
    if lines := lines_for(request.user):
        panels.append(WaitingPanel(lines))
