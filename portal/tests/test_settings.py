"""Settings: production refuses to start half configured; public and desk have their own policy."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from portal.tests.factories import make_city

COMPLETE = {
    "SECRET_KEY": "k" * 50,
    "PORTAL_HOSTS": "portal.example",
    "PORTAL_BASE_URL": "https://portal.example",
    "DATABASE_URL": "sqlite:////tmp/unused.sqlite3",
}
REFUSED = [
    ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
    ({"SECRET_KEY": "k" * 49}, "SECRET_KEY is shorter"),
    ({"PORTAL_HOSTS": ""}, "PORTAL_HOSTS is not set"),
    ({"PORTAL_HOSTS": " , "}, "PORTAL_HOSTS must name"),
    ({"PORTAL_HOSTS": "*"}, "PORTAL_HOSTS must name"),
    ({"PORTAL_HOSTS": "*.example"}, "PORTAL_HOSTS must name"),
    ({"PORTAL_BASE_URL": ""}, "PORTAL_BASE_URL is not set"),
    ({"PORTAL_BASE_URL": "http://portal.example"}, "PORTAL_BASE_URL must start"),
    ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
]


def production(program: str, **change: str) -> subprocess.CompletedProcess:
    """Runs a program that has imported the production settings as `p`."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", f"import portal.settings.production as p\n{program}"],
        env={**kept, **COMPLETE, **change},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("change", "words"), REFUSED)
def test_production_refuses_to_start_and_says_why(change, words):
    outcome = production("", **change)
    assert outcome.returncode != 0
    assert words in outcome.stderr


SECRET = "geheim-42"
UNREADABLE = [
    *(f"postgresql://portal:{SECRET}{sign}x@db.example:5432/portal" for sign in "/#?"),
    f"postgresql://portal:{SECRET}@db.example:54x/portal",
    f"postgresql://portal:{SECRET}@db.example:5432",
    f"mysql://portal:{SECRET}@db.example/portal",
    f"portal:{SECRET}@db.example/portal",
]


@pytest.mark.parametrize("address", UNREADABLE)
def test_a_database_address_that_cannot_be_read_is_refused_in_one_line_without_it(address):
    outcome = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"PATH": "/usr/bin", "DATABASE_URL": address},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode != 0
    assert outcome.stderr.startswith("The settings are wrong: DATABASE_URL")
    assert outcome.stderr.count("\n") == 1 and "%2F" in outcome.stderr
    assert SECRET not in outcome.stderr


def test_production_starts_when_complete_without_debug_or_demo_accounts():
    outcome = production("print(p.DEBUG, p.PORTAL['DEMO_ACCOUNTS'], p.ALLOWED_HOSTS)")
    assert outcome.stdout.strip() == "False False ['portal.example']"


def test_idle_session_ends_after_half_an_hour():
    assert settings.SESSION_COOKIE_AGE == 30 * 60
    assert settings.SESSION_SAVE_EVERY_REQUEST


def test_desk_asks_no_other_host():
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False


@pytest.mark.django_db
def test_public_page_allows_no_inline_script_and_no_frame(client):
    make_city()
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_desk_has_its_own_policy_with_inline_scripts_of_wagtail(client):
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'self'" in policy
