"""Rows that wait in great numbers, one line for each kind: all counted in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, Count, DateTimeField, Min, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from portal import roles
from portal.models import DeadLink
from portal.publication.models import ErrorReport
from portal.role_table import Verb
from portal.signals import DESK_TALLIES

from .lines import Line, Tally, Urgency

Kind = tuple[str, Any, str]
"""Name, rows, and the field that says since when; empty where nothing does."""
Counts = dict[str, tuple[int, Any]]
"""How many rows of each name there are, and since when; names without rows are left out."""
_NO_MOMENT = Cast(Value(None), DateTimeField())


def tallies_for(user: Any) -> list[Tally]:
    """All that is counted for this person."""
    offers = [offer for part in hooks.get_hooks(DESK_TALLIES) for offer in part(user)]
    return [*_own(user), *offers]


def kinds_of(tallies: Iterable[Tally]) -> list[Kind]:
    """What must be counted for the tallies."""
    return [(tally.key, tally.rows, tally.moment) for tally in tallies]


def lines_of(tallies: Iterable[Tally], counts: Counts) -> list[Line]:
    """One line for each tally of which there is something."""
    return [_line(tally, *counts[tally.key]) for tally in tallies if tally.key in counts]


def counted(kinds: Iterable[Kind]) -> Counts:
    """Counts rows of several tables in one statement."""
    parts = [
        rows.order_by()
        .annotate(tally=Value(key, CharField()))
        .values("tally")
        .annotate(number=Count("pk"), since=Min(moment) if moment else _NO_MOMENT)
        .values_list("tally", "number", "since")
        for key, rows, moment in kinds
    ]
    if not parts:
        return {}
    first, *rest = parts
    rows = first.union(*rest, all=True) if rest else first
    return {key: (number, since) for key, number, since in rows if number}


def _line(tally: Tally, count: int, since: Any) -> Line:
    return Line(
        words=tally.words(count), url=tally.url, at=since, verb=tally.verb, tag=tally.tag,
        urgency=tally.urgency, stands_for=count,
    )  # fmt: skip


def _own(user: Any) -> Iterator[Tally]:
    """The foundation's: reports of readers, and links that lead nowhere."""
    if may_see(user, ErrorReport):
        yield Tally(
            key="reports",
            rows=roles.visible_to(user, ErrorReport.objects.waiting()),
            moment="received_at",
            words=_of_reports,
            url=reverse("error-reports:index") + "?state=received",
            verb=_("Answer"),
            tag=_("Readers report"),
        )
    if may_see(user, DeadLink):
        yield Tally(
            key="links",
            rows=roles.visible_to(user, DeadLink.objects.all()),
            moment="first_seen_at",
            words=_of_links,
            url=reverse("dead-links:index"),
            verb=_("Mend"),
            tag=_("Dead links"),
            urgency=Urgency.REVIEW,
        )


def may_see(user: Any, model: Any) -> bool:
    """Whether rows of this kind are the business of `user` at all."""
    return roles.has_verb(user, Verb.VIEW, model._meta.label_lower)


def _of_reports(count: int) -> str:
    words = ngettext(
        "%(count)d report of an error waits for an answer",
        "%(count)d reports of errors wait for an answer",
        count,
    )
    return words % {"count": count}


def _of_links(count: int) -> str:
    words = ngettext("%(count)d link leads nowhere", "%(count)d links lead nowhere", count)
    return words % {"count": count}
