"""The worker takes waiting entries over once, in order, whatever the server says of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from search import outbox, watch
from search.conf import embedded
from search.drain import Drain
from search.engines.base import EngineDown, Outcome
from search.events import Answer as Said
from search.events import Verdict, backed_off, claim, give_back, recall, settle, verdict_on
from search.models import IndexedDocument, IndexEvent
from search.outside import PARCEL_CHARACTERS, parcels

from .engine_contract import entry
from .shelf import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outside(settings: Any) -> None:
    settings.SEARCH = {"URL": "http://127.0.0.1:9"}


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def drain(shelf: Shelf) -> Drain:
    return Drain(shelf, lambda _line: None)


def write(count: int, title: str = "停水") -> None:
    embedded().write(entry(n, title) for n in range(1, count + 1))


def event(key: str = "1:main") -> IndexEvent:
    return IndexEvent.objects.get(object_key=key)


WRITTEN = {
    **dict.fromkeys((200, 201, 409), Verdict.DONE),
    **dict.fromkeys((401, 403, 404, 429, 503), Verdict.LATER),
    **dict.fromkeys((400, 413), Verdict.PARKED),
}
DELETED = {404: Verdict.DONE, 409: Verdict.DONE, 403: Verdict.LATER}


@pytest.mark.parametrize(("status", "verdict"), WRITTEN.items())
def test_what_an_answer_to_a_write_means(status: int, verdict: Verdict) -> None:
    assert verdict_on(Outcome("1:main", status), gone=False) is verdict


@pytest.mark.parametrize(("status", "verdict"), DELETED.items())
def test_what_an_answer_to_a_deletion_means(status: int, verdict: Verdict) -> None:
    assert verdict_on(Outcome("1:main", status), gone=True) is verdict


@pytest.mark.parametrize(("times", "low", "high"), [(0, 1, 1.25), (3, 8, 10), (60, 30, 30)])
def test_pauses_double_up_to_the_longest(times: int, low: float, high: float) -> None:
    assert low <= backed_off(1.0, 30.0, times) <= high


def test_what_waits_is_taken_over_and_waits_no_more(drain: Drain, shelf: Shelf) -> None:
    write(3)
    assert drain.round() == 3
    assert shelf.keys == {"1:main", "2:main", "3:main"}
    assert not IndexEvent.objects.exists()
    assert shelf.held["1:main"][0] == IndexedDocument.objects.get(key="1:main").seq


def test_all_that_waits_goes_in_one_request_and_is_then_let_be_seen(
    drain: Drain, shelf: Shelf
) -> None:
    write(7)
    drain.round()
    assert (len(shelf.requests), shelf.refreshed) == (1, 1)


def test_what_is_gone_is_taken_away(drain: Drain, shelf: Shelf) -> None:
    write(2)
    drain.round()
    embedded().delete(keys=["2:main"])
    drain.round()
    assert shelf.keys == {"1:main"}


def test_a_late_write_of_an_old_state_never_wins(shelf: Shelf, drain: Drain) -> None:
    write(1)
    old = event()
    drain.round()
    write(1, "停电")
    drain.round()
    version = shelf.held["1:main"]
    old.pk = None
    old.save()
    shelf.held["1:main"] = (version[0] + 1, version[1])
    drain.round()
    assert shelf.held["1:main"] == (version[0] + 1, version[1])
    assert not IndexEvent.objects.exists()


def test_what_changes_while_it_travels_is_sent_again(drain: Drain, shelf: Shelf) -> None:
    write(1)
    shelf.before = lambda: write(1, "停电")
    drain.round()
    assert IndexEvent.objects.count() == 1
    shelf.before = lambda: None
    drain.round()
    assert shelf.held["1:main"][0] == IndexedDocument.objects.get().seq
    assert not IndexEvent.objects.exists()


def test_an_entry_lent_to_one_worker_is_not_lent_to_another() -> None:
    write(3)
    first, second = claim(2), claim(2)
    assert {e.object_key for e in first}.isdisjoint(e.object_key for e in second)
    assert (len(first), len(second), claim(2)) == (2, 1, [])


def test_what_a_dead_worker_had_is_lent_again_when_its_time_is_over() -> None:
    write(1)
    claim(9)
    past = timezone.now() - timedelta(seconds=1)
    IndexEvent.objects.update(claimed_until=past)
    assert len(claim(9)) == 1


def test_what_is_given_back_may_be_lent_at_once() -> None:
    write(1)
    give_back(claim(9))
    assert len(claim(9)) == 1


def test_what_is_said_of_an_older_state_is_not_heard() -> None:
    write(1)
    lent = claim(9)
    write(1, "停电")
    settle([Said(lent[0], Verdict.PARKED, "400")])
    assert not event().parked
    settle([Said(lent[0], Verdict.DONE)])
    assert IndexEvent.objects.count() == 1


def test_what_was_called_back_meanwhile_is_lent_once_more() -> None:
    write(1)
    lent = claim(9)
    recall()
    settle([Said(lent[0], Verdict.DONE)])
    again = claim(9)
    assert [one.object_key for one in again] == ["1:main"]
    settle([Said(again[0], Verdict.DONE)])
    assert not IndexEvent.objects.exists()


def test_a_server_that_is_away_loses_nothing_and_blames_no_entry(
    drain: Drain, shelf: Shelf
) -> None:
    write(3)
    shelf.down = "connection refused"
    with pytest.raises(EngineDown):
        drain.round()
    assert outbox.backlog().waiting == 3
    assert set(IndexEvent.objects.values_list("attempts", "claimed_until")) == {(0, None)}
    assert watch.state().failure == ""


def test_after_a_failure_one_entry_tries_the_way_and_the_rest_follows(
    drain: Drain, shelf: Shelf
) -> None:
    write(12)
    shelf.down = "connection refused"
    assert 1.0 <= drain.step() <= 1.25
    assert 2.0 <= drain.step() <= 2.5
    shelf.down = ""
    while drain.step() == 0.0:
        pass
    assert [len(keys) for keys in shelf.requests] == [12, 1, 1, 8, 3]
    assert not IndexEvent.objects.exists()


def test_the_state_tells_of_a_failure_and_of_its_end(drain: Drain, shelf: Shelf) -> None:
    write(1)
    shelf.down = "connection refused"
    drain.step()
    assert watch.state().failure == "connection refused"
    shelf.down = ""
    drain.step()
    state = watch.state()
    assert state.failure == ""
    assert state.drained_at is not None and state.seen_at is not None


def test_one_bad_entry_of_five_is_parked_with_its_reason_and_the_others_go_on(
    drain: Drain, shelf: Shelf
) -> None:
    write(5)
    shelf.refusals["3:main"] = (400, "strict_dynamic_mapping_exception")
    drain.round()
    assert len(shelf.keys) == 4
    row = event("3:main")
    assert (row.parked, row.last_error) == (True, "400 strict_dynamic_mapping_exception")
    assert drain.round() == 0


def test_a_parked_entry_is_sent_again_when_somebody_asks(drain: Drain, shelf: Shelf) -> None:
    write(2)
    shelf.refusals["1:main"] = (400, "no")
    drain.round()
    shelf.refusals.clear()
    outbox.retry(["1:main"])
    drain.round()
    assert len(shelf.keys) == 2


def test_a_single_refusal_for_the_moment_is_tried_again_later_and_ever_later(
    drain: Drain, shelf: Shelf
) -> None:
    write(2)
    shelf.refusals["1:main"] = (429, "too many")
    waits = []
    for title in ("停水", "停电"):
        embedded().write([entry(2, title + "!")])
        IndexEvent.objects.update(next_try_at=None)
        drain.round()
        row = event()
        assert row.next_try_at is not None
        waits.append((row.next_try_at - timezone.now()).total_seconds())
    assert 4 < waits[0] < 6.5 < 9 < waits[1] < 12.6
    assert drain.round() == 0


@pytest.mark.parametrize("attempts", [0, 3, 4, 9, 1_000])
def test_no_entry_waits_longer_than_a_minute_for_its_next_try(
    drain: Drain, shelf: Shelf, attempts: int
) -> None:
    write(2)
    shelf.refusals["1:main"] = (429, "too many")
    IndexEvent.objects.update(attempts=attempts)
    drain.round()
    next_try_at = event().next_try_at
    assert next_try_at is not None
    assert next_try_at <= timezone.now() + timedelta(seconds=60)


@pytest.mark.parametrize("failures", [0, 3, 5, 1_000])
def test_no_pause_is_longer_than_half_a_minute_and_none_comes_after_it(
    drain: Drain, shelf: Shelf, failures: int
) -> None:
    write(600)
    shelf.down, drain.failures = "connection refused", failures
    assert 1 <= drain.step() <= 30
    shelf.down = ""
    while IndexEvent.objects.exists():
        assert drain.step() == 0


@pytest.mark.parametrize("status", [429, 503, 403, 404])
def test_when_not_one_entry_gets_through_the_server_is_taken_for_away(
    drain: Drain, shelf: Shelf, status: int
) -> None:
    write(2)
    shelf.refusals = {"1:main": (status, "no"), "2:main": (status, "no")}
    with pytest.raises(EngineDown):
        drain.round()
    assert set(IndexEvent.objects.values_list("attempts", "next_try_at")) == {(0, None)}


def test_a_single_entry_that_is_refused_for_the_moment_lets_the_others_pass(
    drain: Drain, shelf: Shelf
) -> None:
    write(1)
    shelf.refusals["1:main"] = (500, "no")
    assert drain.step() >= 1
    embedded().write([entry(2, "停水"), entry(3, "停水")])
    while drain.step() == 0:
        pass
    assert shelf.keys == {"2:main", "3:main"}
    assert (event().attempts, event().parked) == (1, False)


def test_after_a_real_outage_nobody_waits_out_what_was_put_off(drain: Drain, shelf: Shelf) -> None:
    write(3)
    shelf.refusals = {f"{n}:main": (429, "no") for n in (1, 2, 3)}
    for _ in range(4):
        drain.step()
    assert IndexEvent.objects.filter(next_try_at__isnull=False).exists()
    shelf.refusals = {}
    while drain.step() == 0:
        pass
    assert len(shelf.keys) == 3


def test_an_entry_that_cannot_be_told_stops_no_other(
    drain: Drain, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(3)
    from search import outside as telling

    real = telling.document_of

    def picky(row: IndexedDocument, facets: Any) -> Any:
        if row.key == "2:main":
            raise ValueError("no such text")
        return real(row, facets)

    monkeypatch.setattr(telling, "document_of", picky)
    drain.round()
    assert shelf.keys == {"1:main", "3:main"}
    assert event("2:main").last_error == "ValueError: no such text"


def test_long_texts_travel_in_smaller_parcels() -> None:
    long = "水" * (PARCEL_CHARACTERS // 2)
    embedded().write(entry(n, "停水", long) for n in range(3))
    write(0)
    assert [len(keys) for keys in parcels(["0:main", "1:main", "9:main", "2:main"])] == [1, 2, 1]


def test_a_change_during_a_rebuild_goes_to_both_indices(drain: Drain, shelf: Shelf) -> None:
    assert watch.begin_building("new")
    write(1)
    drain.round()
    assert (set(shelf.held), set(shelf.built)) == ({"1:main"}, {"1:main"})


def test_a_rebuild_without_a_sign_of_life_gets_nothing_any_more(
    drain: Drain, shelf: Shelf, settings: Any
) -> None:
    settings.SEARCH = {**settings.SEARCH, "REBUILD_LEASE_SECONDS": 0.0}
    assert watch.begin_building("new")
    write(1)
    drain.round()
    assert (set(shelf.held), shelf.built) == ({"1:main"}, {})


def test_only_one_rebuild_holds_the_right_to_build() -> None:
    assert watch.begin_building("one")
    assert not watch.begin_building("two")
    assert watch.still_building("one")
    watch.end_building("one", swapped=True)
    assert watch.begin_building("two")
    assert not watch.still_building("one")
    assert watch.state().rebuilt_at is not None
