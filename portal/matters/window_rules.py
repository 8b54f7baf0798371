"""Questions about windows, posts, staff and rules of a centre that can be answered on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from portal.matters.choices import PostKind, RuleSlotKind
from portal.opening_hours import OpeningSpan, problems_with_hours
from portal.pages.centre_rules import StaffNorm, problems_with_special_days, staff_needed
from portal.problems import Problem, gettext_noop


def problems_with_staff(*, staff: int | None, households: int, norm: StaffNorm) -> list[Problem]:
    """Fewer people than the households ask for; a number that nobody entered is not judged."""
    needed = staff_needed(households, norm)
    if staff is None or staff >= needed:
        return []
    message = gettext_noop("%(staff)s people for %(households)s households; %(needed)s are needed")
    params = {"staff": staff, "households": households, "needed": needed}
    return [Problem("centre.too_few_staff", message, "staff", params)]


def joined_week(spans: Iterable[OpeningSpan]) -> list[OpeningSpan]:
    """A week in which at least one window is open: spans that meet or touch become one.

    This is how flexible shifts (弹性工时) of several windows add up; nothing counts twice.
    """
    joined: list[OpeningSpan] = []
    for span in sorted(span for span in spans if span.opens < span.closes):
        last = joined[-1] if joined else None
        if last and last.weekday == span.weekday and span.opens <= last.closes:
            joined[-1] = OpeningSpan(span.weekday, last.opens, max(last.closes, span.closes))
        else:
            joined.append(span)
    return joined


def problems_with_week(spans: Iterable[OpeningSpan], *, minimum_hours: Decimal) -> list[Problem]:
    """Too few hours a week in which the centre or any of its windows is open.

    北京市社区服务站建设管理办法 article 17: at least 40 hours, with flexible shifts.
    """
    return problems_with_hours(joined_week(spans), minimum_hours=minimum_hours)


def problems_with_window(
    week: Sequence[OpeningSpan], days: Iterable[tuple[date, time | None, time | None]]
) -> list[Problem]:
    """Hours of a window that are reversed or overlap, single days that say two things at once."""
    return [
        *problems_with_hours(week, minimum_hours=Decimal(0)),
        *problems_with_special_days(days),
    ]


def problems_with_posts(
    *, standing: int, special: int, standing_number: int, special_maximum: int
) -> list[Problem]:
    """Fewer standing posts than laid down, or more special ones than may be set up.

    北京市社区服务站建设管理办法 article 11. A centre that has entered no posts is not judged.
    """
    problems = []
    if special > special_maximum:
        message = gettext_noop("%(count)s special posts; at most %(most)s are allowed")
        params = {"count": special, "most": special_maximum}
        problems.append(Problem("post.too_many_special", message, "kind", params))
    if standing + special and standing < standing_number:
        message = gettext_noop("%(count)s standing posts; %(needed)s are laid down")
        params = {"count": standing, "needed": standing_number}
        problems.append(Problem("post.standing_missing", message, "kind", params))
    return problems


def problems_with_post(
    *, kind: str, approved_by: str, approved_on: date | None, a_holder: Any, b_holder: Any
) -> list[Problem]:
    """A special post needs the approval of the street office; A and B are two persons (AB岗)."""
    problems = []
    if kind == PostKind.SPECIAL:
        message = gettext_noop("A special post needs the approval of the street office.")
        given = {"approved_by": approved_by.strip(), "approved_on": approved_on}
        problems += [
            Problem("post.not_approved", message, name)
            for name, value in given.items()
            if not value
        ]
    if a_holder is not None and a_holder == b_holder:
        message = gettext_noop("Holder A and holder B must be two persons.")
        problems.append(Problem("post.same_holder", message, "b_holder"))
    return problems


def missing_rules(kinds: Collection[str]) -> list[RuleSlotKind]:
    """The rules a centre must publish and has not, in the order of the list.

    Ten stand in 北京市社区服务站建设管理办法 article 15; service code and commitment beside them.
    """
    return [kind for kind in RuleSlotKind if kind not in kinds]


def problems_with_occupancy(
    *, occupancy: int | None, limit: int, has_committee: bool
) -> list[Problem]:
    """So many homes are lived in that a residents' committee must be set up, and there is none.

    中办发〔2010〕27号: where homes are half lived in, a committee is set up in time.
    """
    if occupancy is None or occupancy < limit or has_committee:
        return []
    message = gettext_noop(
        "%(occupancy)s%% of the homes are lived in; it is due from %(limit)s%% on"
    )
    params = {"occupancy": occupancy, "limit": limit}
    return [Problem("community.committee_missing", message, params=params)]
