"""Verbs of the duty roster: many days are filled at once, all of them or none (排班)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from wagtail.log_actions import log

from portal import roles
from portal.models import Community
from portal.problems import Problem, Refused, gettext_noop
from portal.publication.personal_data import problems_with_personal_data
from portal.role_table import Verb

from . import roster_rules
from .models import Duty

_NOT_ALLOWED = gettext_noop("You may not fill the duty roster of this community.")
_CHANGED = gettext_noop("Somebody has changed this day meanwhile. Look at it and save again.")
_FOREIGN = gettext_noop("This card belongs to another community.")


@dataclass(frozen=True)
class PlannedDuty:
    """A day as it was typed; `seen` is the mark of what stood there when the form was shown."""

    day: date
    holder: Any
    backup: Any
    phone: str
    seen: str = ""


def mark_of(duty: Duty | None) -> str:
    """What tells one state of a day from another; empty while nobody is entered."""
    if duty is None:
        return ""
    return f"{duty.pk}-{duty.holder_id}-{duty.backup_id or 0}-{duty.phone}"


def entered(community: Community, shift: str, days: Sequence[date]) -> dict[date, Duty]:
    """Who is entered already for a shift (one query)."""
    rows = Duty.objects.filter(community=community, shift=shift, date__in=list(days))
    people = rows.select_related("holder__unit", "backup__unit")
    return {row.date: row for row in people}


@transaction.atomic
def fill_roster(
    community: Community, shift: str, planned: Sequence[PlannedDuty], *, by: AbstractUser | None
) -> int:
    """Stores the days; an emptied one is taken out. Says how many days were changed.

    Refuses with one problem for each thing that is wrong, named by its day; nothing is stored then.
    """
    if by is not None and not roles.may(by, Verb.ADD, Duty(community=community)):
        raise Refused([Problem("permission", _NOT_ALLOWED)])
    Community.objects.select_for_update().get(pk=community.pk)
    there = entered(community, shift, [one.day for one in planned])
    if problems := list(_problems(community, shift, planned, there)):
        raise Refused(problems)
    return sum(_store(community, shift, one, there.get(one.day), by) for one in planned)


def _problems(
    community: Community, shift: str, planned: Sequence[PlannedDuty], there: dict[date, Duty]
) -> Any:
    for day, problem in roster_rules.problems_with_duties(planned):
        yield replace(problem, where=day.isoformat())
    for one in planned:
        where = one.day.isoformat()
        if one.seen != mark_of(there.get(one.day)):
            yield Problem("duty.changed", _CHANGED, where=where)
        for name in ("holder", "backup"):
            card = getattr(one, name)
            if card is not None and card.unit.community_id != community.pk:
                yield Problem("duty.foreign_card", _FOREIGN, name, where=where)
    for phone in {one.phone for one in planned}:
        yield from problems_with_personal_data(Duty(shift=shift, phone=phone))


def _store(
    community: Community, shift: str, one: PlannedDuty, row: Duty | None, by: AbstractUser | None
) -> bool:
    """Whether the day is another now."""
    if one.holder is None:
        if row is not None:
            log(instance=row, action="wagtail.delete", user=by)
            row.delete()
        return row is not None
    action = "wagtail.edit" if row else "wagtail.create"
    kept = row or Duty(community=community, date=one.day, shift=shift)
    before = mark_of(row)
    kept.holder, kept.backup, kept.phone = one.holder, one.backup, one.phone.strip()
    if mark_of(kept) == before:
        return False
    kept.save()
    log(instance=kept, action=action, user=by, content_changed=True)
    return True
