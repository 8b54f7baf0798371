"""Guessing is held back by name and address, later by address alone; nobody else is shut out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from portal.sign_in import factors
from portal.sign_in.lockout import MOST_FROM_ONE_ADDRESS
from portal.tests.factories import make_user

pytestmark = pytest.mark.django_db

LOGIN, CODE = "/admin/login/", "/admin/login/code/"


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.AXES_ENABLED = True


def tried(browser: Client, password: str, name: str = "clerk", **meta: Any) -> int:
    """The status of one try to sign in."""
    meta.setdefault("REMOTE_ADDR", "192.0.2.7")
    return browser.post(LOGIN, {"username": name, "password": password}, **meta).status_code


def test_the_fifth_wrong_password_closes_the_door_even_to_the_right_one(
    person: Any, client: Client
) -> None:
    assert [tried(client, "no") for _try in range(5)] == [200, 200, 200, 200, 429]
    assert tried(client, "password") == 429


def test_the_page_says_when_to_come_back(person: Any, client: Client) -> None:
    for _try in range(5):
        tried(client, "no")
    values = {"username": "clerk", "password": "no"}
    text = client.post(LOGIN, values, REMOTE_ADDR="192.0.2.7").content.decode()
    assert "15 分钟" in text


def test_after_a_quarter_of_an_hour_the_right_password_works(person: Any, client: Client) -> None:
    for _try in range(6):
        tried(client, "no")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert tried(client, "password") == 302


def test_another_person_and_another_address_still_get_in(person: Any, client: Client) -> None:
    make_user("colleague")
    for _try in range(6):
        tried(client, "no")
    assert tried(Client(), "password", name="colleague") == 302
    assert tried(Client(), "password", REMOTE_ADDR="192.0.2.8") == 302


def test_one_address_that_tries_many_names_is_held_back(person: Any, client: Client) -> None:
    for number in range(MOST_FROM_ONE_ADDRESS):
        tried(client, "no", name=f"guess{number}")
    assert tried(client, "password") == 429


def test_a_right_password_forgets_the_wrong_ones(person: Any, client: Client) -> None:
    for _try in range(4):
        tried(client, "no")
    assert tried(client, "password") == 302
    assert [tried(Client(), "no") for _try in range(4)] == [200] * 4


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_forwarding_header_neither_helps_nor_hurts(
    person: Any, client: Client, settings: Any, proxies: int
) -> None:
    settings.PORTAL = {**settings.PORTAL, "PROXIES": proxies}
    for number in range(6):
        header = f"203.0.113.{number}, 192.0.2.7" if proxies else f"203.0.113.{number}"
        tried(client, "no", HTTP_X_FORWARDED_FOR=header)
    assert tried(client, "password", HTTP_X_FORWARDED_FOR="203.0.113.99, 192.0.2.7") == 429
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"192.0.2.7"}


def test_addresses_of_one_home_network_count_together(person: Any, client: Client) -> None:
    for number in range(6):
        tried(client, "no", REMOTE_ADDR=f"2001:db8::{number + 1}")
    assert tried(client, "password", REMOTE_ADDR="2001:db8::ffff") == 429


def test_wrong_codes_count_like_wrong_passwords(person: Any, client: Client, code_of: Any) -> None:
    secret = factors.new_secret()
    with time_machine.travel(timezone.now() - timedelta(minutes=2)):
        factors.set_up(person, secret=secret, code=code_of(secret))
    tried(client, "password")
    meta = {"REMOTE_ADDR": "192.0.2.7"}
    answers = [client.post(CODE, {"code": "000000"}, **meta).status_code for _try in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post(CODE, {"code": code_of(secret)}, **meta)["Location"] == LOGIN


def test_nothing_of_what_was_typed_is_kept(person: Any, client: Client) -> None:
    tried(client, "geheim-7")
    row = AccessAttempt.objects.get()
    assert "geheim-7" not in row.post_data and row.username == "clerk"
