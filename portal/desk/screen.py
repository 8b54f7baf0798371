"""The whole screen (工作台): the parts of all packages, sorted, counted and cut to a length."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wagtail import hooks

from portal.models import StaffNotice
from portal.signals import DESK_PARTS

from . import state
from .confirmations import to_confirm
from .doors import doors_on_desk
from .failures import failures
from .lines import MOST, Door, Group, Lamp, Line, by_moment, by_urgency, how_many
from .own_pages import concerning
from .published import published
from .review import in_review
from .tallies import counted, kinds_of, lines_of, tallies_for

OWN_PARTS = (to_confirm, in_review, concerning, failures, published)
SHORT = 8
NOTICES = 8


@dataclass
class Screen:
    """What one person sees after signing in; every list is sorted and has a length."""

    doors: list[Door] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    late: list[Line] = field(default_factory=list)
    soon: list[Line] = field(default_factory=list)
    mine: list[Line] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)
    told: list[StaffNotice] = field(default_factory=list)
    lamps: list[Lamp] = field(default_factory=list)


def screen_for(user: Any) -> Screen:
    """Asks every part once."""
    lines = [line for part in (*OWN_PARTS, *hooks.get_hooks(DESK_PARTS)) for line in part(user)]
    tallies = tallies_for(user)
    counts = counted([*kinds_of(tallies), *state.kinds_of(user)])
    lines += lines_of(tallies, counts)
    groups = {group: [line for line in lines if line.group == group] for group in Group}
    waiting = by_urgency(groups[Group.WAITING])
    return Screen(
        doors=doors_on_desk(user),
        waiting=waiting[:MOST],
        count=how_many(waiting),
        is_more=len(waiting) > MOST,
        late=by_moment(groups[Group.LATE])[:MOST],
        soon=by_moment(groups[Group.SOON])[:SHORT],
        mine=by_moment(groups[Group.MINE], newest_first=True)[:SHORT],
        others=by_moment(groups[Group.OTHERS], newest_first=True)[:SHORT],
        told=list(StaffNotice.objects.of(user).unread()[:NOTICES]),
        lamps=state.lamps(user, counts),
    )
