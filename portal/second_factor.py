"""The second factor (第二重验证): a code of an app on the own phone, or one written down before.

What allauth keeps and reckons is used; signing in itself stays in one place, `sign_in_views`.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

DEMANDED = "demanded"
OFFERED = "offered"
MARK = "portal_second_factor"
ONCE_WITHIN = timedelta(minutes=3)
"""A code of the app holds for a minute and a half at most; for so long it is taken only once."""


class SecretAdapter(DefaultMFAAdapter):
    """Keeps secrets encrypted: who copies the database alone has no second factor."""

    def get_totp_label(self, user: Any) -> str:
        """The name with which the person signs in, never the mail address."""
        return str(user.get_username())

    def encrypt(self, text: str) -> str:
        """Encrypted by a key made from the installation's own."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"portal.second_factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def is_demanded() -> bool:
    """Whether nobody comes to the desk without one."""
    return bool(settings.PORTAL["SECOND_FACTOR"] == DEMANDED)


def is_set_up(user: Any) -> bool:
    """Whether the person has one."""
    return _rows(user).filter(type=Authenticator.Type.TOTP).exists()


def accepts(user: Any, code: str) -> bool:
    """Whether the code is the app's of this minute or one of those written down, once only."""
    plain = "".join(code.split())
    if not plain.isascii() or not plain.isdigit():
        return False
    with transaction.atomic():
        rows = _rows(user).select_for_update()
        return any(_accepts(row, plain) for row in rows if plain)


def _accepts(row: Authenticator, code: str) -> bool:
    if row.type != Authenticator.Type.TOTP:
        return bool(row.wrap().validate_code(code))
    digest = hashlib.sha256(code.encode()).hexdigest()
    fresh = row.last_used_at and timezone.now() - row.last_used_at < ONCE_WITHIN
    if fresh and row.data.get("last") == digest:
        return False  # seen over a shoulder; the cache of another process may not know
    if not row.wrap().validate_code(code):
        return False
    row.data["last"], row.last_used_at = digest, timezone.now()
    row.save(update_fields=["data", "last_used_at"])
    return True


def new_secret() -> str:
    """A secret that portal and app will share."""
    return str(generate_totp_secret())


def fits(secret: str, code: str) -> bool:
    """Whether the app knows the secret: it shows the right code."""
    plain = "".join(code.split())
    return plain.isascii() and plain.isdigit() and bool(validate_totp_code(secret, plain))


@transaction.atomic
def set_up(user: Any, secret: str) -> list[str]:
    """Gives the person this second factor, in place of any before; answers codes to write down."""
    remove(user)
    TOTP.activate(user, secret)
    return list(RecoveryCodes.activate(user).generate_codes())


def remove(user: Any) -> bool:
    """Takes the second factor away; whether there was one."""
    return bool(_rows(user).delete()[0])


def _rows(user: Any) -> Any:
    return Authenticator.objects.filter(user=user)


def app_address(user: Any, secret: str) -> str:
    """What the picture says to the app (otpauth)."""
    return str(SecretAdapter().build_totp_url(user, secret))


# --- The mark in the session -----------------------------------------------------------------
def mark(request: HttpRequest, user: Any) -> None:
    """Notes that this session has shown the second factor of this person."""
    request.session[MARK] = user.pk


def is_marked(request: HttpRequest) -> bool:
    """Whether this session has shown it."""
    return bool(request.session.get(MARK) == request.user.pk)
