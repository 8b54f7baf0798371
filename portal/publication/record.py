"""Writes the trace of a publication and tells who listens, in the transaction of the save."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone
from wagtail.log_actions import get_active_log_context

from portal import signals

from . import file_use
from .gate import Step
from .models import Publication, Verb


def mark(page: Any, step: Step) -> Step:
    """Notes on a page that becomes public when that is and what is new; stores nothing."""
    at = getattr(page, "_publication_at", None) or timezone.now()
    note = ""
    if step.verb == Verb.PUBLISH:
        if hasattr(page, "mark_published"):
            page.mark_published(at)
        if hasattr(page, "publish_note"):
            note = page.publish_note(at)
    return replace(step, at=at, note=note)


def fields_marked(page: Any, step: Step) -> set[str]:
    """The fields in which `mark` may have written."""
    if step.verb != Verb.PUBLISH:
        return set()
    fields = {"published_at", "listed_on"} if hasattr(page, "mark_published") else set()
    return fields | ({"change_note", "change_notes"} if step.note else set())


def write(page: Any, step: Step) -> Publication | None:
    """Adds the publication row of `step` and sends the news; None when nothing became public."""
    if not step.verb:
        return None
    at = step.at or timezone.now()
    values = {"verb": step.verb, "reason": step.reason, "approval_id": step.approval_id}
    row = _row(page, title=page.title, at=at, change_note=step.note, **values)
    if step.verb == Verb.PUBLISH:
        file_use.keep(page, at=at, showing=step.showing)
        signals.published.send(sender=type(page), page=page)
    else:
        file_use.forget(page)
        signals.withdrawn.send(sender=type(page), page=page, publication=row)
        if step.verb == Verb.WITHDRAW:
            _tell_colleagues(page, row)
    return row


def _tell_colleagues(page: Any, row: Publication) -> None:
    """One person may withdraw alone; the others read it on their desks."""
    from portal import staff_news  # it knows the models, which know this module

    staff_news.withdrawn(page, by=row.by, at=row.at)


def _row(page: Any, **values: Any) -> Publication:
    return Publication.objects.create(
        page_id=page.pk,
        index_no=getattr(page, "index_no", None) or "",
        by=get_active_log_context().user,
        **values,
    )
