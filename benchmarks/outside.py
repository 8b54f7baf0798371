"""A portal beside a real Elasticsearch: what publishing pays, when it is found, the rebuild.

    SEARCH_TEST_URL=http://127.0.0.1:9222 .venv/bin/python benchmarks/outside.py [--count 50000]

The peer of the rebuild is the bare bulk of the same documents, made beforehand, in the same run
against the same server, with as many requests in flight. Indices get a prefix of their own and are
removed in the end.
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import memory
from corpus import documents
from ground import ROOT, portal
from timing import p50, p95

PREFIX = f"bench-{os.getpid()}"


def name_server(url: str) -> None:
    """From now on changes are noted for the server; without an address they are not."""
    from django.conf import settings

    settings.SEARCH = {**settings.SEARCH, "URL": url, "PREFIX": PREFIX, "BULK_SECONDS": 60.0}


def named(url: str) -> dict[str, str]:
    """The same for processes of their own."""
    return {"SEARCH_URL": url, "SEARCH_PREFIX": PREFIX, "SEARCH_BULK_SECONDS": "25"}


def bare_rate(outside: Any) -> float:
    """Entries a second of the bulk call alone, with as many requests in flight as a rebuild has.

    The documents are made before and wait in files, so that the server works without a rest, as in
    a rebuild.
    """
    from search.rebuilding import IN_FLIGHT, _all_changes

    sent, under_way = 0, deque[Future[list[Any]]]()
    with TemporaryDirectory(prefix="bench-parcels-") as folder:
        for number, changes in enumerate(_all_changes()):
            Path(folder, f"{number:06d}").write_bytes(pickle.dumps(changes))
        outside.create(f"{PREFIX}-bare")
        begun = time.perf_counter()
        with ThreadPoolExecutor(IN_FLIGHT) as senders:
            for path in sorted(Path(folder).iterdir()):
                changes = pickle.loads(path.read_bytes())
                under_way.append(senders.submit(outside.bulk, changes, building=True))
                sent += len(changes)
                if len(under_way) > IN_FLIGHT:
                    under_way.popleft().result()
            while under_way:
                under_way.popleft().result()
        outside.refresh(building=True)  # a rebuild shows what it wrote, too
        seconds = time.perf_counter() - begun
    outside.delete([f"{PREFIX}-bare"])
    return sent / seconds


def measure_rebuild(outside: Any, bare: float) -> None:
    """The rate beside the bare one."""
    from search.rebuilding import rebuild_outside

    report = rebuild_outside(outside)
    print(
        f"rebuild of {report.documents}: {report.seconds:.1f} s, {report.rate:.0f}/s; "
        f"bare bulk {bare:.0f}/s; ratio {report.rate / bare:.2f}   goal >= 0.60"
    )


def measure_comparison(outside: Any) -> None:
    """How long it takes to compare all."""
    from search.reconcile import reconcile

    found = reconcile(outside)
    print(
        f"comparison of {found.compared}: {found.seconds:.1f} s, in step: {found.in_step}   "
        f"goal <= 10 s at 50,000"
    )


def new_notice(section: Any, number: int) -> Any:
    """A draft whose title no other has."""
    from portal.pages.models import Notice

    notice = Notice(
        title=f"渡口燃气检修第{number}号临时通知", slug=f"found-{number}", summary="检修",
        body="<p>周三停气两小时。</p>", issuer="临河市社区工作办公室（演示）", live=False,
    )  # fmt: skip
    section.add_child(instance=notice)
    return notice


def measure_outbox(section: Any, url: str, times: int) -> None:
    """What a publication pays: with and without an address, in turn; and the statement alone."""
    from django.db import transaction

    from portal.publication.actions import publish
    from search import outbox

    seen: dict[str, list[float]] = {"": [], url: []}
    for number in range(2 * times):
        address = url if number % 2 else ""
        name_server(address)
        notice = new_notice(section, 1_000_000 + number)
        begun = time.perf_counter()
        publish(notice, by=None)
        seen[address].append((time.perf_counter() - begun) * 1000)
    name_server(url)
    alone = []
    for number in range(times):
        with transaction.atomic():
            begun = time.perf_counter()
            outbox.note({f"{number}:main": 1})
            alone.append((time.perf_counter() - begun) * 1000)
            transaction.set_rollback(True)
    print(
        f"publication p50 {p50(seen['']):.1f} ms, with outbox {p50(seen[url]):.1f} ms "
        f"(+{median(seen[url]) - median(seen['']):.2f} ms); the row alone p50 {p50(alone):.2f}, "
        f"p95 {p95(alone):.2f} ms   goal <= 1 ms"
    )


@contextmanager
def worker(url: str) -> Iterator[None]:
    """`search_drain --loop` in a process of its own, as `make run` starts it."""
    command = [sys.executable, "manage.py", "search_drain", "--loop"]
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **named(url)})
    try:
        yield
    finally:
        child.terminate()
        child.wait(timeout=30)


def measure_found(section: Any, times: int) -> None:
    """From the end of the publication until a reader finds it on the server."""
    from portal.publication.actions import publish
    from search.conf import engine
    from search.query import SearchQuery

    waits = []
    for number in range(times + 3):
        notice = new_notice(section, number)
        publish(notice, by=None)
        begun = time.perf_counter()
        query = SearchQuery.typed(f"第{number}号临时通知")
        while time.perf_counter() - begun < 30:
            found = engine().search(query)
            if found.total and not found.from_reserve:
                break
            time.sleep(0.02)
        waits.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.1)
    waits = waits[3:]
    print(f"published to found: p50 {p50(waits):.0f} ms, p95 {p95(waits):.0f} ms   goal <= 1500")


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--url", default=os.environ.get("SEARCH_TEST_URL", ""))
    parser.add_argument(
        "--keep", type=Path, help="a folder for the database of the next run; not removed"
    )
    parser.add_argument("--rebuild-only", action="store_true", help="rebuild and comparison alone")
    parser.add_argument(
        "--memory",
        type=int,
        nargs="?",
        const=10_000,
        help="memory alone: at so many documents, or 10000, and at four times as many",
    )
    options = parser.parse_args()
    if not options.url:
        raise SystemExit(
            "no server: make elasticsearch, then SEARCH_TEST_URL=http://127.0.0.1:9222"
        )
    os.environ.pop("SEARCH_URL", None)
    if options.memory:
        with portal() as folder:
            run_memory(folder, options)
        return
    with portal(options.keep):
        run(options)


def run_memory(folder: str, options: argparse.Namespace) -> None:
    """On a portal that is laid and empty: nothing is noted for the server while it is filled."""
    from search.conf import outside

    try:
        memory.compare(folder, options.memory, named(options.url))
    finally:
        name_server(options.url)
        indices = outside()
        assert indices is not None
        indices.delete(indices.all())


def run(options: argparse.Namespace) -> None:
    """On the portal that is laid."""
    from loading import load

    from portal.pages.models import NoticeSection
    from search.conf import outside
    from search.models import IndexedDocument, IndexEvent
    from search.reconcile import reconcile

    section = NoticeSection.objects.get()
    if IndexedDocument.objects.count() < options.count:
        load(section, islice(documents(options.count), options.count))
    section.refresh_from_db()
    name_server(options.url)
    indices = outside()
    assert indices is not None
    try:
        measure_rebuild(indices, bare_rate(indices))
        measure_comparison(indices)
        if options.rebuild_only:
            return
        measure_outbox(section, options.url, options.times)
        reconcile(indices, fix=True)  # half of those notices were noted for nobody
        with worker(options.url):
            while IndexEvent.objects.exists():
                time.sleep(0.2)
            measure_found(section, options.times)
        measure_comparison(indices)
    finally:
        indices.delete(indices.all())


if __name__ == "__main__":
    main()
