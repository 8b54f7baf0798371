"""The record of a file on its screen at the desk (附件档案)."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext
from wagtail.models import Page

from portal.file_findings import stored
from portal.models import FileUse

register = template.Library()


@register.inclusion_tag("portal/admin/file_record.html")
def file_record(document: Any, user: Any) -> dict[str, Any]:
    """What the public gets, what waits, and what has to be confirmed before it may."""
    versions = list(document.versions.prefetch_related("clearances__by").select_related("by"))
    newest = versions[0] if versions else None
    shown = next((row for row in versions if row.file.name == document.file.name), None)
    pages = _pages(document)
    return {
        "document": document,
        "newest": newest,
        "pages": pages,
        "public": shown if pages else None,
        "waits": bool(pages and newest and newest is not shown),
        "questions": _questions(newest, user) if newest else [],
        "warnings": [str(problem) for problem in stored(newest.warnings)] if newest else [],
    }


@register.inclusion_tag("portal/admin/file_history.html")
def file_history(document: Any) -> dict[str, Any]:
    """Every version of the file, the newest first."""
    versions = document.versions.select_related("by")
    return {"document": document, "versions": versions}


def _pages(document: Any) -> list[Page]:
    uses = FileUse.objects.filter(document=document).public().select_related("page")
    return [use.page for use in uses.order_by("page__title")]


def _questions(version: Any, user: Any) -> list[dict[str, Any]]:
    """What a person has to judge, each with what was found and who has judged it."""
    rows = []
    for about, heading, found in (
        (
            "hidden",
            gettext("The file holds what readers do not see at once"),
            [str(problem) for problem in stored(version.hidden)],
        ),
        (
            "personal",
            gettext("The file holds what looks like personal data"),
            [gettext("Numbers of persons, in the text, the name or hidden parts.")]
            if version.personal
            else [],
        ),
    ):
        if found:
            cleared = [row for row in version.clearances.all() if row.about == about]
            own = about == "personal" and version.by_id == user.pk
            rows.append(
                {"about": about, "heading": heading, "found": found, "cleared": cleared, "own": own}
            )
    return rows
