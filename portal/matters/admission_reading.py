"""What the database answers about admission: who asked, what holds today, what may be offered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext
from wagtail import hooks

from portal.models import CalendarDay, RuleSetting
from portal.problems import Problem
from portal.publication.texts import TextPlace
from portal.signals import PERSONAL_TEXTS
from portal.workdays import WorkCalendar

from .admission_rules import problems_with_offer
from .choices import AdmissionState
from .models import AdmissionRequest, Matter, MatterEntry

_CLERKS_WORK = (AdmissionState.DRAFT, AdmissionState.SUBMITTED)
_LONGEST = timedelta(days=400)


def clerks_of(request: AdmissionRequest) -> set[int]:
    """Who entered and submitted a request for the department."""
    steps = request.steps.filter(state__in=_CLERKS_WORK, by__isnull=False)
    return set(steps.values_list("by_id", flat=True))


def limit_of(key: str, *, on: date) -> int | None:
    """A number of working days that is a rule setting; None while nobody has entered it."""
    return RuleSetting.objects.number_of(key, on=on)


def calendar_between(first: date, last: date) -> WorkCalendar:
    """The entered days between two days; a span that is absurdly long is cut."""
    until = last if last - first <= _LONGEST else first + _LONGEST
    days = CalendarDay.objects.filter(date__range=(first, until))
    return WorkCalendar.of(days.values_list("date", "kind"))


def statuses_at(matter: Matter, *, on: date, place: Any = None) -> list[str]:
    """The statuses of a matter's entries in force on a day, at a place or in the whole city.

    A catalogue holds in its district, an admission where the work was asked for; both hold in what
    lies below.
    """
    rows = MatterEntry.objects.in_force(on).filter(matter=matter)
    found = rows.values_list("status", "catalogue__district__path", "admission__place__path")
    path = place.path if place is not None else ""
    return [
        status
        for status, catalogue, admission in found
        if not path or _meet(path, catalogue or admission)
    ]


def _meet(place: str, holds_at: str) -> bool:
    """Whether one lies in the other: a city's page holds for each district that has the matter."""
    return place.startswith(holds_at) or holds_at.startswith(place)


def problems_with_matter(matter: Matter | None, *, on: date, place: Any = None) -> list[Problem]:
    """What keeps a matter from being offered at a place: neither in the catalogue nor admitted."""
    return problems_with_offer(statuses_at(matter, on=on, place=place)) if matter else []


@hooks.register(PERSONAL_TEXTS)
def decision_texts(thing: Any) -> Iterable[TextPlace]:
    """The reason and basis of a decision become public with it; no form of the row has them."""
    if not isinstance(thing, AdmissionRequest):
        return []
    return [
        TextPlace("reason", gettext("reason of the decision"), thing.decision_reason),
        TextPlace("basis", gettext("basis of the decision"), thing.decision_basis),
    ]
