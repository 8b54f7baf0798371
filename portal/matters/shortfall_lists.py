"""What stands behind the lines of the desk about centres and communities: who lacks what (欠缺).

Each list gives words and the address where it can be put right; the words come from the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.opening_hours import OpeningSpan
from portal.pages.centre_rules import StaffNorm
from portal.problems import Problem

from . import roster_rules, shortfalls, window_rules
from .choices import PostKind, RuleSlotKind
from .models import Duty, RuleSlot
from .weekly_reading import SOURCES

MOST = 200
"""So many centres or communities a list names at once; the rest follow when these are done."""
RULES_NAMED = 3
"""So many missing rules are named on a line; of more it says how many."""
Lines = Iterator[tuple[str, str]]


def _first(rows: Any) -> list[Any]:
    return list(rows.order_by("pk")[:MOST])


def _named(name: str, problems: Iterable[Any], url: str) -> Lines:
    for problem in problems:
        yield f"{name}：{problem}", url


# --- Centres ------------------------------------------------------------------------------------
def staff(user: Any, on: date) -> Lines:
    """How many people each centre lacks."""
    for row in _first(shortfalls.short_of_staff(user, on)):
        norm = StaffNorm(row.each, row.minimum)
        problems = window_rules.problems_with_staff(
            staff=row.staff, households=row.households, norm=norm
        )
        yield from _named(row.name, problems, reverse("centres:edit", args=[row.pk]))


def posts(user: Any, on: date) -> Lines:
    """Which posts each centre lacks or has too many of."""
    for row in _first(shortfalls.with_wrong_posts(user, on)):
        problems = window_rules.problems_with_posts(
            standing=row.standing, special=row.special,
            standing_number=row.standing_number, special_maximum=row.special_maximum,
        )  # fmt: skip
        yield from ((f"{row.name}：{said}", _post_address(row.pk, said)) for said in problems)


def _post_address(centre: int, problem: Problem) -> str:
    """The form of the post that is missing, or the special posts of which one is too many."""
    if problem.code == "post.too_many_special":
        return f"{reverse('posts:index')}?{urlencode({'kind': PostKind.SPECIAL})}"
    return _asking_for("posts:add", centre, PostKind.STANDING)


def _asking_for(form: str, centre: int, kind: str) -> str:
    """A form that begins with this centre and this kind."""
    return f"{reverse(form)}?{urlencode({'centre': centre, 'kind': kind})}"


def rules(user: Any, on: date) -> Lines:
    """Which rules each centre has not published."""
    rows = _first(shortfalls.without_rules(user))
    slots = RuleSlot.objects.filter(centre__in=[row.pk for row in rows], regulation__live=True)
    named: dict[int, set[str]] = {row.pk: set() for row in rows}
    for centre, kind in slots.values_list("centre", "kind"):
        named[centre].add(kind)
    for row in rows:
        missing = window_rules.missing_rules(named[row.pk])
        url = _asking_for("centre-rules:add", row.pk, missing[0])
        yield f"{row.name}：{_names_of(missing)}", url


def _names_of(missing: list[RuleSlotKind]) -> str:
    names = _(", ").join(str(kind.label) for kind in missing[:RULES_NAMED])
    values = {"count": len(missing), "names": names}
    if len(missing) > RULES_NAMED:
        return _("%(count)d rules are not published: %(names)s …") % values
    return _("Rules not published: %(names)s") % values


def hours(user: Any, on: date) -> Lines:
    """How long each centre is open in a week, all its windows counted together."""
    rows = _first(shortfalls.open_too_briefly(user, on))
    weeks = _weeks_of([row.pk for row in rows])
    for row in rows:
        minimum = Decimal(row.rule_hours)
        problems = window_rules.problems_with_week(weeks[row.pk], minimum_hours=minimum)
        yield from _named(row.name, problems, reverse("centres:edit", args=[row.pk]))


def joint_day(user: Any, on: date) -> Lines:
    """Which centres are shut while all their staff are to be there."""
    for row in _first(shortfalls.shut_on_the_joint_day(user, on)):
        day = roster_rules.joint_weekday(row.joint)
        others = set(range(7)) - {day}
        problems = roster_rules.problems_with_joint_day(day, others)
        yield from _named(row.name, problems, reverse("centres:edit", args=[row.pk]))


def _weeks_of(centres: list[int]) -> dict[int, list[OpeningSpan]]:
    """The spans of each centre and of its windows (one query)."""
    parts = [
        model.objects.order_by()
        .filter(**{f"{way}__in": centres})
        .annotate(owner=F(way))
        .values_list("owner", "weekday", "opens", "closes")
        for model, way in SOURCES
    ]
    weeks: dict[int, list[OpeningSpan]] = {key: [] for key in centres}
    for owner, weekday, opens, closes in parts[0].union(parts[1], all=True):
        weeks[owner].append(OpeningSpan(weekday, opens, closes))
    return weeks


# --- Communities --------------------------------------------------------------------------------
def roster(user: Any, on: date) -> Lines:
    """On how many of the coming days nobody is on duty; first where it is so today."""
    today = _first(shortfalls.without_duty(user, on))
    places = [*today, *_first(shortfalls.with_gap_ahead(user, on))]
    days = Duty.objects.filter(community__in=places, date__range=shortfalls.roster_of(on))
    covered: dict[int, set[date]] = {place.pk: set() for place in places}
    for place, day in days.values_list("community", "date"):
        covered[place].add(day)
    for place in places:
        gaps = roster_rules.gaps_in_roster(covered[place.pk], first=on)
        url = f"{reverse('duty-roster:gaps')}?community={place.pk}"
        yield f"{place.title}：{_gap_in_words(gaps)}", url


def _gap_in_words(gaps: list[date]) -> str:
    values = {"days": len(gaps), "first": date_format(gaps[0], "MONTH_DAY_FORMAT")}
    return _("Nobody is on duty on %(days)d of the next 14 days; the first is %(first)s") % values


def committees(user: Any, on: date) -> Lines:
    """Where a residents' committee is due."""
    words = _("no residents' committee yet")
    for place in _first(shortfalls.due_for_a_committee(user, on)):
        problems = window_rules.problems_with_occupancy(
            occupancy=place.occupancy_percent, limit=place.occupancy_limit, has_committee=False
        )
        url = reverse("wagtailadmin_pages:edit", args=[place.pk])
        yield from ((f"{place.title}：{words}（{problem}）", url) for problem in problems)
