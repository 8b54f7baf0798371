"""When a request fails as a whole, and how the text of before goes with what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from elasticsearch import ApiError

from search import outside as telling
from search import watch
from search.conf import embedded
from search.drain import Drain
from search.engines.base import Change, Outcome
from search.engines.indices import Indices
from search.events import Verdict, verdict_on
from search.models import IndexEvent

from .engine_contract import entry
from .shelf import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outside(settings: Any) -> None:
    settings.SEARCH = {"URL": "http://127.0.0.1:9"}


class Picky(Shelf):
    """Refuses deletions for the moment when told so."""

    deletions = 200

    def bulk(self, changes: Sequence[Change], *, building: bool = False) -> list[Outcome]:
        if self.deletions != 200 and all(change.document is None for change in changes):
            return [Outcome(change.key, self.deletions, "too much") for change in changes]
        return super().bulk(changes, building=building)


class NarrowClient:
    """A client whose server takes two changes at a time, and never the one named `too long`."""

    def options(self, **_options: Any) -> NarrowClient:
        return self

    def bulk(self, operations: Sequence[Any], **_options: Any) -> Any:
        keys = [line["index"]["_id"] for line in operations if "index" in line]
        if len(keys) > 2 or "too long" in keys:
            raise ApiError("too large", SimpleNamespace(status=413), "")  # type: ignore[arg-type]
        return {"items": [{"index": {"_id": key, "status": 200}} for key in keys]}


@pytest.fixture
def shelf() -> Picky:
    return Picky()


@pytest.fixture
def drain(shelf: Picky) -> Drain:
    return Drain(shelf, lambda _line: None)


def write(count: int, title: str = "停水") -> None:
    embedded().write(entry(n, title) for n in range(1, count + 1))


def parked() -> dict[str, bool]:
    return dict(IndexEvent.objects.values_list("object_key", "parked"))


def test_the_worker_outlives_a_server_and_a_database_that_fail_together(
    drain: Drain, shelf: Picky, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_reason: str) -> None:
        raise OperationalError("database is locked")

    write(1)
    shelf.down = "refused"
    monkeypatch.setattr(watch, "failed", away)
    assert drain.step() > 0


def test_a_request_that_is_too_large_goes_in_parts_and_one_change_stops_no_other() -> None:
    changes = [Change(key, 1, {"key": key}) for key in ("a", "b", "too long", "c", "d")]
    outcomes = Indices(NarrowClient(), prefix="p").bulk(changes)  # type: ignore[arg-type]
    assert [(one.key, one.status) for one in outcomes] == [
        ("a", 200), ("b", 200), ("too long", 413), ("c", 200), ("d", 200),
    ]  # fmt: skip
    assert verdict_on(outcomes[2], gone=False) is Verdict.PARKED


def test_what_cannot_be_told_takes_its_text_of_before_along(
    drain: Drain, shelf: Picky, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(2)
    drain.round()
    real = telling.document_of

    def told(row: Any, facets: Any) -> Any:
        if row.key == "2:main":
            raise ValueError("no such thing")
        return real(row, facets)

    monkeypatch.setattr(telling, "document_of", told)
    write(2, "停电")
    drain.round()
    assert shelf.keys == {"1:main"}
    assert parked() == {"2:main": True}


def test_what_is_refused_waits_till_its_text_of_before_is_off(drain: Drain, shelf: Picky) -> None:
    write(2)
    drain.round()
    write(2, "停电")
    shelf.refusals["1:main"] = (400, "no")
    shelf.deletions = 429
    drain.round()
    assert parked() == {"1:main": False}


@pytest.mark.parametrize("command", ["search_reconcile", "search_drain", "search_rollback"])
def test_a_server_that_is_away_is_named_with_a_number_and_what_to_do(command: str) -> None:
    write(1)
    with pytest.raises(CommandError, match=r"search\.E010 .*127\.0\.0\.1:9 .*Start it"):
        call_command(command)


def test_a_rebuild_says_that_it_waits_for_the_server(settings: Any) -> None:
    settings.SEARCH |= {"REBUILD_PATIENCE_SECONDS": 0.5, "DRAIN_PAUSE_SECONDS": (0.1, 0.2)}
    said = StringIO()
    with pytest.raises(CommandError, match="stays away"):
        call_command("search_rebuild", "--only", "server", verbosity=0, stderr=said)
    assert said.getvalue().count("search.E010") == 1
    assert "Waiting for up to 0.5 s" in said.getvalue()
