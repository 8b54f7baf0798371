"""The duty roster of a community as residents read it: a row for every day, none left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from portal.matters.models.windows import Duty
from portal.matters.roster_rules import (
    JOINT_WEEKDAY_KEY,
    ROSTER_DAYS,
    joint_weekday,
    roster_days,
)
from portal.models import CalendarDay, RuleSetting
from portal.workdays import DayKind


@dataclass
class RosterDay:
    """One day of the roster: who is on duty, and whether it is a holiday or a day of rest.

    On the joint day (集中办公日) all staff work in the centre, beside who is on duty.
    """

    day: date
    kind: str = ""
    note: str = ""
    is_joint: bool = False
    duties: list[Duty] = field(default_factory=list)

    @property
    def is_holiday(self) -> bool:
        """A statutory holiday, as arranged for the year."""
        return self.kind == DayKind.STATUTORY

    @property
    def is_rest(self) -> bool:
        """A day of rest that is no holiday."""
        return self.kind == DayKind.REST


def duties_of(place_path: str) -> QuerySet[Duty]:
    """The duties of the community at this tree path, with the cards of the people."""
    rows = Duty.objects.filter(community__path=place_path)
    return rows.select_related("holder", "backup").order_by("date", "shift", "pk")


def roster(place_path: str, first: date, *, days: int = ROSTER_DAYS) -> list[RosterDay]:
    """The coming days, each with its duties and its kind (two statements)."""
    rows = {day: RosterDay(day) for day in roster_days(first, days)}
    for duty in duties_of(place_path).filter(date__in=rows):
        named: Any = duty
        named.holder_name = shown_name(duty.holder)
        named.backup_name = shown_name(duty.backup) if duty.backup else ""
        rows[duty.date].duties.append(named)
    for known in CalendarDay.objects.filter(date__in=rows):
        rows[known.date].kind, rows[known.date].note = known.kind, known.note
    return list(rows.values())


def with_joint_weekday(centres: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Adds `joint_value` to centres: what the rule setting of today says."""
    rule = RuleSetting.objects.number_in(JOINT_WEEKDAY_KEY, on=today)
    return centres.annotate(joint_value=rule)


def joint_weekday_of(centres: Iterable[Any]) -> int | None:
    """The weekday on which all staff of these centres are there; None without a rule."""
    return joint_weekday(next((row.joint_value for row in centres), None))


def mark_joint(days: Iterable[RosterDay], weekday: int | None) -> None:
    """Marks the days on which all staff are there; a day off is none."""
    for row in days:
        row.is_joint = row.day.weekday() == weekday and not (row.is_holiday or row.is_rest)


def shown_name(card: Any) -> str:
    """Post, and the name when the person has agreed to be named."""
    return f"{card.post} {card.display_name if card.consent_public else ''}".strip()
