"""The way back after something was done at the desk (撤销): shown at once, beside what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.admin import messages

from portal.publication.decisions import DECISION

from .stale import expects_json

RESTORE = "publication_restore"


def after_saving(request: HttpRequest, page: Any) -> None:
    """Offers the version from before this save, and says when a planned page goes public.

    Who approves or sends back hears what became of that instead.
    """
    if expects_json(request) or request.method != "POST" or DECISION in request.POST:
        return
    before = request.POST.get("loaded_revision_id", "")
    if before.isdigit() and page.revisions.filter(pk=before).exclude(pk=_latest(page)).exists():
        way = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, before])
        history = reverse("wagtailadmin_pages:history", args=[page.pk])
        buttons = [
            messages.button(way, gettext("Back to before this save")),
            messages.button(history, gettext("All versions")),
        ]
        messages.info(request, gettext("The version before this one is kept."), buttons=buttons)
    if words := what_will_happen(page, now=timezone.now()):
        messages.info(request, words)


def _latest(page: Any) -> int | None:
    return page.revisions.order_by("-created_at", "-pk").values_list("pk", flat=True).first()


def what_will_happen(page: Any, *, now: datetime) -> str:
    """The plan of a page in one sentence; empty without one."""
    goes = page.go_live_at if page.go_live_at and page.go_live_at > now else None
    ends = page.expire_at if page.expire_at and page.expire_at > now else None
    if goes and ends:
        words = gettext(
            "Once somebody else has approved it, this goes public at %(goes)s and is taken down at "
            "%(ends)s, both by the system."
        )
    elif goes:
        words = gettext(
            "Once somebody else has approved it, the system publishes this at %(goes)s."
        )
    elif ends:
        words = gettext("The system takes this down at %(ends)s.")
    else:
        return ""
    return words % {"goes": _moment(goes), "ends": _moment(ends)}


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i") if at else ""


def after_withdrawing(request: HttpRequest, page: Any) -> None:
    """Offers to bring a withdrawn page back, where that is built."""
    try:
        way = reverse(RESTORE, args=[page.pk])
    except NoReverseMatch:
        return
    words = gettext("Was that a mistake? The page can be made public again.")
    messages.info(request, words, buttons=[messages.button(way, gettext("Undo the withdrawal"))])
