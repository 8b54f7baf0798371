"""What must hold before a person is given a role or leaves; knows no database."""

from __future__ import annotations

from collections.abc import Iterable

from portal.problems import Problem, gettext_noop
from portal.role_table import Reach

PLACE_MISSING = gettext_noop("Say at which place this role holds.")
PLACE_UNFIT = gettext_noop("This role does not hold at this kind of place.")
PLACE_NOT_NEEDED = gettext_noop("This role holds everywhere; leave the place empty.")
SAME_PERSON = gettext_noop("Name another person than the one who leaves.")
COLLEAGUE_OFF = gettext_noop("This colleague's account is switched off.")
REACH_MISSING = gettext_noop("This colleague is not yet %(post)s; give that role first.")
LAST_ADMINISTRATOR = gettext_noop("This is the only administrator; make another one first.")
OWN_ACCOUNT = gettext_noop("Another administrator must do this with your account.")


def problems_with_post(reach: Reach, place_reach: Reach | None) -> list[Problem]:
    """Whether a role of this reach can hold at a place of that kind (None: no place named)."""
    if reach is Reach.EVERYWHERE:
        unfit = place_reach is not None
        return [Problem("staffing.place_not_needed", PLACE_NOT_NEEDED, "place")] if unfit else []
    if place_reach is None:
        return [Problem("staffing.place_missing", PLACE_MISSING, "place")]
    if place_reach is not reach:
        return [Problem("staffing.place_unfit", PLACE_UNFIT, "place")]
    return []


def problems_with_colleague(
    *, is_same: bool, is_active: bool, lacks: Iterable[str]
) -> list[Problem]:
    """Whether a colleague can take over: `lacks` are the posts that only the leaver has."""
    if is_same:
        return [Problem("staffing.same_person", SAME_PERSON, "to")]
    if not is_active:
        return [Problem("staffing.colleague_off", COLLEAGUE_OFF, "to")]
    return [
        Problem("staffing.reach_missing", REACH_MISSING, "to", params={"post": post})
        for post in lacks
    ]


def problems_with_leaving(*, is_own: bool, is_last_administrator: bool) -> list[Problem]:
    """Whether this account may be switched off or lose the role of administrator."""
    if is_last_administrator:
        return [Problem("staffing.last_administrator", LAST_ADMINISTRATOR)]
    return [Problem("staffing.own_account", OWN_ACCOUNT)] if is_own else []
