"""Signing in: wrong tries are held back by name and place; a second factor where it is demanded."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
)
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver

from portal import second_factor
from portal.tests.desks import make_desk, signed_in
from portal.tests.factories import make_city, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
LOGIN = "/admin/login/"


def person(name: str = "editor", **more):
    user = make_user(name, is_superuser=True, **more)
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(name="editor", password="wrong", *, address="192.0.2.1", browser=None, **headers):
    browser = browser or Client()
    values = {"username": name, "password": password}
    return browser.post(LOGIN, values, REMOTE_ADDR=address, headers=headers)


def code_of(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


@pytest.fixture
def demanded(settings):
    settings.PORTAL = {**settings.PORTAL, "SECOND_FACTOR": "demanded"}


def enrolled(name: str = "editor"):
    user = person(name)
    secret = second_factor.new_secret()
    return user, secret, second_factor.set_up(user, secret)


# --- Wrong tries -----------------------------------------------------------------------------
def test_from_the_fifth_wrong_try_on_one_is_told_when_to_come_back():
    person()
    statuses = [attempt().status_code for _ in range(4)]
    answer = attempt()
    assert statuses == [200] * 4
    assert answer.status_code == 429
    assert "15分钟" in answer.content.decode()
    assert answer["Retry-After"] == "900"


def test_the_right_password_does_not_help_who_is_held_back():
    person()
    for _ in range(5):
        attempt()
    assert attempt(password=PASSWORD).status_code == 429


def test_another_person_at_the_same_place_still_signs_in():
    person()
    person("colleague")
    for _ in range(6):
        attempt()
    assert attempt("colleague", PASSWORD).status_code == 302


def test_the_same_person_at_another_place_still_signs_in():
    person()
    for _ in range(6):
        attempt()
    assert attempt(password=PASSWORD, address="192.0.2.2").status_code == 302


def test_who_tries_many_names_is_held_back_by_place():
    person()
    for number in range(20):
        attempt(f"name-{number}")
    assert attempt(password=PASSWORD).status_code == 429
    assert attempt(password=PASSWORD, address="192.0.2.2").status_code == 302


def test_a_success_of_ones_own_does_not_forgive_tries_at_others_names():
    person()
    for number in range(19):
        attempt(f"name-{number}")
    assert attempt(password=PASSWORD).status_code == 302
    attempt("name-20")
    assert attempt(password=PASSWORD).status_code == 429


def test_forged_forwarding_neither_helps_nor_hurts(settings):
    settings.PORTAL = {**settings.PORTAL, "PROXIES": 1}
    person()
    for number in range(6):
        forged = {"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"}
        answer = attempt(address="10.0.0.1", **forged)
    assert answer.status_code == 429
    honest = {"x-forwarded-for": "203.0.113.1"}
    assert attempt(password=PASSWORD, address="10.0.0.1", **honest).status_code == 302


def test_without_proxies_forwarding_is_not_believed():
    person()
    for number in range(6):
        answer = attempt(**{"x-forwarded-for": f"203.0.113.{number}"})
    assert answer.status_code == 429


def test_wrong_tries_are_forgiven_after_a_quarter_of_an_hour(time_machine_later):
    person()
    for _ in range(6):
        attempt()
    with time_machine_later(minutes=16):
        assert attempt(password=PASSWORD).status_code == 302


@pytest.fixture
def time_machine_later():
    from datetime import UTC, datetime, timedelta

    import time_machine

    def later(**span):
        return time_machine.travel(datetime.now(tz=UTC) + timedelta(**span))

    return later


def test_who_is_held_back_still_reads_the_portal():
    make_city()
    for _ in range(6):
        attempt()
    assert Client().get("/", REMOTE_ADDR="192.0.2.1").status_code == 200


def test_a_wrong_name_and_a_wrong_password_are_answered_alike():
    person()
    known, unknown = attempt("editor"), attempt("nobody")
    changing = r'value="[^"]*"|"CSRF_TOKEN": "[^"]*"'
    plain = [re.sub(changing, "", page.content.decode()) for page in (known, unknown)]
    assert known.status_code == unknown.status_code
    assert plain[0] == plain[1]


# --- Second factor ---------------------------------------------------------------------------
def test_where_it_is_offered_a_password_is_enough():
    person()
    answer = attempt(password=PASSWORD)
    assert answer.url == "/admin/"


def test_who_has_set_it_up_is_asked_even_where_it_is_offered():
    enrolled()
    browser = Client()
    assert attempt(password=PASSWORD, browser=browser).url == "/admin/second-factor/"
    assert browser.get("/admin/").status_code == 302


def test_password_and_code_open_the_desk(demanded):
    _user, secret, _codes = enrolled()
    browser = Client()
    attempt(password=PASSWORD, browser=browser)
    answer = browser.post("/admin/second-factor/", {"code": code_of(secret)})
    assert answer.url == "/admin/"
    assert browser.get("/admin/").status_code == 200


def test_the_first_sign_in_leads_to_the_set_up_and_opens_nothing(demanded):
    person()
    browser = Client()
    assert attempt(password=PASSWORD, browser=browser).url == "/admin/second-factor/set-up/"
    assert browser.get("/admin/").url.startswith(LOGIN)
    assert "_auth_user_id" not in browser.session


def test_set_up_shows_codes_once_and_opens_the_desk(demanded):
    user = person()
    browser = Client()
    attempt(password=PASSWORD, browser=browser)
    page = browser.get("/admin/second-factor/set-up/")
    secret = page.context["letters"].replace(" ", "")
    done = browser.post("/admin/second-factor/set-up/", {"code": code_of(secret)})
    assert len(done.context["codes"]) == 10
    assert browser.get("/admin/").status_code == 200
    assert second_factor.is_set_up(user)


def test_the_picture_for_the_app_is_drawn_here(demanded):
    person()
    browser = Client()
    attempt(password=PASSWORD, browser=browser)
    page = browser.get("/admin/second-factor/set-up/").content.decode()
    assert 'src="data:image/svg+xml' in page
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://testserver", "")


def test_a_session_without_the_mark_ends_at_the_first_address(demanded):
    browser = signed_in(person())
    assert browser.get("/admin/pages/").url == "/admin/login/?next=/admin/pages/"
    assert "_auth_user_id" not in browser.session


def test_every_address_of_the_desk_demands_the_mark(demanded):
    user = person()
    for address in ("/admin/", "/admin/users/", "/admin/images/", "/admin/api/main/pages/"):
        assert signed_in(user).get(address).status_code == 302, address


def test_a_code_holds_once():
    user, secret, _codes = enrolled()
    code = code_of(secret)
    assert second_factor.accepts(user, code)
    assert not second_factor.accepts(user, code)


def test_a_code_holds_once_for_all_processes():
    from django.core.cache import cache

    user, secret, _codes = enrolled()
    code = code_of(secret)
    second_factor.accepts(user, code)
    cache.clear()
    assert not second_factor.accepts(user, code)


def test_a_written_code_signs_in_once():
    user, _secret, codes = enrolled()
    assert second_factor.accepts(user, codes[0])
    assert not second_factor.accepts(user, codes[0])
    assert second_factor.accepts(user, codes[1])


@pytest.mark.parametrize("code", ["", " ", "000000", "１２３４５６", "abcdef", "1" * 20, "-1"])
def test_what_is_no_code_is_refused(code):
    user, _secret, _codes = enrolled()
    assert not second_factor.accepts(user, code)


def test_wrong_codes_are_held_back_like_wrong_passwords():
    _user, secret, _codes = enrolled()
    browser = Client()
    attempt(password=PASSWORD, browser=browser)
    post = {"REMOTE_ADDR": "192.0.2.1"}
    for _ in range(5):
        answer = browser.post("/admin/second-factor/", {"code": "000000"}, **post)
    assert answer.status_code == 429
    right = browser.post("/admin/second-factor/", {"code": code_of(secret)}, **post)
    assert right.status_code == 429


def test_a_right_password_does_not_forgive_wrong_codes():
    enrolled()
    browser = Client()
    for _ in range(4):
        attempt(password=PASSWORD, browser=browser)
        browser.post("/admin/second-factor/", {"code": "000000"}, REMOTE_ADDR="192.0.2.1")
    attempt(password=PASSWORD, browser=browser)
    fifth = browser.post("/admin/second-factor/", {"code": "000000"}, REMOTE_ADDR="192.0.2.1")
    assert fifth.status_code == 429


def test_the_second_step_cannot_be_reached_without_the_first():
    enrolled()
    assert Client().get("/admin/second-factor/").url == LOGIN
    assert Client().get("/admin/second-factor/set-up/").url == LOGIN


def test_who_waits_for_the_second_step_cannot_set_up_another_phone():
    enrolled()
    browser = Client()
    attempt(password=PASSWORD, browser=browser)
    assert browser.get("/admin/second-factor/set-up/").url == LOGIN


def test_a_changed_password_ends_the_waiting():
    user, secret, _codes = enrolled()
    browser = Client()
    attempt(password=PASSWORD, browser=browser)
    user.set_password("another-horse-battery")
    user.save()
    assert browser.post("/admin/second-factor/", {"code": code_of(secret)}).url == LOGIN


def test_a_phone_is_changed_with_a_last_code():
    user, secret, _codes = enrolled()
    browser = signed_in(user)
    answer = browser.post("/admin/second-factor/remove/", {"code": code_of(secret)})
    assert answer.url == "/admin/second-factor/set-up/"
    assert not second_factor.is_set_up(user)


def test_the_operator_removes_a_lost_second_factor_and_ends_the_sessions():
    user, _secret, _codes = enrolled()
    browser = signed_in(user)
    call_command("remove_second_factor", "editor")
    assert not second_factor.is_set_up(user)
    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", ["nobody", "editor"])
def test_the_operator_is_told_when_there_is_nothing_to_remove(name):
    person()
    with pytest.raises(CommandError):
        call_command("remove_second_factor", name)


def test_secrets_do_not_lie_open_in_the_database():
    from allauth.mfa.models import Authenticator

    _user, secret, codes = enrolled()
    stored = " ".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in stored
    assert codes[0] not in stored


def test_only_our_own_steps_are_mounted():
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not [name for name in names if name.startswith(("account_", "mfa_", "socialaccount"))]
    for address in ("/accounts/login/", "/accounts/signup/", "/admin/accounts/"):
        assert Client().get(address).status_code == 404 or "login" in Client().get(address).url


def test_one_view_alone_signs_in():
    from django.urls import resolve

    assert resolve("/admin/login/").url_name == "sign_in"


# --- Sessions --------------------------------------------------------------------------------
def test_the_session_has_a_new_key_after_password_and_after_code():
    _user, secret, _codes = enrolled()
    browser = Client()
    keys = []
    session = browser.session
    session["planted"] = True
    session.save()
    browser.cookies["sessionid"] = session.session_key
    keys.append(session.session_key)
    attempt(password=PASSWORD, browser=browser)
    keys.append(browser.cookies["sessionid"].value)
    browser.post("/admin/second-factor/", {"code": code_of(secret)})
    keys.append(browser.cookies["sessionid"].value)
    assert len(set(keys)) == 3


def test_signing_out_ends_the_session_on_the_server():
    browser = signed_in(person())
    key = browser.cookies["sessionid"].value
    browser.post("/admin/logout/")
    replayed = Client()
    replayed.cookies["sessionid"] = key
    assert replayed.get("/admin/").status_code == 302


def test_a_changed_password_ends_open_sessions():
    user = person()
    browser = signed_in(user)
    user.set_password("another-horse-battery")
    user.save()
    assert browser.get("/admin/").status_code == 302


def test_a_link_to_reset_comes_from_the_settings_alone(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://portal.example"
    person(email="editor@portal.example")
    forged = {"host": "evil.example", "x-forwarded-host": "evil.example"}
    Client().post("/admin/password_reset/", {"email": "editor@portal.example"}, headers=forged)
    assert "https://portal.example/admin/password_reset/confirm/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body


def test_reset_answers_alike_for_known_and_unknown_addresses():
    person(email="editor@portal.example")
    answers = [
        Client().post("/admin/password_reset/", {"email": address}, follow=True)
        for address in ("editor@portal.example", "nobody@portal.example")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert len(answers[0].content) == len(answers[1].content)


def test_a_reset_password_does_not_go_round_the_second_factor(demanded):
    enrolled_user, _secret, _codes = enrolled()
    enrolled_user.email = "editor@portal.example"
    enrolled_user.save()
    browser = Client()
    browser.post("/admin/password_reset/", {"email": "editor@portal.example"})
    link = re.search(r"/admin/password_reset/confirm/\S+", mail.outbox[0].body)[0]
    form = browser.get(link, follow=True)
    fresh = {"new_password1": "another-horse-battery", "new_password2": "another-horse-battery"}
    browser.post(form.wsgi_request.path, fresh)
    assert browser.get("/admin/").status_code == 302
    assert attempt(password="another-horse-battery", browser=browser).url == "/admin/second-factor/"


def test_eleven_characters_are_no_password():
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password("kq7-wz3-px9")
    validate_password("kq7-wz3-px9m")


def test_demo_people_sign_in_by_password_alone(settings, tmp_path):
    from portal.demo.accounts import make_demo_accounts, read_accounts

    settings.VAR_DIR = tmp_path
    make_desk()
    make_demo_accounts()
    row = read_accounts()[0]
    assert attempt(row["username"], row["password"]).url == "/admin/"
