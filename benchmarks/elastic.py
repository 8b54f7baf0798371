"""The result page on Elasticsearch beside its raw request and a plain query, in one run.

    SEARCH_TEST_URL=http://127.0.0.1:9222 .venv/bin/python benchmarks/elastic.py [--count 50000]

Every query is asked for the first time: neither the portal nor the server remembers anything of an
answer to it. Of the texts that are judged the portal remembers what it does while it runs, and each
fiftieth query meets an index that was changed by a publication; with --unread it remembers none.
Raw is the request that the page sends (both tiers, counts of all facets, cited), sent by the client
alone, its answer parsed. The page ends with its last byte.
By hand is what one would write for the same page: a phrase, hits collapsed by page with inner hits,
seven facets and the number of pages; and in the same msearch what holds pieces of the words beside
that. It is measured without the second part, too: tier 1 alone. All of them take turns, each first
as often as the others, after the server has read the lists of the query once. The first queries are
not measured: a server just started is slower for some time.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from asked import all_different
from corpus import documents
from ground import portal
from timing import Times, p50, p95

WARMING, EVERY = 300, 50
Search = dict[str, Any]
FACETS = ("kind", "topic", "community", "year", "status", "issuer", "language")


def tier_one(text: str) -> Search:
    """The query by hand: of the same documents, for its phrases end where the words end."""
    counts = {name: {"terms": {"field": name}} for name in FACETS}
    return {
        **_collapsed({"bool": {"must": phrases(text)}}),
        "aggs": counts | {"pages": {"cardinality": {"field": "page_id"}}},
        "track_total_hits": True,
    }


def related(text: str) -> Search:
    """What holds pieces of the words, without what holds them whole."""
    from search.text import fold, han_pairs, words

    pieces = {"text": " ".join(han_pairs(fold(text))), "words": " ".join(words(fold(text)))}
    any_of = [{"match": {field: tokens}} for field, tokens in pieces.items() if tokens]
    beside = {"bool": {"should": any_of, "must_not": {"bool": {"must": phrases(text)}}}}
    return {**_collapsed(beside), "track_total_hits": False}


def _collapsed(query: Search) -> Search:
    hits = {"field": "page_id", "inner_hits": {"name": "more", "size": 3}}
    return {"query": query, "collapse": hits, "size": 10, "docvalue_fields": ["key"]}


def plain(client: Any, prefix: str, *searches: Search) -> Any:
    """The searches in one request, as raw has it."""
    return client.msearch(searches=[line for one in searches for line in ({"index": prefix}, one)])


def phrases(text: str) -> list[Search]:
    """A condition for each term."""
    from search.text import fold, phrase_of

    return [by_hand(phrase_of(word)) for word in fold(text).split()]


def by_hand(phrase: Any) -> dict[str, Any]:
    """A term as one would ask for it."""
    if phrase.short:
        return {"term": {"shorts": phrase.short}}
    kind = "match_phrase_prefix" if phrase.open_end else "match_phrase"
    return {kind: {"text": " ".join(phrase.grams)}}


def measure(options: argparse.Namespace) -> None:
    """All queries, each in turn by hand, raw and as a page."""
    kept: Path | None = options.keep
    prefix = f"bench-{kept.name if kept else secrets.token_hex(4)}"
    with portal(kept):
        from django.conf import settings

        settings.SEARCH = {
            **settings.SEARCH, "URL": "", "PREFIX": prefix,
            "TIMEOUT_SECONDS": 10.0, "BULK_SECONDS": 60.0,
        }  # fmt: skip
        _load(options.count, options.corpus)
        settings.SEARCH["URL"] = os.environ["SEARCH_TEST_URL"]
        from search.conf import outside
        from search.engines import kept_texts

        if options.unread:
            kept_texts.MOST_DOCUMENTS = -1
        indices = outside()
        assert indices is not None
        try:
            if not indices.serving():
                _build(indices, prefix)
            _remember_nothing(indices.client, prefix)
            asked = all_different(options.corpus, options.count, WARMING + options.queries)
            _compare(indices, prefix, asked)
        finally:
            if kept is None:
                indices.delete(indices.all())


def _load(count: int, source: Path | None) -> None:
    """Notices, as many as asked for, unless a run before this one has kept them."""
    from loading import load

    from portal.pages.models import NoticeSection
    from search.models import IndexedDocument

    if IndexedDocument.objects.count() < count:
        load(NoticeSection.objects.get(), documents(count, source))


def _build(indices: Any, prefix: str) -> None:
    from search.rebuilding import rebuild_outside

    built = rebuild_outside(indices)
    print(f"{built.documents} documents in {built.seconds:.1f} s ({built.rate:.0f}/s)")
    indices.client.indices.forcemerge(index=prefix, max_num_segments=4)


def _remember_nothing(client: Any, prefix: str) -> None:
    """The server remembers neither answers nor conditions: each query comes some times here."""
    client.indices.close(index=prefix)
    caches = {"index.requests.cache.enable": False, "index.queries.cache.enabled": False}
    client.indices.put_settings(index=prefix, settings=caches)
    client.indices.open(index=prefix, wait_for_active_shards=1)


def _same(text: str, ours: Any, by_hand: Any) -> None:
    """Both must have found the same, or one of them had less to do."""
    totals = [found["responses"][0]["hits"]["total"]["value"] for found in (ours, by_hand)]
    if totals[0] != totals[1]:
        sys.exit(f"{text}: {totals[0]} documents, by hand {totals[1]}")


class _SeenEnough(Exception):
    """The request is made; nobody needs its answer."""


def request_of(text: str) -> list[Any]:
    """The lines of the request that the page of a query sends."""
    from search.conf import embedded
    from search.engines.database import read_state
    from search.engines.elastic import ElasticEngine, _moment
    from search.engines.elastic_finding import ElasticFinding
    from search.engines.kept_texts import Shelf
    from search.expansion import expand
    from search.query import GROUPS_PER_PAGE, SearchQuery

    query = SearchQuery.typed(text, grouped=True, size=GROUPS_PER_PAGE)
    header = ElasticEngine(embedded())._header(query)
    lines: list[Any] = []

    def note(searches: Any) -> Any:
        lines.extend(line for one in searches for line in (header, one))
        raise _SeenEnough

    asked = expand(query, read_state()["synonyms"])
    with suppress(_SeenEnough):
        ElasticFinding(asked, note, Shelf(""), _moment(something_expired=False))
    return lines


def visit(text: str) -> Callable[[], Callable[[], None]]:
    """A visit to the page of a query; it gives what is still to be done after its last byte."""
    from django.test import RequestFactory

    from portal.wsgi import application

    status: list[int] = []
    environ = RequestFactory().get(f"/search/?q={quote(text)}").environ

    def page() -> Callable[[], None]:
        answer = application(environ, lambda line, _: status.append(int(line[:3])))
        b"".join(answer)
        if status != [200]:
            sys.exit(f"{text} answered {status}")
        return answer.close

    return page


def publish(number: int, indices: Any) -> None:
    """A change of one of the newest notices; the worker has told the server before we go on.

    While it has not, the embedded index answers: another page than the one measured here.
    """
    from portal.pages.models import Notice
    from portal.publication import actions
    from search.drain import Drain
    from search.models import IndexEvent

    notice = Notice.objects.order_by("-published_at", "-pk")[number % 50]
    notice.body += "<p>。</p>"
    actions.publish(notice, by=None)
    worker = Drain(indices, print)
    while worker.round():
        pass
    if IndexEvent.objects.exists():
        sys.exit("the server was not told of a publication")


def _compare(indices: Any, prefix: str, queries: list[str]) -> None:
    from search.engines import kept_texts, lookup

    judged, read = _counted(kept_texts.Shelf, "at", 1), _counted(lookup, "by_place", 0)
    sides = [Times() for _ in range(4)]
    for number, text in enumerate(queries):
        if number % EVERY == 0:
            publish(number // EVERY, indices)
        if number == WARMING:
            judged.clear(), read.clear()
        acts = acts_of(text, indices.client, prefix)
        for place in range(len(sides)):
            turn = (place + number) % len(sides)
            afterwards = (sides[turn] if number >= WARMING else Times()).once(acts[turn])
            if callable(afterwards):
                afterwards()
    _report(*sides)
    print(f"texts judged: {sum(judged)}, of them read from the database: {sum(read)}")


def acts_of(text: str, client: Any, prefix: str) -> list[Callable[[], Any]]:
    """A query as tier 1 by hand, by hand, raw and as a page; the first three were asked once."""
    from search.engines import elastic

    lines, searches = request_of(text), [tier_one(text), related(text)]

    def by_hand() -> Any:
        return plain(client, prefix, *searches)

    def raw() -> Any:
        return client.msearch(searches=lines, filter_path=elastic.ANSWER)

    _same(text, raw(), by_hand())
    return [lambda: plain(client, prefix, searches[0]), by_hand, raw, visit(text)]


def _counted(owner: Any, name: str, position: int) -> list[int]:
    """From now on how many places each call of a function is given at a position."""
    real, counts = getattr(owner, name), []

    def counting(*values: Any) -> Any:
        counts.append(len(values[position]))
        return real(*values)

    setattr(owner, name, counting)
    return counts


def _report(first: Times, by_hand: Times, raw: Times, shown: Times) -> None:
    print(f"tier 1:  {first}\nby hand: {by_hand}\nraw:     {raw}\npage:    {shown}")
    print(f"raw / by hand, p95: {p95(raw.wall) / p95(by_hand.wall):.2f}   goal <= 1.00")
    print(f"raw / by hand without related, p95: {p95(raw.wall) / p95(first.wall):.2f}")
    print(f"page - raw, p50:    {p50(shown.wall) - p50(raw.wall):.1f} ms")
    print(f"page - raw, p95:    {p95(shown.wall) - p95(raw.wall):.1f} ms   goal <= 5")


def main() -> None:
    """One run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument(
        "--unread", action="store_true", help="every text is read for the first time"
    )
    parser.add_argument(
        "--keep", type=Path, help="a folder for database and index of the next run; not removed"
    )
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
