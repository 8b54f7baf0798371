"""The numbered checks: each wrong setting is named, with a hint."""

import pytest
from django.conf import settings
from django.core.checks import run_checks

from portal import checks
from portal.demo.accounts import FILE_NAME

WRONG_OPTIONS = [
    ({"UNIT_CODE": "临河"}, "portal.E003"),
    ({"UNIT_CODE": ""}, "portal.E003"),
    ({"UNIT_CODE": "A" * 13}, "portal.E003"),
    ({"SCHEDULER_INTERVAL_SECONDS": 0}, "portal.E004"),
    ({"SCHEDULER_INTERVAL_SECONDS": 3601}, "portal.E004"),
    ({"SCHEDULER_INTERVAL_SECONDS": "15"}, "portal.E002"),
    ({"DEMO_ACCOUNTS": 1}, "portal.E002"),
    ({"SOURCES": "/no/such/folder"}, "portal.E005"),
    ({"SUORCES": ""}, "portal.E001"),
    ({"SECURITY_CONTACT": "a@portal.example"}, "portal.E009"),
    ({"LINKS_CHECKED_AT": "25:00"}, "portal.E010"),
    ({"SCANNER": "no port"}, "portal.E012"),
    ({"SECOND_FACTOR": "sometimes"}, "portal.E011"),
    ({"PROXIES": "1"}, "portal.E002"),
]


def ids(messages) -> list[str]:
    return [message.id for message in messages]


@pytest.mark.parametrize(("change", "expected"), WRONG_OPTIONS)
def test_wrong_option_is_named_by_its_number_with_a_hint(settings, change, expected):
    settings.PORTAL = {**settings.PORTAL, "SOURCES": "", **change}
    messages = checks.check_portal_options()
    assert ids(messages) == [expected]
    assert messages[0].hint


def test_missing_option_is_named(settings):
    settings.PORTAL = {key: value for key, value in settings.PORTAL.items() if key != "UNIT_CODE"}
    (message,) = checks.check_portal_options()
    assert message.id == "portal.E001"
    assert "UNIT_CODE" in message.msg


def test_options_of_this_installation_pass():
    assert checks.check_portal_options() == []


@pytest.mark.parametrize("missing", ["transaction_mode", "timeout", "init_command"])
def test_sqlite_must_wait_for_its_turn(missing):
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;",
    }
    database = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}
    assert checks.sqlite_waits(database)
    del options[missing]
    assert not checks.sqlite_waits(database)


def test_other_databases_need_no_such_options():
    assert checks.sqlite_waits({"ENGINE": "django.db.backends.postgresql"})


def test_database_of_this_installation_passes():
    assert checks.check_database() == []


def test_demo_accounts_are_refused_in_an_installation(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.PORTAL = {**settings.PORTAL, "DEMO_ACCOUNTS": False}
    assert checks.check_demo_accounts() == []
    (tmp_path / FILE_NAME).write_text("[]")
    settings.PORTAL = {**settings.PORTAL, "DEMO_ACCOUNTS": True}
    assert ids(checks.check_demo_accounts()) == ["portal.E007", "portal.E008"]


def test_plain_http_address_is_warned_of(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://portal.example"
    assert checks.check_base_url() == []
    settings.WAGTAILADMIN_BASE_URL = "http://portal.example"
    assert ids(checks.check_base_url()) == ["portal.W001"]


def test_checks_are_asked_by_the_check_command(settings):
    settings.PORTAL = {**settings.PORTAL, "UNIT_CODE": "临河"}
    assert "portal.E003" in ids(run_checks())


def test_every_option_has_a_check():
    assert set(checks.OPTIONS) == set(settings.PORTAL)
