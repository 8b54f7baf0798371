"""What windows add to the desk: too few people, posts, rules or hours, gaps in the roster.

One line for each kind, counted with all other tallies; behind it a list says who lacks what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail import hooks

from portal import roles
from portal.desk import Door, Tally, Urgency
from portal.role_table import Verb
from portal.signals import DESK_DOORS, DESK_TALLIES

from . import outlet_reading, shortfall_lists, shortfalls, visit_reading
from .models import Duty, Post, RuleSlot, ServiceFacility, VisitLog, Window

_PUT_RIGHT = gettext_lazy("Put it right")
_CENTRE = gettext_lazy("Service centre")
_ROSTER = gettext_lazy("Duty roster")
_OUTLET = gettext_lazy("Outlet")


@dataclass(frozen=True)
class Shortfall:
    """One kind of thing that is missing: whom it concerns, how it is found, said and listed."""

    door: str
    keeps: Any
    rows: Callable[[Any, date], QuerySet[Any]]
    lines: Callable[[Any, date], Iterator[tuple[str, str]]]
    words: Any
    title: str | Promise
    tag: str | Promise = _CENTRE
    verb: str | Promise = _PUT_RIGHT
    urgency: Urgency = Urgency.REVIEW


def _without_rules(user: Any, on: date) -> QuerySet[Any]:
    return shortfalls.without_rules(user)


KINDS: dict[str, Shortfall] = {
    "roster-today": Shortfall(
        "roster-gaps", Duty, shortfalls.without_duty, shortfall_lists.roster,
        ngettext_lazy("Nobody is on duty today in %d community",
                      "Nobody is on duty today in %d communities"),
        gettext_lazy("Days on which nobody is on duty"), _ROSTER,
        gettext_lazy("Fill the roster"), Urgency.LATE,
    ),
    "roster-gaps": Shortfall(
        "roster-gaps", Duty, shortfalls.with_gap_ahead, shortfall_lists.roster,
        ngettext_lazy("Nobody is on duty on some of the coming days in %d community",
                      "Nobody is on duty on some of the coming days in %d communities"),
        gettext_lazy("Days on which nobody is on duty"), _ROSTER,
        gettext_lazy("Fill the roster"),
    ),
    "centre-rules": Shortfall(
        "missing-rules", RuleSlot, _without_rules, shortfall_lists.rules,
        ngettext_lazy("%d service centre has not published all its rules",
                      "%d service centres have not published all their rules"),
        gettext_lazy("Rules that are not published"),
    ),
    "centre-staff": Shortfall(
        "missing-staff", RuleSlot, shortfalls.short_of_staff, shortfall_lists.staff,
        ngettext_lazy("%d service centre has fewer people than its households ask for",
                      "%d service centres have fewer people than their households ask for"),
        gettext_lazy("Service centres with too few people"),
    ),
    "centre-posts": Shortfall(
        "wrong-posts", Post, shortfalls.with_wrong_posts, shortfall_lists.posts,
        ngettext_lazy("%d service centre has not the posts that are laid down",
                      "%d service centres have not the posts that are laid down"),
        gettext_lazy("Service centres with too few or too many posts"),
    ),
    "centre-hours": Shortfall(
        "short-hours", Window, shortfalls.open_too_briefly, shortfall_lists.hours,
        ngettext_lazy("%d service centre is open too few hours a week",
                      "%d service centres are open too few hours a week"),
        gettext_lazy("Service centres that are open too few hours"),
    ),
    "joint-day": Shortfall(
        "shut-on-joint-day", Window, shortfalls.shut_on_the_joint_day, shortfall_lists.joint_day,
        ngettext_lazy("%d service centre is shut on the day on which all staff work together",
                      "%d service centres are shut on the day on which all staff work together"),
        gettext_lazy("Service centres that are shut on the joint day"),
    ),
    "visits-due": Shortfall(
        "visits-due", VisitLog, visit_reading.overdue, visit_reading.listed,
        ngettext_lazy("%d person linked to a group of residents has not visited it for long",
                      "%d people linked to groups of residents have not visited them for long"),
        gettext_lazy("Groups of residents not visited for long"), gettext_lazy("Visits"),
        gettext_lazy("Note a visit"),
    ),
    "outlets-to-withdraw": Shortfall(
        "outlets-to-withdraw", ServiceFacility, outlet_reading.to_withdraw,
        outlet_reading.withdrawals,
        ngettext_lazy("%d outlet has had no or too few deals and must be withdrawn",
                      "%d outlets have had no or too few deals and must be withdrawn"),
        gettext_lazy("Outlets that must be withdrawn"), _OUTLET,
    ),
    "outlets-too-near": Shortfall(
        "outlets-too-near", ServiceFacility, outlet_reading.too_near, outlet_reading.nearness,
        ngettext_lazy("%d outlet lies too near to another one",
                      "%d outlets lie too near to another one"),
        gettext_lazy("Outlets that lie too near to another one"), _OUTLET,
    ),
    "committees": Shortfall(
        "due-committees", Duty, shortfalls.due_for_a_committee, shortfall_lists.committees,
        ngettext_lazy("%d community is due to have a residents' committee and has none",
                      "%d communities are due to have a residents' committee and have none"),
        gettext_lazy("Communities without a residents' committee"),
        gettext_lazy("Community"),
    ),
}  # fmt: skip


def _may(kind: Shortfall, user: Any) -> bool:
    return roles.has_verb(user, Verb.CHANGE, kind.keeps._meta.label_lower)


@hooks.register(DESK_TALLIES)
def tallies(user: Any) -> Iterator[Tally]:
    """How many centres and communities in reach lack something; for those who can put it right."""
    today = timezone.localdate()
    for key, kind in KINDS.items():
        if _may(kind, user):
            yield Tally(
                key, kind.rows(user, today), "", partial(_said, kind.words),
                reverse("desk_go", args=[kind.door]), str(kind.verb), str(kind.tag), kind.urgency,
            )  # fmt: skip


def _said(words: Any, count: int) -> str:
    return str(words % count)


@hooks.register(DESK_DOORS)
def doors() -> Iterator[Door]:
    """Where the lines lead: who lacks what, and where it is put right."""
    for kind in {kind.door: kind for kind in KINDS.values()}.values():
        yield Door(
            kind.door, "", kind.title, partial(_may, kind), partial(_listed, kind),
            on_desk=False, is_list=True,
        )  # fmt: skip


def _listed(kind: Shortfall, user: Any) -> Sequence[tuple[str, str]]:
    return list(kind.lines(user, timezone.localdate()))
