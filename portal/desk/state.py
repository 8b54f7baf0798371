"""The machinery as lamps (系统状态), for those whom it concerns: scheduler, mail and more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail import hooks

from portal.models import SchedulerLease, StaffNotice
from portal.scheduling import SHORTEST_LEASE, interval_setting
from portal.signals import DESK_STATE

from .lines import Lamp
from .reach import places_for
from .tallies import Counts, Kind

CITY_DEPTH = 2
BEAT, STUCK = "state-beat", "state-mail"


def kinds_of(user: Any) -> list[Kind]:
    """What must be counted to know; nothing for people of one community."""
    if not concerns(user):
        return []
    beats = SchedulerLease.objects.filter(beat_at__isnull=False)
    stuck = StaffNotice.objects.stuck(at=timezone.now())
    return [(BEAT, beats, "beat_at"), (STUCK, stuck, "at")]


def lamps(user: Any, counts: Counts) -> list[Lamp]:
    """What works and what does not; nothing for people of one community."""
    if not concerns(user):
        return []
    others = [lamp for offer in hooks.get_hooks(DESK_STATE) for lamp in offer()]
    now = timezone.now()
    return [_scheduler(counts.get(BEAT), now), _mail(counts.get(STUCK)), *others]


def concerns(user: Any) -> bool:
    """Administrators, and those who edit for the whole city."""
    if user.is_superuser:
        return bool(user.is_active)
    return any(place.depth <= CITY_DEPTH for place in places_for(user, "change_page"))


def _scheduler(beat: tuple[int, datetime] | None, now: datetime) -> Lamp:
    if beat is None:
        return Lamp(_("The scheduler does not run: nothing becomes public on its date"), False)
    values = {"time": _clock(beat[1])}
    if now - beat[1] > max(SHORTEST_LEASE, 4 * interval_setting()):
        return Lamp(_("The scheduler has been silent since %(time)s") % values, False)
    return Lamp(_("Scheduler at work, %(time)s") % values, True)


def _mail(stuck: tuple[int, datetime] | None) -> Lamp:
    if stuck is None:
        return Lamp(_("E-mail to staff goes out"), True)
    words = _("E-mail has not gone out since %(time)s (%(count)d wait); the desks show everything")
    return Lamp(words % {"time": _clock(stuck[1]), "count": stuck[0]}, False)


def _clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localdate()
    return date_format(local, "H:i" if is_today else "n月j日 H:i")
