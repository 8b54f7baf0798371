"""Second factors: a code counts once, wrong ones are counted, secrets lie encrypted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.problems import Refused
from portal.sign_in import factors
from portal.sign_in.adapter import Adapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(person: Any, code_of: Any) -> str:
    """The secret of an app that the person has set up two minutes ago."""
    secret = factors.new_secret()
    with time_machine.travel(timezone.now() - timedelta(minutes=2)):
        factors.set_up(person, secret=secret, code=code_of(secret))
    return secret


def test_a_code_of_now_is_right_and_counts_once(person: Any, secret: str, code_of: Any) -> None:
    code = code_of(secret)
    assert factors.passes(person, code)
    assert not factors.passes(person, code)


def test_the_code_of_the_set_up_does_not_open_the_desk_again(person: Any, code_of: Any) -> None:
    secret = factors.new_secret()
    code = code_of(secret)
    factors.set_up(person, secret=secret, code=code)
    assert not factors.passes(person, code)


@pytest.mark.parametrize("written", ["{0} {1}", "{0}-{1}", " {0}{1} ", "{0}\u3000{1}"])
def test_blanks_and_hyphens_in_a_code_do_not_matter(
    person: Any, secret: str, code_of: Any, written: str
) -> None:
    code = code_of(secret)
    assert factors.passes(person, written.format(code[:3], code[3:]))


def test_full_width_digits_are_read(person: Any, secret: str, code_of: Any) -> None:
    wide = code_of(secret).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert factors.passes(person, wide)


@pytest.mark.parametrize("code", ["", "abc", "٣", "0" * 400, "12345"])
def test_what_is_no_code_is_refused(person: Any, secret: str, code: str) -> None:
    assert not factors.passes(person, code)


def test_a_code_of_an_hour_ago_is_refused(person: Any, secret: str, code_of: Any) -> None:
    assert not factors.passes(person, code_of(secret, later=-120))


def test_ten_wrong_codes_close_the_door_even_to_the_right_one(
    person: Any, secret: str, code_of: Any
) -> None:
    for _try in range(factors.MOST_WRONG_CODES):
        factors.passes(person, "000000")
    assert not factors.passes(person, code_of(secret))
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert factors.passes(person, code_of(secret))


def test_a_recovery_code_works_once(person: Any, secret: str) -> None:
    code = factors.new_recovery_codes(person)[3]
    assert factors.passes(person, code)
    assert not factors.passes(person, code)


def test_new_recovery_codes_void_the_old_ones(person: Any, secret: str) -> None:
    old = factors.new_recovery_codes(person)[0]
    factors.new_recovery_codes(person)
    assert not factors.passes(person, old)


def test_setting_up_needs_a_right_code(person: Any) -> None:
    with pytest.raises(Refused):
        factors.set_up(person, secret=factors.new_secret(), code="000000")
    assert not factors.has_factor(person)


def test_a_second_app_is_refused(person: Any, secret: str, code_of: Any) -> None:
    other = factors.new_secret()
    with pytest.raises(Refused):
        factors.set_up(person, secret=other, code=code_of(other))


def test_secrets_lie_encrypted_and_another_key_does_not_open_them(
    person: Any, secret: str, settings: Any
) -> None:
    stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in stored and Adapter().decrypt(stored) == secret
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(InvalidToken):
        Adapter().decrypt(stored)
    settings.SECRET_KEY_FALLBACKS = ["only-for-tests-" + "x" * 50]
    assert Adapter().decrypt(stored) == secret


def test_the_operator_removes_a_lost_factor(person: Any, secret: str) -> None:
    call_command("remove_second_factor", "clerk")
    assert not factors.has_factor(person)
    assert not factors.passes(person, "000000")


@pytest.mark.parametrize("name", ["clerk", "nobody"])
def test_removing_what_is_not_there_is_said(person: Any, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("remove_second_factor", name)
