"""The result page on Elasticsearch beside its raw request and a plain query, in one run.

    SEARCH_TEST_URL=http://127.0.0.1:9222 .venv/bin/python benchmarks/elastic.py [--count 50000]

Raw is the request that the page sends (both tiers, counts of all facets, cited), sent by the client
alone, its answer parsed. Without --warm nothing of an earlier answer is remembered, neither by the
portal nor by the server: every query is new, and so is every text that is judged. A server just
started is slower for some runs.
By hand is what one would write for the same page: a phrase, hits collapsed by page with inner hits,
seven facets and the number of pages; and in the same msearch what holds pieces of the words beside
that. It is measured without the second part, too: tier 1 alone. All of them take turns.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from asked import typed
from corpus import documents
from ground import portal
from timing import Times, p95, take_turns

ROUNDS = 12
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


def measure(count: int, source: Path | None, *, warm: bool, kept: Path | None) -> None:
    """All queries, each in turn by hand, raw, by the engine and as a page."""
    prefix = f"bench-{kept.name if kept else secrets.token_hex(4)}"
    with portal(kept):
        from django.conf import settings

        settings.SEARCH = {
            **settings.SEARCH, "URL": "", "PREFIX": prefix,
            "TIMEOUT_SECONDS": 10.0, "BULK_SECONDS": 60.0,
        }  # fmt: skip
        _load(count, source)
        settings.SEARCH["URL"] = os.environ["SEARCH_TEST_URL"]
        from search.conf import embedded, outside
        from search.engines.elastic import ElasticEngine

        indices = outside()
        assert indices is not None
        try:
            if not indices.serving():
                _build(indices, prefix)
            _compare(ElasticEngine(embedded()), prefix, typed(source, count), warm=warm)
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


def _remember(client: Any, prefix: str, warm: bool) -> None:
    """Whether the server may remember answers and conditions: each query comes many times here."""
    client.indices.close(index=prefix)
    caches = {"index.requests.cache.enable": warm, "index.queries.cache.enabled": warm}
    client.indices.put_settings(index=prefix, settings=caches)
    client.indices.open(index=prefix, wait_for_active_shards=1)


def _same(total: int, found: Any, text: str) -> None:
    """Both must have found the same, or one of them had less to do."""
    if (by_hand := found["responses"][0]["hits"]["total"]["value"]) != total:
        sys.exit(f"{text}: {total} documents, by hand {by_hand}")


def _compare(engine: Any, prefix: str, queries: list[str], *, warm: bool) -> None:
    from django.test import RequestFactory

    from portal.wsgi import application
    from search.engines import elastic, elastic_finding, kept_texts
    from search.query import GROUPS_PER_PAGE, SearchQuery

    sent: list[Any] = []
    send = elastic._Ask.__call__

    def note(self: Any, searches: Any) -> Any:
        sent.append([line for one in searches for line in (self.header, one)])
        return send(self, searches)

    def page(environ: dict[str, Any]) -> Any:
        status: list[int] = []
        answer = application({**environ}, lambda line, _: status.append(int(line[:3])))
        b"".join(answer)
        if status != [200]:
            sys.exit(f"{environ['QUERY_STRING']} answered {status}")
        return answer.close  # the reader has the whole page: what comes now nobody waits for

    def again(lines: list[Any]) -> None:
        engine.client.msearch(searches=lines, filter_path=elastic.ANSWER)

    first, by_hand, raw, ours, shown = (Times() for _ in range(5))
    requests: list[int] = []
    _remember(engine.client, prefix, warm)
    for text in queries:
        query = SearchQuery.typed(text, grouped=True, size=GROUPS_PER_PAGE)
        if warm:
            engine.search(query)  # from here on the size of the answer is remembered
        else:
            elastic_finding.REMEMBERED_SECONDS = 0
            kept_texts.MOST_DOCUMENTS = -1
        sent.clear()
        elastic._Ask.__call__ = note
        engine.search(query)
        elastic._Ask.__call__ = send
        requests.append(len(sent))
        searches = [tier_one(text), related(text)]
        _same(engine.search(query).total, plain(engine.client, prefix, *searches), text)
        environ = RequestFactory().get(f"/search/?q={quote(text)}").environ
        take_turns(
            {
                first: lambda s=searches: plain(engine.client, prefix, s[0]),
                by_hand: lambda s=searches: plain(engine.client, prefix, *s),
                raw: lambda lines=sent[0]: again(lines),
                ours: lambda q=query: engine.search(q) and None,
                shown: lambda e=environ: page(e),
            },
            ROUNDS,
        )
        print(f"{text[:12]:<14}" + "".join(
            f"{p95(times.wall[-ROUNDS:]):8.1f}" for times in (first, by_hand, raw, ours, shown)
        ))  # fmt: skip
    print(
        f"tier 1:  {first}\nby hand: {by_hand}\nraw:     {raw}\nengine:  {ours}\npage:    {shown}"
    )
    print(f"requests a page: {sum(requests)} for {len(requests)} queries")
    print(f"raw / by hand, p95: {p95(raw.wall) / p95(by_hand.wall):.2f}   goal <= 1.00")
    print(f"raw / by hand without related, p95: {p95(raw.wall) / p95(first.wall):.2f}")
    print(f"engine - raw, p95:  {p95(ours.wall) - p95(raw.wall):.1f} ms   goal <= 5")
    print(f"page - raw, p95:    {p95(shown.wall) - p95(raw.wall):.1f} ms   goal <= 5")


def main() -> None:
    """One run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument(
        "--warm", action="store_true", help="queries asked before: sizes, counts, texts remembered"
    )
    parser.add_argument(
        "--keep", type=Path, help="a folder for database and index of the next run; not removed"
    )
    options = parser.parse_args()
    measure(options.count, options.corpus, warm=options.warm, kept=options.keep)


if __name__ == "__main__":
    main()
