"""How many wrong sign-ins are borne: few for one name from one place, more for the place itself.

A whole centre shares one address; twenty people must not be locked out by the typing of one.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from portal.visitors import address_of

NAMES_OF_A_PLACE = 4
"""One address bears so many times the wrong sign-ins of one name."""
UNKNOWN = "0.0.0.0"  # noqa: S104 - a key under which visitors without an address are counted


class SignInLimits(AxesDatabaseHandler):
    """Counts wrong sign-ins in the database, so that all processes know of them."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The wrong sign-ins of this name from here, or a share of all from here."""
        of_name, of_place = (_sum(rows) for rows in self.get_user_attempts(request, credentials))
        return max(of_name, of_place // NAMES_OF_A_PLACE)

    def reset_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> int:
        """A success forgives the own name only: who guesses others' names gains nothing by it."""
        of_name, _of_place = self.get_user_attempts(request, credentials)
        count: int = AccessAttempt.objects.filter(pk__in=of_name.values("pk")).delete()[0]
        return count


def _sum(rows: Any) -> int:
    return rows.aggregate(sum=Sum("failures_since_start"))["sum"] or 0


def place_of(request: HttpRequest) -> str:
    """The address under which a visitor is counted; a home with IPv6 is one place."""
    return address_of(request).partition("/")[0] or UNKNOWN


def minutes_of_waiting() -> int:
    """How long a name or place is refused after the last wrong sign-in."""
    return int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
