"""The search page beside its own statements, and the engine's newest-first list, in one run.

    .venv/bin/python benchmarks/search.py [--page 5000] [--engine 50000] [--corpus FILE.json]

The limit of the page is what the same SELECT statements (both tiers, count, facets, rows) take
through the database cursor alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from asked import typed
from corpus import documents
from ground import portal
from timing import Times, p50, p95

ROUNDS = 40


@contextmanager
def recording() -> Iterator[list[tuple[str, Any]]]:
    """The SELECT statements that run inside, with their parameters."""
    from django.db import connection

    statements: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def replay(statements: list[tuple[str, Any]]) -> None:
    """The same statements through the cursor, all rows fetched."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()


def page(count: int, source: Path | None) -> None:
    """p95 of the page and of its statements over all queries, interleaved."""
    with portal():
        _load(count, source)
        from django.test import RequestFactory

        from portal.wsgi import application

        def ask(address: str) -> int:
            """The status of an answer of the application as a server runs it."""
            status: list[int] = []
            environ = RequestFactory().get(address).environ
            answer = application(environ, lambda line, _: status.append(int(line[:3])))
            b"".join(answer)
            answer.close()
            return status[0]

        ours, limit = Times(), Times()
        worst: list[tuple[float, str]] = []
        for query in typed(source, count):
            address = f"/search/?q={quote(query)}"
            ask(address)
            with recording() as statements:
                status = ask(address)
            if status != 200:
                sys.exit(f"{address} answered {status}")
            ours.measure(lambda a=address: ask(a), ROUNDS)
            limit.measure(lambda s=statements: replay(s), ROUNDS)
            worst.append((p50(ours.cpu[-ROUNDS:]), query))
        print(f"search page, {count} documents: {ours}")
        print(f"its statements alone:       {limit}")
        print(
            f"p95 / (1.5 x statements + 5 ms): {_share(ours.wall, limit.wall):.2f} "
            f"(processor {_share(ours.cpu, limit.cpu):.2f})   goal <= 1.00"
        )
        slowest = ", ".join(f"{query} {time:.1f}" for time, query in sorted(worst)[:-4:-1])
        print(f"slowest queries, processor p50 in ms: {slowest}")


def _share(ours: list[float], limit: list[float]) -> float:
    return p95(ours) / (1.5 * p95(limit) + 5)


def newest(count: int, source: Path | None) -> None:
    """p95 of the engine's newest-first answer, counts cached for the generation of the index."""
    with portal():
        _load(count, source)
        from search.conf import embedded
        from search.query import NEWEST, SearchQuery

        engine, found = embedded(), Times()
        for text in typed(source, count):
            query = SearchQuery.typed(text, sort=NEWEST)
            found.measure(lambda q=query: engine.search(q), ROUNDS)
        print(f"engine, newest first, {count} documents, 2+ characters: {found}   goal p95 <= 5")


def _load(count: int, source: Path | None) -> None:
    """The documents, and the index as a rebuild leaves it: long loads end with a merge."""
    from loading import load

    from portal.pages.models import NoticeSection
    from search.engines import store

    load(NoticeSection.objects.get(), documents(count, source))
    store.settle()


def main() -> None:
    """Each part runs in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=int, default=5_000)
    parser.add_argument("--engine", type=int, default=50_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--only", choices=["page", "engine"])
    options = parser.parse_args()
    if options.only == "page":
        page(options.page, options.corpus)
    elif options.only == "engine":
        newest(options.engine, options.corpus)
    else:
        for part in ("page", "engine"):
            subprocess.run([sys.executable, __file__, "--only", part, *sys.argv[1:]], check=True)


if __name__ == "__main__":
    main()
