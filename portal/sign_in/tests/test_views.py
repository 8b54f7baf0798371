"""Signing in: the password alone opens nothing where a code is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.sign_in import factors, waiting

pytestmark = pytest.mark.django_db

LOGIN, CODE, SET_UP = "/admin/login/", "/admin/login/code/", "/admin/login/set-up/"
OWN = "/admin/account/second-factor/"


def give_password(browser: Client, **values: Any) -> Any:
    """Name and password, typed at the door."""
    return browser.post(LOGIN, {"username": "clerk", "password": "password", **values})


def is_in(browser: Client) -> bool:
    """Whether the desk is open."""
    return bool(browser.get("/admin/").status_code == 200)


@pytest.fixture
def secret(person: Any, code_of: Any) -> str:
    """The secret of the person's app, set up two minutes ago."""
    secret = factors.new_secret()
    with time_machine.travel(timezone.now() - timedelta(minutes=2)):
        factors.set_up(person, secret=secret, code=code_of(secret))
    return secret


# --- Password -------------------------------------------------------------------------------------
def test_a_password_is_enough_where_the_second_factor_is_only_offered(
    person: Any, client: Client
) -> None:
    answer = give_password(client, next="/admin/reports/")
    assert answer.status_code == 302 and answer["Location"] == "/admin/reports/"
    assert is_in(client)


def test_the_way_on_never_leads_to_another_host(person: Any, client: Client) -> None:
    assert give_password(client, next="https://evil.example/")["Location"] == "/admin/"


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(
    person: Any, client: Client
) -> None:
    wrong = client.post(LOGIN, {"username": "clerk", "password": "no"})
    unknown = client.post(LOGIN, {"username": "klerk", "password": "no"})
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_signing_in_gives_a_new_session(person: Any, client: Client) -> None:
    client.get(LOGIN)
    client.session.save()
    client.cookies["sessionid"] = "planted"
    give_password(client)
    assert client.cookies["sessionid"].value not in ("", "planted")


# --- Code -----------------------------------------------------------------------------------------
def test_who_has_an_app_is_not_signed_in_by_the_password(
    person: Any, client: Client, secret: str
) -> None:
    assert give_password(client)["Location"] == CODE
    assert not is_in(client) and "_auth_user_id" not in client.session


def test_a_right_code_opens_the_desk_in_a_new_session(
    person: Any, client: Client, secret: str, code_of: Any
) -> None:
    give_password(client, next="/admin/reports/")
    before = client.session.session_key
    answer = client.post(CODE, {"code": code_of(secret)})
    assert answer["Location"] == "/admin/reports/" and is_in(client)
    assert client.session.session_key != before


def test_a_wrong_code_opens_nothing_and_says_so(person: Any, client: Client, secret: str) -> None:
    give_password(client)
    answer = client.post(CODE, {"code": "000000"})
    assert answer.context["form"].errors["code"] and not is_in(client)


def test_the_code_page_is_for_who_gave_the_password(person: Any, client: Client) -> None:
    for address in (CODE, SET_UP):
        assert client.get(address)["Location"] == LOGIN
        assert client.post(address, {"code": "000000"})["Location"] == LOGIN


def test_who_waits_longer_than_ten_minutes_begins_again(
    person: Any, client: Client, secret: str, code_of: Any
) -> None:
    give_password(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post(CODE, {"code": code_of(secret)})["Location"] == LOGIN
    assert not is_in(client)


def test_a_changed_password_ends_the_waiting(
    person: Any, client: Client, secret: str, code_of: Any
) -> None:
    give_password(client)
    person.set_password("another password")
    person.save()
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == LOGIN


# --- Demanded -------------------------------------------------------------------------------------
def test_where_it_is_demanded_the_first_sign_in_sets_it_up(
    person: Any, client: Client, code_of: Any, demanded: None
) -> None:
    assert give_password(client)["Location"] == SET_UP
    assert not is_in(client)
    client.get(SET_UP)
    secret = client.session[waiting.SECRET_KEY]
    answer = client.post(SET_UP, {"code": code_of(secret)})
    assert len(answer.context["codes"]) == 10
    assert is_in(client) and factors.has_factor(person)
    assert waiting.SECRET_KEY not in client.session


def test_a_wrong_code_at_the_set_up_keeps_the_same_secret(
    person: Any, client: Client, demanded: None
) -> None:
    give_password(client)
    client.get(SET_UP)
    secret = client.session[waiting.SECRET_KEY]
    client.post(SET_UP, {"code": "000000"})
    assert client.session[waiting.SECRET_KEY] == secret and not factors.has_factor(person)


def test_the_set_up_page_cannot_replace_an_app(
    person: Any, client: Client, secret: str, demanded: None
) -> None:
    give_password(client)
    assert client.get(SET_UP)["Location"] == CODE
    assert client.post(SET_UP, {"code": "000000"})["Location"] == CODE


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/account/", OWN])
def test_a_session_opened_by_a_password_alone_ends_at_the_desk(
    person: Any, client: Client, demanded: None, path: str
) -> None:
    client.force_login(person)
    assert client.get(path)["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_public_pages_ask_for_no_session(person: Any, client: Client, demanded: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 200 and not client.cookies


# --- One's own ------------------------------------------------------------------------------------
def test_it_can_be_switched_on_from_the_account(person: Any, client: Client, code_of: Any) -> None:
    give_password(client)
    assert OWN in client.get("/admin/account/").content.decode()
    client.get(OWN)
    answer = client.post(OWN, {"code": code_of(client.session[waiting.SECRET_KEY])})
    assert len(answer.context["codes"]) == 10 and factors.has_factor(person)


def test_it_can_be_switched_off_with_a_code_where_it_is_only_offered(
    person: Any, client: Client, secret: str, code_of: Any
) -> None:
    client.force_login(person)
    client.post(OWN, {"code": "000000", "remove": "1"})
    assert factors.has_factor(person)
    client.post(OWN, {"code": code_of(secret), "remove": "1"})
    assert not factors.has_factor(person)


def test_it_cannot_be_switched_off_where_it_is_demanded(
    person: Any, client: Client, secret: str, code_of: Any, demanded: None
) -> None:
    give_password(client)
    client.post(CODE, {"code": code_of(secret, later=-1)})
    client.post(OWN, {"code": code_of(secret), "remove": "1"})
    assert factors.has_factor(person)


# --- Ends -----------------------------------------------------------------------------------------
def test_signing_out_ends_the_session_at_the_server(person: Any, client: Client) -> None:
    give_password(client)
    stolen = client.cookies["sessionid"].value
    client.post("/admin/logout/")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert not is_in(thief)


def test_a_changed_password_ends_all_other_sessions(person: Any, client: Client) -> None:
    other = Client()
    give_password(client)
    give_password(other)
    person.set_password("another password")
    person.save()
    assert not is_in(client) and not is_in(other)


# --- Forgotten password ---------------------------------------------------------------------------
def test_reset_answers_alike_and_mails_only_the_known(person: Any, client: Client) -> None:
    person.email = "clerk@portal.example"
    person.save()
    answers = [
        client.post("/admin/password_reset/", {"email": address})
        for address in ("clerk@portal.example", "nobody@portal.example")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/admin/password_reset/done/")
    }
    assert [message.to for message in mail.outbox] == [["clerk@portal.example"]]


def test_links_of_reset_mails_know_only_the_portals_own_address(
    person: Any, client: Client, settings: Any
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://portal.example"
    person.email = "clerk@portal.example"
    person.save()
    forged = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    client.post("/admin/password_reset/", {"email": person.email}, **forged)
    text = mail.outbox[0].body
    assert "https://portal.example/admin/password_reset/" in text and "evil" not in text


def test_a_reset_password_does_not_sign_in_past_the_second_factor(
    person: Any, client: Client, secret: str
) -> None:
    person.email = "clerk@portal.example"
    person.save()
    client.post("/admin/password_reset/", {"email": person.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password_reset/" in word)
    path = client.get(link.removeprefix("http://testserver"))["Location"]
    words = {"new_password1": "grün-Haus-71-Weg", "new_password2": "grün-Haus-71-Weg"}
    assert client.post(path, words).status_code == 302
    assert not is_in(client)
    assert give_password(client, password="grün-Haus-71-Weg")["Location"] == CODE
