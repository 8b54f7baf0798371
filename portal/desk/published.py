"""What became public or was taken away lately: by the person, and by colleagues, with reasons."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Subquery
from django.urls import reverse

from portal.publication.models import Publication, Verb

from .lines import Group, Line, Tone
from .reach import inside

SHOWN = 6
TONES = {Verb.PUBLISH: Tone.OK, Verb.WITHDRAW: Tone.LATE, Verb.EXPIRE: Tone.PLAIN}


def published(user: Any) -> list[Line]:
    """The newest acts on pages in reach: mine (done by me, or with a page I began) and others'."""
    mine = Q(by=user) | Q(page__owner=user)
    rows = Publication.objects.filter(inside(user, "page__path"))
    newest = Subquery(rows.filter(mine).order_by("-at", "-pk").values("pk")[:SHOWN])
    others = rows.filter(by__isnull=False).exclude(by=user)
    theirs = Subquery(others.order_by("-at", "-pk").values("pk")[:SHOWN])
    picked = Publication.objects.filter(Q(pk__in=newest) | Q(pk__in=theirs))
    picked = picked.select_related("by", "page").order_by("-at", "-pk")
    lines: dict[Group, list[Line]] = {Group.MINE: [], Group.OTHERS: []}
    for row in picked:
        group = Group.MINE if user.pk in (row.by_id, row.page.owner_id) else Group.OTHERS
        lines[group].append(_line(row, group))
    return lines[Group.MINE][:SHOWN] + lines[Group.OTHERS][:SHOWN]


def _line(row: Publication, group: Group) -> Line:
    parts = [str(row.by) if row.by and group is Group.OTHERS else "", row.reason]
    return Line(
        words=row.title,
        url=reverse("wagtailadmin_pages:edit", args=[row.page_id]),
        group=group,
        at=row.at,
        tone=TONES[Verb(row.verb)],
        tag=row.get_verb_display(),
        detail="：".join(part for part in parts if part),
    )
