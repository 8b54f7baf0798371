"""A password or key of the search server is shown by nothing: no page of an error, trace or log."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
import traceback
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.core.checks import run_checks
from django.test import RequestFactory
from django.views.debug import technical_500_response

from search import options
from search.engines.base import EngineDown
from search.engines.client import connect
from search.engines.indices import Indices
from search.options import Secret
from search.tests.loopback import PRODUCT, loopback
from search.tests.real_server import free_port

SECRET = "secret-of-the-test"
ADDRESS = f"https://portal:{SECRET}@search.example:9200"


@pytest.fixture
def configured(settings: Any) -> Any:
    """A server that is not there, with a password."""
    url = f"http://127.0.0.1:{free_port()}"
    settings.SEARCH = {"URL": url, "USER": "portal", "PASSWORD": Secret(SECRET)}
    return settings


def in_no_form(text: str) -> bool:
    """Neither the secret itself nor what a header makes of it."""
    sent = base64.b64encode(f"portal:{SECRET}".encode()).decode()
    return SECRET not in text and sent not in text


def of_environment(program: str, **environment: str) -> str:
    """What a program prints that has imported the settings as `base`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import portal.settings.base as base\n{program}"],
        env={"PATH": "/usr/bin", **environment},
        cwd=real_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_secret_goes_where_text_goes_and_shows_as_stars() -> None:
    secret = Secret(SECRET)
    assert (f"{secret}", repr(secret), repr([secret])) == (SECRET, "***", "[***]")


def test_options_hand_a_plain_password_on_as_a_secret(configured: Any) -> None:
    configured.SEARCH = {**configured.SEARCH, "PASSWORD": SECRET}
    assert repr(options.value("PASSWORD")) == "***"
    assert options.values(["USER", "PASSWORD"]) == (
        options.value("USER"),
        options.value("PASSWORD"),
    )
    assert "***" in repr(options.values(["USER", "PASSWORD"]))


def test_person_and_password_are_taken_out_of_the_address() -> None:
    program = "print(base.SEARCH['URL'], base.SEARCH['USER'], base.SEARCH['PASSWORD'] == 'p/w@')"
    several = "https://portal:p%2Fw%40@one:9200, https://portal:p%2Fw%40@two:9200"
    shown = of_environment(program, SEARCH_URL=several)
    assert shown.strip() == "https://one:9200,https://two:9200 portal True"


@pytest.mark.parametrize(
    "address",
    [
        f"http://elastic:{SECRET}#77@one:9200",
        f"http://elastic:ge@heim/{SECRET}@one:9200",
        f"http://elastic:gehe,{SECRET}@one:9200",
        f"http://elastic:{SECRET}/1@one:9200",
        f"elastic:{SECRET}@one:9200",
        f"http:/elastic:{SECRET}@one:9200",
        f"'http://elastic:{SECRET}@one:9200'",
        f"http://one:9200;http://elastic:{SECRET}@two:9200",
        f"http://one:9200/?password={SECRET}",
        f"http://elastic:{SECRET}@[one:9200",
    ],
)
def test_an_address_that_cannot_be_read_is_named_by_its_place(address: str, settings: Any) -> None:
    shown = of_environment("print(base.SEARCH['URL'])", SEARCH_URL=address)
    settings.SEARCH = {"URL": shown.strip()}
    said = "\n".join(f"{one.id} {one.msg} {one.hint}" for one in run_checks(tags=["search"]))
    assert "search.E002" in said and "%2F" in said
    assert SECRET not in said + shown


def test_hosts_with_different_persons_are_refused_without_naming_a_password() -> None:
    both = f"https://portal:{SECRET}@one:9200,https://other:{SECRET}@two:9200"
    said = of_environment("", SEARCH_URL=both)
    assert "different persons" in said
    assert SECRET not in said


def test_the_settings_show_no_secret_when_they_are_printed() -> None:
    said = of_environment("print(base.SEARCH)", SEARCH_URL=ADDRESS, SEARCH_API_KEY=SECRET)
    assert "search.example" in said
    assert SECRET not in said


def test_the_client_shows_no_secret_when_it_is_printed(configured: Any) -> None:
    client = connect()
    assert in_no_form(f"{client!r} {client} {vars(client)}")


def test_a_trace_of_a_server_that_is_away_holds_no_secret(configured: Any) -> None:
    try:
        Indices(connect()).count()
    except EngineDown:
        assert in_no_form(traceback.format_exc())


def test_a_developers_page_of_an_error_holds_no_secret(configured: Any) -> None:
    configured.DEBUG = True
    request = RequestFactory().get("/", SEARCH_URL=ADDRESS, DATABASE_URL=ADDRESS)
    try:
        Indices(connect()).count()
    except EngineDown:
        page = technical_500_response(request, *sys.exc_info()).content.decode()
    assert "EngineDown" in page
    assert in_no_form(page)


@pytest.mark.parametrize("status", [200, 401, 503])
def test_the_log_of_the_client_holds_no_secret_even_when_it_tells_everything(
    configured: Any, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    with loopback({"count": 1}, status=status, headers=PRODUCT) as server:
        configured.SEARCH = {**configured.SEARCH, "URL": server.url}
        try:
            Indices(connect()).count()
        except EngineDown as error:
            assert in_no_form(str(error))
    assert "127.0.0.1" in caplog.text
    assert in_no_form(caplog.text)
