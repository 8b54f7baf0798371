"""What `search_status` and the staff page tell, with and without a search server."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.role_table import CITY_EDITOR, EDITOR
from portal.tests.desks import a_person, signed_in
from portal.tests.factories import make_city, make_user
from search.conf import embedded
from search.engines.indices import Indices
from search.models import IndexedDocument, IndexEvent
from search.tests.loopback import PRODUCT, loopback
from search.tests.real_server import free_port

pytestmark = pytest.mark.django_db
SECRET = "secret-of-the-test"
PAGE = "/admin/search-status/"


@pytest.fixture
def notice() -> Any:
    return make_notice(make_notice_section(make_city()), title="燃气检修")


@pytest.fixture
def away(settings: Any) -> str:
    """A search server that is not there; its address."""
    url = f"http://127.0.0.1:{free_port()}"
    settings.SEARCH = {"URL": url, "USER": "portal", "PASSWORD": SECRET}
    return url


def told(*words: str) -> tuple[str, str]:
    """What the command prints, and with which words it fails."""
    out, failure = StringIO(), ""
    try:
        call_command("search_status", *words, stdout=out)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), failure


def facts() -> dict[str, Any]:
    return json.loads(told("--json")[0])


def test_an_index_whose_rows_are_not_there_is_missing(notice: Any) -> None:
    """As after a move to another database that was interrupted before its end."""
    IndexedDocument.objects.all().delete()
    _printed, failure = told()
    assert "search.W001" in failure
    assert not embedded().health().ready


def test_documents_are_told_by_kind(notice: Any) -> None:
    found = facts()
    assert found["documents_by_kind"]["notice"] == 1
    assert sum(found["documents_by_kind"].values()) == found["documents"]


def test_without_a_server_none_is_told(notice: Any) -> None:
    assert (facts()["engine"], "server" in facts()) == ("database", False)


def test_the_table_names_every_fact(notice: Any) -> None:
    table, failure = told()
    assert "documents_by_kind.notice" in table
    assert failure == ""


def test_a_server_that_is_away_fails_by_number_and_the_rest_is_told(notice: Any, away: str) -> None:
    table, failure = told()
    assert "search.E010" in failure
    assert away in table
    assert facts()["engine"] == "elastic"


def test_no_secret_is_told(notice: Any, away: str) -> None:
    assert SECRET not in "".join([*told(), *told("--json")])


def test_changes_that_wait_too_long_fail_by_number(notice: Any, away: str) -> None:
    IndexEvent.objects.all().delete()
    noted_at = timezone.now() - timedelta(seconds=90)
    IndexEvent.objects.create(object_key="1:main", seq=1, noted_at=noted_at)
    assert "search.W005" in told()[1]
    assert facts()["server"]["waiting"] == 1
    assert facts()["server"]["lag_seconds"] >= 90


def test_refused_documents_fail_by_number(notice: Any, away: str) -> None:
    IndexEvent.objects.create(object_key="1:main", seq=1, parked=True)
    assert "search.W004" in told()[1]


def test_a_server_of_a_wrong_release_is_told_by_number(notice: Any, settings: Any) -> None:
    answer = {"nodes": {"a": {"version": "7.17.9"}}}
    with loopback(answer, headers=PRODUCT) as server:
        settings.SEARCH = {"URL": server.url}
        assert "search.E015" in told()[1]


# --- A real server --------------------------------------------------------------------------------
@pytest.fixture
def real(settings: Any) -> Iterator[None]:
    """The server of the tests, under a prefix of this test alone."""
    prefix = f"status-{secrets.token_hex(4)}"
    settings.SEARCH = {"URL": os.environ["SEARCH_TEST_URL"], "PREFIX": prefix}
    yield
    Indices().delete(Indices().all())


@pytest.mark.elasticsearch
def test_a_server_without_an_index_of_ours_fails_by_number(real: None, notice: Any) -> None:
    assert "search.W002" in told()[1]


@pytest.mark.elasticsearch
def test_after_a_rebuild_both_sides_are_told_alike(real: None, notice: Any) -> None:
    call_command("search_rebuild", verbosity=0, stdout=StringIO(), stderr=StringIO())
    found = facts()
    assert told()[1] == ""
    assert found["server"]["documents_by_kind"] == found["documents_by_kind"]
    assert found["server"]["documents"] == found["documents"] > 0


@pytest.mark.elasticsearch
def test_the_release_of_a_real_server_is_told(real: None, notice: Any) -> None:
    assert re.fullmatch(r"[89]\.\d+\.\d+", facts()["server"]["versions"][0])


@pytest.mark.elasticsearch
def test_the_page_of_the_staff_tells_what_the_server_holds(real: None, notice: Any) -> None:
    chief = make_user("chief", is_superuser=True)
    assert "search.W002" in page(chief).content.decode()
    call_command("search_rebuild", verbosity=0, stdout=StringIO(), stderr=StringIO())
    answer = page(chief)
    assert "搜索一切正常" in answer.content.decode()
    kinds = answer.context["kinds"]
    assert kinds and all(inside == outside for _, inside, outside in kinds)
    assert answer.context["status"].versions[0] in answer.content.decode()


# --- The staff page -------------------------------------------------------------------------------
def page(user: Any) -> Any:
    return signed_in(user).get(PAGE)


def test_the_administrator_reads_it(notice: Any) -> None:
    answer = page(make_user("chief", is_superuser=True))
    assert "搜索一切正常" in answer.content.decode()


def test_an_editor_of_the_city_reads_it(notice: Any) -> None:
    assert page(a_person(CITY_EDITOR).user).status_code == 200


def test_an_editor_of_one_community_is_refused() -> None:
    assert page(a_person(EDITOR).user).status_code in (302, 403)


def test_it_says_what_is_wrong_by_number_and_without_secrets(notice: Any, away: str) -> None:
    text = page(make_user("chief", is_superuser=True)).content.decode()
    assert "连不上搜索服务器" in text
    assert "search.E010" in text
    assert SECRET not in text


def test_every_number_has_words_for_people() -> None:
    from search.engines import probe
    from search.status_views import WORDS

    numbers = {f"E0{number}" for number in range(10, 17)}
    assert numbers <= WORDS.keys()
    assert probe.AWAY in WORDS
