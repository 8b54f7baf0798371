"""What readers see while the server is away, and from when on they see it again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.conf import engine
from search.engines.failover import FailoverEngine

from .fault_proxy import fault_proxy
from .faults import Spoil, every_fault
from .library import Library, make_library
from .people import AS_INSTALLED, Reader, reader
from .server import Server, server

__all__ = ["reader", "server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def library(server: Server) -> Library:
    """What the server holds before anything goes wrong."""
    found = make_library()
    server.caught_up()
    server.be(**AS_INSTALLED)
    return found


@pytest.fixture
def both(library: Library) -> Iterator[FailoverEngine]:
    """The engine that readers ask; no option changes, so that it is one and the same to the end."""
    found = engine()
    assert isinstance(found, FailoverEngine)
    yield found
    assert engine() is found


def pass_the_pause(both: FailoverEngine) -> None:
    """From here on the server was left in peace for long enough."""
    clock = both.breaker.clock
    both.breaker.clock = lambda: clock() + both.breaker.pause() + 1


@every_fault
def test_every_page_is_answered_and_says_quietly_from_where(
    server: Server, library: Library, both: FailoverEngine, reader: Reader, fault: Spoil
) -> None:
    water, usual = library.water.url, reader.told()

    def shown() -> bool:
        """A page and an answer for a program; whether the quiet line is on the page."""
        text, quiet = reader.page()
        assert water in text
        assert reader.told() == usual
        return quiet

    assert usual["total"] and not shown()
    fault(server.proxy)
    for _ in range(both.breaker.most):
        assert shown()
    pass_the_pause(both)
    assert shown(), "a trial that fails"
    assert both.breaker.is_closed
    server.mended()
    before = len(server.proxy.seen)
    assert shown(), "the pause is not over"
    assert len(server.proxy.seen) == before
    pass_the_pause(both)
    assert not shown()
    assert len(server.proxy.seen) > before
    assert not both.breaker.is_closed


@every_fault
def test_a_misspelt_query_waits_for_a_server_that_is_away_only_once(
    server: Server, library: Library, both: FailoverEngine, reader: Reader, fault: Spoil
) -> None:
    text, quiet = reader.page("居住登计")
    assert library.rules.url in text and not quiet
    fault(server.proxy)
    before = len(server.proxy.seen)
    text, quiet = reader.page("居住登计")
    assert library.rules.url in text and quiet
    assert both.breaker.failures == 1
    assert len(server.proxy.seen) - before == (server.proxy.server is not None)


def test_of_two_nodes_one_that_is_gone_is_not_noticed(
    server: Server, library: Library, reader: Reader
) -> None:
    with fault_proxy(server.proxy.upstream) as other:
        server.be(URL=f"{other.url},{server.proxy.url}")
        for gone, left in ((other, server.proxy), (server.proxy, other)):
            gone.stop()
            before = len(left.seen)
            for _ in range(3):
                text, quiet = reader.page()
                assert library.water.url in text and not quiet
            assert len(left.seen) > before
            gone.start()
