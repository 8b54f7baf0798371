"""What a second person is told after deciding (审批结果): public, planned, or sent back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page


def words_for_decision(page: Any, name: str) -> str:
    """One sentence for `approve` or `reject`; nothing for any other act of a workflow."""
    title = page.get_admin_display_title()
    if name == "reject":
        words = _("“%(title)s” went back to its author, who reads your remark on the desk.")
    elif name == "approve":
        words = _of_approval(page)
    else:
        return ""
    return words % {"title": title}


def _of_approval(page: Any) -> str:
    if page.go_live_at and page.go_live_at > timezone.now():
        return _("“%(title)s” is approved; the system makes it public on its date.")
    if Page.objects.filter(pk=page.pk, live=True).exists():
        return _("“%(title)s” is approved and public.")
    return _("“%(title)s” is approved.")
