"""The person between password and code (待验证): known to the session, signed in nowhere.

Everything else of the portal asks whether somebody is signed in, and is told no.
"""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest

KEY = "portal_sign_in_waiting"
SECRET_KEY = "portal_sign_in_secret"  # noqa: S105 - a name in the session
PASSED = "portal_second_factor"
SECONDS = 10 * 60


def hold(request: HttpRequest, user: Any, *, next_url: str, remember: bool) -> None:
    """Keeps who gave the right password, for ten minutes, in a fresh session."""
    request.session.flush()
    request.session[KEY] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "at": time.time(),
        "next": next_url,
        "remember": remember,
    }


def who_waits(request: HttpRequest) -> Any | None:
    """The person who waits; None when nobody does, too long ago, or the password has changed."""
    kept = request.session.get(KEY)
    if not kept or kept["at"] < time.time() - SECONDS:
        return None
    user = get_user_model()._default_manager.filter(pk=kept["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != kept["hash"]:
        return None
    return user


def let_in(request: HttpRequest, user: Any) -> str:
    """Signs the person in, in a new session, and returns where the person wanted to go."""
    kept = request.session[KEY]
    request.session.flush()
    login(request, user, backend=kept["backend"])
    mark(request, remember=kept["remember"])
    return str(kept["next"])


def mark(request: HttpRequest, *, remember: bool) -> None:
    """Writes into the session that the second factor was shown, and how long it lasts."""
    request.session[PASSED] = True
    if not remember:
        request.session.set_expiry(0)
