"""Publishing in process beside plain Wagtail: the same texts, on the same machine, in turn.

    .venv/bin/python benchmarks/publishing.py [--count 2000] [--times 40] [--rounds 5]

Two acts are timed: making a page and publishing it, and changing a public page and publishing it
again. Ours goes through the gate and leaves the publication row and the entries of both search
indexes; plain Wagtail saves a revision and publishes it in one transaction, with its own search
index kept up to date as it is by default. Each site runs in a process of its own; they work in
turn, so that what else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpus import Text, documents
from ground import portal
from timing import Times, p50, p95

HERE = Path(__file__).resolve().parent
ACTS = ("create", "change")
TOPICS = ("停水", "物业")
Act = Callable[[], Any]


def fresh(after: int) -> Iterator[Text]:
    """Texts that are in neither site yet."""
    return islice(documents(after + 100_000), after, None)


def portal_acts(size: int) -> dict[str, Act]:
    """What our desk does, as the system: a second person's approval is a row more."""
    from pages import lay_portal, load

    from portal.pages.models import Notice
    from portal.publication.actions import publish

    section, links = lay_portal()
    load(section, islice(documents(size), size), links)
    section.refresh_from_db()  # type: ignore[attr-defined]
    texts, numbers = fresh(size), count()

    def create() -> None:
        text = next(texts)
        notice = Notice(
            title=text.title, slug=text.slug, summary=text.summary, body=text.body + links,
            issuer="临河市社区工作办公室（演示）", live=False,
        )  # fmt: skip
        section.add_child(instance=notice)  # type: ignore[attr-defined]
        notice.topics.add(*TOPICS)
        publish(notice, by=None)

    def change() -> None:
        notice = Notice.objects.filter(live=True, kind="notice").order_by("pk")[next(numbers)]
        notice.body = next(texts).body + links
        publish(notice, by=None)

    return {"create": create, "change": change}


def plain_acts(size: int) -> dict[str, Act]:
    """What Wagtail's forms do, in one transaction."""
    from plain.lay import main as lay

    lay(size)
    from django.db import transaction
    from plain.models import FolderPage, ItemPage
    from wagtail.documents.models import Document

    folder = FolderPage.objects.get(slug="notices")
    links = "".join(
        f'<p><a linktype="document" id="{file.pk}">{file.title}</a></p>'
        for file in Document.objects.all()
    )
    texts, numbers = fresh(size), count()

    def create() -> None:
        text = next(texts)
        item = ItemPage(
            title=text.title, slug=text.slug, summary=text.summary, body=text.body + links,
            issuer="临河市社区工作办公室（演示）", published_on=text.day, live=False,
        )  # fmt: skip
        with transaction.atomic():
            folder.add_child(instance=item)
            item.tags.add(*TOPICS)
            item.save_revision().publish()

    def change() -> None:
        item = ItemPage.objects.order_by("pk")[next(numbers)]
        item.body = next(texts).body + links
        with transaction.atomic():
            item.save_revision(log_action=True).publish()

    return {"create": create, "change": change}


def work(name: str, size: int) -> None:
    """A site that waits for orders: `<act> <times>`, answered by the durations in milliseconds."""
    acts = portal_acts(size) if name == "portal" else plain_acts(size)
    print("ready", flush=True)
    for line in sys.stdin:
        act, times = line.split()
        found = Times()
        found.measure(acts[act], int(times))
        print(json.dumps({"wall": found.wall, "cpu": found.cpu}), flush=True)


class Site:
    """One site in its process."""

    def __init__(self, name: str, size: int, folder: str) -> None:
        environment = {**os.environ, "PLAIN_FOLDER": folder, "PLAIN_INDEXES": "1"}
        if name == "plain":
            environment["DJANGO_SETTINGS_MODULE"] = "plain.settings"
        command = [sys.executable, __file__, "--site", name, "--count", str(size)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.seen = {act: Times() for act in ACTS}
        while self._line() != "ready":
            pass

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a site has ended before its time")
        return line.strip()

    def do(self, act: str, times: int) -> None:
        """Orders an act so many times and keeps how long it took."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{act} {times}\n")
        self.process.stdin.flush()
        found = json.loads(self._line())
        self.seen[act].wall += found["wall"]
        self.seen[act].cpu += found["cpu"]

    def end(self) -> None:
        """No more orders."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


def compare(options: argparse.Namespace) -> None:
    """Lets both sites work in turn and prints the ratio."""
    with TemporaryDirectory(prefix="plain-bench-") as folder:
        ours = Site("portal", options.count, folder)
        plain = Site("plain", options.count, folder)
        for _ in range(options.rounds):
            for act in ACTS:
                ours.do(act, options.times)
                plain.do(act, options.times)
        for site in (ours, plain):
            site.end()
    for act in ACTS:
        own, stock = ours.seen[act], plain.seen[act]
        print(f"{act} and publish, {options.count} documents\n  portal         {own}")
        print(f"  plain Wagtail  {stock}")
        print(
            f"  p95 portal / plain: {p95(own.wall) / p95(stock.wall):.2f} "
            f"(processor {p95(own.cpu) / p95(stock.cpu):.2f}, "
            f"p50 {p50(own.wall) / p50(stock.wall):.2f})   goal <= 1.00"
        )


def main() -> None:
    """Measures, or is one of the two sites."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--site", choices=["portal", "plain"])
    options = parser.parse_args()
    if options.site == "portal":
        with portal():
            work("portal", options.count)
    elif options.site == "plain":
        work("plain", options.count)
    else:
        compare(options)


if __name__ == "__main__":
    main()
