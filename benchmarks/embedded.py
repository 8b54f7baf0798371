"""What a publication pays for the index in the database, by search document.

    .venv/bin/python benchmarks/embedded.py [--count 50000] [--times 40] [--database URL]

The demo city lies among `--count` notices of the corpus. Each of its public pages is written as its
publication writes it: when nothing of it is there yet, when all its documents have changed, and
when nothing has. Then a regulation of sixty articles and one short notice, more often. Every write
is taken back. Nothing is asked of a search server.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any

from corpus import articles, documents
from ground import demo_city, portal
from timing import p50

ARTICLES = 60
TIMES_A_PAGE = 5
GOAL = "goal <= 0.3 ms"
CHANGE = "自公布之日起施行。"
LAW = "临河市社区工作条例（演示）"


@dataclass
class Paid:
    """Milliseconds that pages paid, and for how many documents."""

    pages: int = 0
    documents: int = 0
    new: float = 0.0
    changed: float = 0.0
    unchanged: float = 0.0

    def add(self, entries: Sequence[Any], *paid: float) -> None:
        """One page more."""
        self.pages += 1
        self.documents += len(entries)
        new, changed, unchanged = paid
        self.new += new
        self.changed += changed
        self.unchanged += unchanged

    def __str__(self) -> str:
        shares = (value / self.documents for value in (self.new, self.changed, self.unchanged))
        return (
            f"{self.pages:4} pages, {self.documents:4} documents; a document "
            + "new {:.2f} ms, changed {:.2f}, unchanged {:.2f}".format(*shares)
        )


def tidy() -> None:
    """In PostgreSQL what was taken back would be read past, more with every time."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE search_indexeddocument")


def pays(before: Sequence[Any], after: Sequence[Any], times: int) -> float:
    """How many milliseconds it takes to make `after` of what was `before`, in the middle.

    Each time with a title of its own, for parts of titles are remembered. Something else is written
    first: the first write after a tidying plans everything anew.
    """
    from django.db import connection, transaction

    from search.conf import embedded

    seen, page = [], after[0].page_id
    writes_at_the_end = connection.vendor == "sqlite"
    for number in range(times):
        titled = [[replace(one, title=f"{one.title}{number}") for one in some]
                  for some in (before, after)]  # fmt: skip
        with transaction.atomic():
            embedded().write([replace(after[0], page_id=-1, part="something else")])
            embedded().replace([page], titled[0])
            with transaction.atomic(savepoint=writes_at_the_end):
                begun = perf_counter()  # what was written before is written out by now
                embedded().replace([page], titled[1])
            seen.append((perf_counter() - begun) * 1000)
            transaction.set_rollback(True)
    return p50(seen)


def paid_for(entries: Sequence[Any], times: int) -> tuple[float, float, float]:
    """What the same page pays new, changed in all its documents, and unchanged."""
    changed = [replace(entry, body=f"{entry.body}{CHANGE}") for entry in entries]
    return (
        pays([], entries, times),
        pays(entries, changed, times),
        pays(entries, entries, times),
    )


def pages_of_the_city() -> Iterator[list[Any]]:
    """The documents of each public page that has any; none of the corpus."""
    from wagtail.models import Page

    from search.documents import build_public_one, public_ids

    for page in Page.objects.filter(pk__in=public_ids()).exclude(slug__startswith="doc-"):
        if entries := list(build_public_one(page)):
            yield entries


def measure_city(pages: Sequence[list[Any]]) -> None:
    """Every public page of the demo city, by kind and in all."""
    kinds: dict[str, Paid] = defaultdict(Paid)
    whole = Paid()
    for entries in pages:
        tidy()
        paid = paid_for(entries, TIMES_A_PAGE)
        kinds[entries[0].kind].add(entries, *paid)
        whole.add(entries, *paid)
    for kind, some in sorted(kinds.items()):
        print(f"{kind:12} {some}")
    print(f"{'demo city':12} {whole}   {GOAL}")


def measure_single(notice: Any, times: int) -> None:
    """A regulation of sixty articles, and a notice of the corpus."""
    texts = islice(cycle(articles()), ARTICLES)
    law = [
        replace(notice, part=f"article-{number}", kind="article", title=LAW,
                heading=f"第{number}条", body=text)
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    for name, entries in (("sixty articles", law), ("short notice", [notice])):
        tidy()
        paid = Paid()
        paid.add(entries, *paid_for(entries, times))
        print(f"{name:14} {paid}")


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--database", default="", help="the address of an empty PostgreSQL")
    parser.add_argument("--keep", type=Path, help="a folder for the database of the next run")
    options = parser.parse_args()
    if options.keep and options.database:
        parser.error("--keep is for SQLite")
    with portal(options.keep, options.database, demo_city):
        from loading import load

        from portal.pages.models import Notice, NoticeSection
        from search.documents import build
        from search.engines import store
        from search.models import IndexedDocument

        city = list(pages_of_the_city())
        if IndexedDocument.objects.count() < options.count:
            section = NoticeSection.objects.order_by("path")[0]
            load(section, islice(documents(options.count), options.count))
        store.settle()  # or each write would begin with a piece of what the load left to be merged
        measure_city(city)
        (notice,) = build([Notice.objects.order_by("-pk")[0].pk])
        measure_single(notice, options.times)


if __name__ == "__main__":
    main()
