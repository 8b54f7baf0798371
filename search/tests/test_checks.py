"""What the checks say about the options and about who answers at SEARCH_URL."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.core.management import CommandError, call_command

from search import status
from search.conf import embedded, engine
from search.query import SearchQuery
from search.tests.engine_contract import entry
from search.tests.loopback import PRODUCT, loopback, node
from search.tests.real_server import SecuredServer, free_port, secured_server, write_certificate

SECRET = "secret-of-the-test"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredServer]:
    """A real server with TLS and passwords."""
    with secured_server(tmp_path_factory.mktemp("secured")) as server:
        yield server


def messages(*, deploy: bool = False) -> list[CheckMessage]:
    return run_checks(tags=["search"], include_deployment_checks=deploy)


def ids(options: dict[str, Any], settings: Any, *, deploy: bool = False) -> list[str]:
    settings.SEARCH = options
    return [str(message.id) for message in messages(deploy=deploy)]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, []),
        ({"URL": "https://one:9200,https://two:9200/es"}, []),
        ({"URl": ""}, ["search.E001"]),
        ({"URL": 9200}, ["search.E001"]),
        ({"TIMEOUT_SECONDS": "soon"}, ["search.E001"]),
        ({"URL": "one:9200"}, ["search.E002"]),
        ({"URL": "ftp://one:9200"}, ["search.E002"]),
        ({"URL": "https://one"}, ["search.E002"]),
        ({"URL": "https://one:port"}, ["search.E002"]),
        ({"PREFIX": "Portal"}, ["search.E004"]),
        ({"PREFIX": "-a"}, ["search.E004"]),
        ({"TIMEOUT_SECONDS": 1.5}, ["search.E005"]),
        ({"BREAKER_SECONDS": 0}, ["search.E005"]),
        ({"BULK_SECONDS": 30}, ["search.E005"]),
        ({"REBUILD_PATIENCE_SECONDS": -1}, ["search.E005"]),
        ({"REBUILD_PATIENCE_SECONDS": "long"}, ["search.E001"]),
        ({"CA_FILE": "/not/there.pem"}, ["search.E006"]),
        ({"CA_FILE": __file__}, ["search.E006"]),
        ({"API_KEY": SECRET, "USER": "a", "PASSWORD": SECRET}, ["search.E007"]),
        ({"API_KEY": "密钥"}, ["search.E007"]),
        ({"URL": "https://one:9200/?password=1"}, ["search.E002"]),
        ({"URL": "http://one:9200", "API_KEY": SECRET}, ["search.W003"]),
        ({"URL": "http://127.0.0.1:9200", "API_KEY": SECRET}, []),
    ],
)
def test_options_are_checked_by_number(
    settings: Any, options: dict[str, Any], found: list[str]
) -> None:
    assert ids(options, settings) == found


def test_no_option_that_is_wrong_shows_a_secret(settings: Any) -> None:
    settings.SEARCH = {"API_KEY": [SECRET], "PASSWORD": (SECRET,), "URL": "x"}
    assert SECRET not in str(messages(deploy=True))


def test_an_ordinary_start_asks_no_server(settings: Any) -> None:
    with loopback(node("8.19.3"), headers=PRODUCT) as server:
        assert ids({"URL": server.url}, settings) == []
        assert server.asked == []


@pytest.mark.parametrize("version", ["8.19.3", "9.2.0"])
def test_a_right_server_has_no_finding(settings: Any, version: str) -> None:
    with loopback(node(version), headers=PRODUCT) as server:
        assert ids({"URL": server.url}, settings, deploy=True) == []


@pytest.mark.parametrize("version", ["7.17.9", "10.0.0", "next"])
def test_a_wrong_release_is_named(settings: Any, version: str) -> None:
    with loopback(node(version), headers=PRODUCT) as server:
        assert ids({"URL": server.url}, settings, deploy=True) == ["search.E015"]
        assert version in messages(deploy=True)[0].msg


@pytest.mark.parametrize(("answer", "status"), [(node("8.19.3"), 200), ("no such page", 404)])
def test_what_is_not_elasticsearch_is_refused(settings: Any, answer: Any, status: int) -> None:
    with loopback(answer, status=status) as server:
        assert ids({"URL": server.url}, settings, deploy=True) == ["search.E014"]


def test_a_server_without_a_master_is_said_to_be_unable(settings: Any) -> None:
    with loopback({}, status=503, headers=PRODUCT) as server:
        assert ids({"URL": server.url}, settings, deploy=True) == ["search.E016"]


def test_a_server_that_is_not_there_is_named(settings: Any) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert ids({"URL": url}, settings, deploy=True) == ["search.E010"]
    assert url in messages(deploy=True)[0].msg


def test_a_server_that_never_answers_is_given_up(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("search.engines.probe.WAIT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert ids({"URL": url}, settings, deploy=True) == ["search.E010"]


def test_one_node_of_several_that_is_away_is_a_warning(settings: Any) -> None:
    with loopback(node("8.19.3"), headers=PRODUCT) as server:
        both = f"{server.url},http://127.0.0.1:{free_port()}"
        assert ids({"URL": both}, settings, deploy=True) == ["search.W010"]
        assert "other nodes answer readers" in str(messages(deploy=True)[0].hint)


def test_a_server_without_tls_is_not_asked_for_it(settings: Any) -> None:
    with loopback(node("8.19.3"), headers=PRODUCT) as server:
        url = server.url.replace("http://", "https://")
        assert ids({"URL": url}, settings, deploy=True) == ["search.E010"]
        assert "does not speak TLS" in messages(deploy=True)[0].msg


def test_a_certificate_of_an_unknown_authority_is_refused(settings: Any, tmp_path: Path) -> None:
    write_certificate(tmp_path)
    with loopback(node("8.19.3"), headers=PRODUCT, pem=tmp_path) as server:
        assert ids({"URL": server.url}, settings, deploy=True) == ["search.E011"]


def test_a_certificate_of_the_authority_that_is_named_is_believed(
    settings: Any, tmp_path: Path
) -> None:
    authority = str(write_certificate(tmp_path))
    with loopback(node("8.19.3"), headers=PRODUCT, pem=tmp_path) as server:
        options = {"URL": server.url, "CA_FILE": authority, "API_KEY": SECRET}
        assert ids(options, settings, deploy=True) == []


def test_an_api_key_is_sent_as_its_header(settings: Any) -> None:
    with loopback(node("8.19.3"), headers=PRODUCT) as server:
        assert ids({"URL": server.url, "API_KEY": SECRET}, settings, deploy=True) == []
    assert {headers["authorization"] for headers in server.asked} == {f"ApiKey {SECRET}"}


@pytest.mark.parametrize("status", [401, 403, 500])
def test_no_answer_of_a_server_brings_a_secret_or_its_words_to_light(
    settings: Any, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    with loopback({"error": "words of the server"}, status=status, headers=PRODUCT) as server:
        settings.SEARCH = {"URL": server.url, "USER": "portal", "PASSWORD": SECRET}
        said = str(messages(deploy=True)) + caplog.text
    assert "search.E01" in said
    assert SECRET not in said
    assert "words of the server" not in said


def test_the_check_of_an_installation_fails_and_says_what_to_do(settings: Any) -> None:
    settings.SEARCH = {"URL": f"http://127.0.0.1:{free_port()}"}
    with pytest.raises(CommandError, match="(?s)search.E010.*HINT: Start it"):
        call_command("check", "--deploy", "--tag", "search")


# --- On a real server -----------------------------------------------------------------------------
def with_password(server: SecuredServer, user: str, password: str) -> dict[str, str]:
    return {"URL": server.url, "CA_FILE": server.authority, "USER": user, "PASSWORD": password}


@pytest.mark.elasticsearch
def test_a_real_server_with_tls_and_password_has_no_finding(
    secured: SecuredServer, settings: Any
) -> None:
    options = with_password(secured, "elastic", secured.password)
    assert ids(options, settings, deploy=True) == []


@pytest.mark.elasticsearch
def test_a_wrong_password_is_told(secured: SecuredServer, settings: Any) -> None:
    options = with_password(secured, "elastic", SECRET)
    assert ids(options, settings, deploy=True) == ["search.E012"]
    assert SECRET not in str(messages(deploy=True))


@pytest.mark.elasticsearch
def test_a_wrong_key_is_told(secured: SecuredServer, settings: Any) -> None:
    options = {"URL": secured.url, "CA_FILE": secured.authority, "API_KEY": "d3Jvbmc6a2V5"}
    assert ids(options, settings, deploy=True) == ["search.E012"]
    with pytest.raises(CommandError, match=r"search\.E012"):  # at once: time mends no key
        call_command("search_rebuild", "--only", "server", verbosity=0)


@pytest.mark.elasticsearch
def test_missing_rights_are_told_with_those_that_are_needed(
    secured: SecuredServer, settings: Any
) -> None:
    options = with_password(secured, "reader", secured.reader_password)
    assert ids(options, settings, deploy=True) == ["search.E013"]
    assert "shequ-*" in str(messages(deploy=True)[0].hint)


@pytest.mark.elasticsearch
def test_a_real_certificate_that_nobody_vouches_for_is_refused(
    secured: SecuredServer, settings: Any
) -> None:
    options = {"URL": secured.url, "USER": "elastic", "PASSWORD": secured.password}
    assert ids(options, settings, deploy=True) == ["search.E011"]


@pytest.mark.elasticsearch
@pytest.mark.django_db
def test_the_role_of_the_guide_is_enough_for_everything(
    secured: SecuredServer, settings: Any
) -> None:
    settings.SEARCH = with_password(secured, "portal", secured.portal_password)
    assert [message.id for message in messages(deploy=True)] == []
    for _ in range(2):
        embedded().write([entry(1, "停水"), entry(2, "停电")])
        call_command("search_rebuild", "--only", "server", verbosity=0)
        call_command("search_drain")
    call_command("search_reconcile", "--fix")
    call_command("search_rollback")
    call_command("search_drain")
    found = engine().search(SearchQuery.typed("停水"))
    assert (found.engine, found.total) == ("elastic", 1)
    assert status.read().problems() == []
