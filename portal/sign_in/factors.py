"""Second factors (第二验证) of a person: a code of an authenticator app, or a recovery code.

A code counts once. Ten wrong ones within a quarter of an hour close this door for as long, from
whatever address they come.
"""

from __future__ import annotations

import hmac
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from portal.problems import Problem, Refused, gettext_noop

from .adapter import Adapter

MOST_WRONG_CODES = 10
WRONG_CODES_SECONDS = 15 * 60
USED_CODES_SECONDS = 5 * 60
DEMANDED, OFFERED = "demanded", "offered"


def is_demanded() -> bool:
    """Whether nobody works at the desk without a second factor."""
    return bool(settings.PORTAL["SECOND_FACTOR"] == DEMANDED)


def has_factor(user: Any) -> bool:
    """Whether `user` has set up an authenticator app."""
    return bool(_app_of(user).exists())


def new_secret() -> str:
    """A secret for an authenticator app, to be kept in the session until a code has shown it."""
    return str(generate_totp_secret())


def address_for_app(user: Any, secret: str) -> str:
    """What the square code says to an authenticator app."""
    return str(Adapter().build_totp_url(user, secret))


def clean(code: str) -> str:
    """The code as typed, without blanks and hyphens, full-width digits made plain."""
    return "".join(str(int(sign)) for sign in code if sign.isdecimal())[:12]


@transaction.atomic
def set_up(user: Any, *, secret: str, code: str) -> list[str]:
    """Keeps the secret once the app has shown a right code; returns the recovery codes.

    Refuses a wrong code and a person who has an app already; nothing is stored then.
    """
    _lock(user)
    if has_factor(user):
        message = gettext_noop("A second factor is set up already.")
        raise Refused([Problem("sign_in.has_factor", message, field="code")])
    if not validate_totp_code(secret, clean(code)):
        raise Refused([wrong_code()])
    factor = TOTP.activate(user, secret)
    _use(factor.instance, clean(code))
    log(instance=user, action="portal.second_factor_set_up", user=user)
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: Any) -> list[str]:
    """Ten codes, each good for one sign-in without the app; older ones are void from now on."""
    _recovery_of(user).delete()
    return list(RecoveryCodes.activate(user).generate_codes())


@transaction.atomic
def passes(user: Any, code: str) -> bool:
    """Whether `code` is right and has not been used; a wrong one is counted."""
    _lock(user)
    app = _app_of(user).first()
    if app is None or is_closed(app):
        return False
    code = clean(code)
    if code and (_shows(app, code) or _recovers(user, code)):
        app.data.pop("wrong", None)
        app.record_usage()
        app.save(update_fields=["data"])
        return True
    app.data["wrong"] = [*_recent(app.data.get("wrong", []), WRONG_CODES_SECONDS), time.time()]
    app.save(update_fields=["data"])
    return False


def is_closed(app: Authenticator) -> bool:
    """Whether too many wrong codes came lately."""
    return len(_recent(app.data.get("wrong", []), WRONG_CODES_SECONDS)) >= MOST_WRONG_CODES


@transaction.atomic
def remove(user: Any, *, by: Any) -> bool:
    """Takes the second factor away (lost telephone); False when there was none.

    Who may is the caller's to ask: the person, or the operator at the command line (`by` None).
    """
    had_one = has_factor(user)
    Authenticator.objects.filter(user=user).delete()
    if had_one:
        log(instance=user, action="portal.second_factor_removed", user=by)
    return had_one


def wrong_code() -> Problem:
    """What is said to any wrong code; it tells nothing of which kind was expected."""
    message = gettext_noop("This code is not right, or was used before. Wait for the next one.")
    return Problem("sign_in.wrong_code", message, field="code")


def _shows(app: Authenticator, code: str) -> bool:
    """Whether the app shows this code now; codes of the last minutes count once."""
    secret = Adapter().decrypt(app.data["secret"])
    if not validate_totp_code(secret, code) or _was_used(app, code):
        return False
    _use(app, code)
    return True


def _recovers(user: Any, code: str) -> bool:
    row = _recovery_of(user).first()
    return row is not None and bool(RecoveryCodes(row).validate_code(code))


def _was_used(app: Authenticator, code: str) -> bool:
    used = [mark for mark, _at in app.data.get("used", [])]
    return any(hmac.compare_digest(mark, _mark(app, code)) for mark in used)


def _use(app: Authenticator, code: str) -> None:
    kept = [row for row in app.data.get("used", []) if row[1] > time.time() - USED_CODES_SECONDS]
    app.data["used"] = [*kept, [_mark(app, code), time.time()]]
    app.save(update_fields=["data"])


def _mark(app: Authenticator, code: str) -> str:
    return salted_hmac("portal.sign_in.used", f"{app.user_id} {code}").hexdigest()


def _recent(times: list[float], seconds: int) -> list[float]:
    return [at for at in times if at > time.time() - seconds]


def _lock(user: Any) -> None:
    """Two tries at once wait for each other; a code cannot be used by both."""
    list(get_user_model()._default_manager.select_for_update().filter(pk=user.pk).values_list("pk"))


def _app_of(user: Any) -> Any:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)


def _recovery_of(user: Any) -> Any:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
