"""What holds guessing of passwords back (登录限制): five wrong tries, thirty from one address.

An office has one address for many people; so the address alone is held back much later.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from portal.visitors import address_of

COOL_OFF = timedelta(minutes=15)
MOST_FROM_ONE_ADDRESS = 30


def client_address(request: HttpRequest) -> str | None:
    """The visitor's address as our proxies tell it; the network of a home for IPv6."""
    return address_of(request).partition("/")[0] or None


class Handler(AxesDatabaseHandler):
    """Counts by name and address, as told in the settings, and by address alone."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this name from this address, or this address, has to wait."""
        return super().is_locked(request, credentials) or self._floods(request)

    def _floods(self, request: Any) -> bool:
        recent = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gt=timezone.now() - COOL_OFF
        )
        count = recent.aggregate(count=Sum("failures_since_start"))["count"]
        return bool((count or 0) >= MOST_FROM_ONE_ADDRESS)


def count_wrong_code(request: HttpRequest, user: Any) -> None:
    """A wrong code counts like a wrong password of that name."""
    user_login_failed.send(
        sender=__name__, credentials={"username": user.get_username()}, request=request
    )
