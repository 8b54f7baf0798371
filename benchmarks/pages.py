"""An item page beside a plain Wagtail page and a bare view of the same rows, and how lists grow.

    .venv/bin/python benchmarks/pages.py [--few 500] [--many 50000] [--seconds 4] [--rounds 3]

Three addresses are asked in turn over 16 connections, each server with two workers of its own, on
loopback. Requests a second are what a reader sees; processor time a request (of the two workers
alone) is what other programs on the machine disturb least.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep
from urllib.error import URLError
from urllib.request import urlopen

from corpus import Text, documents
from ground import ROOT, portal

HERE = Path(__file__).resolve().parent
CONNECTIONS = 16
WORKERS = ["--workers", "2", "--worker-class", "gthread", "--threads", "8", "--keep-alive", "30"]
QUIET = ["--log-level", "warning", "--no-control-socket"]
BATCH = 500


@dataclass
class Server:
    """gunicorn with two workers, and the port it listens on."""

    process: subprocess.Popen[bytes]
    port: int

    def address(self, path: str) -> str:
        """An address of this server."""
        return f"http://127.0.0.1:{self.port}{path}"

    def cpu_seconds(self) -> float:
        """What its workers have worked so far."""
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Speed:
    """Requests a second, 95th percentile, and processor milliseconds a request."""

    rate: float
    p95: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.rate:7.1f} a second, p95 {self.p95:6.1f} ms, processor {self.cpu:5.2f} ms"


@contextmanager
def serving(application: str, probe: str, **environment: str) -> Iterator[Server]:
    """A server that has answered `probe` on every worker; stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", *WORKERS, *QUIET, "--bind", f"127.0.0.1:{port}"]
    path = os.pathsep.join([str(ROOT), str(HERE)])
    process = subprocess.Popen(
        [*command, application], cwd=ROOT, env={**os.environ, "PYTHONPATH": path, **environment}
    )
    server = Server(process, port)
    try:
        wait_for(server.address(probe))
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str) -> None:
    """Asks until the server answers, and often enough that both workers are warm."""
    for _ in range(120):
        try:
            for _ in range(40):
                urlopen(address, timeout=20).read()
        except URLError:
            sleep(0.5)
        else:
            return
    raise SystemExit(f"no answer from {address}")


def ask(server: Server, path: str, seconds: float) -> Speed:
    """One run of the load script."""
    before = server.cpu_seconds()
    command = [sys.executable, str(HERE / "load.py"), server.address(path)]
    done = subprocess.run(
        [*command, str(CONNECTIONS), str(seconds)], capture_output=True, text=True, check=False
    )
    if done.returncode or done.stderr:
        raise SystemExit(f"{path}: {done.stderr}")
    seen = json.loads(done.stdout)
    worked = server.cpu_seconds() - before
    return Speed(seen["requests"] / seen["seconds"], seen["p95"], worked * 1000 / seen["requests"])


def middle(speeds: list[Speed]) -> Speed:
    """The median of each figure."""
    return Speed(*(median(getattr(one, name) for one in speeds) for name in ("rate", "p95", "cpu")))


def lay_portal() -> tuple[object, str]:
    """A community with its list of notices, settings and a live banner; the list and its path."""
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from portal.models import City, Document, SiteSettings
    from portal.pages.tests.factories import make_notice, make_notice_section
    from portal.tests.factories import make_community, make_district

    community = make_community(make_district(City.objects.get(), slug="liuwan"), slug="qingheli")
    SiteSettings.objects.update(host_unit="演示单位", hotline="0000-8800 1122")
    section = make_notice_section(community)
    now = timezone.now()
    make_notice(
        section,
        kind="emergency",
        title="演示：今晚有暴雨",
        severity=2,
        what_to_do="请不要去河边。",
        emergency_phone="0000-8800 1122",
        starts_at=now,
        ends_at=now + timedelta(days=1),
    )
    files = [Document(title=f"附件{number}（演示）") for number in (1, 2)]
    for file in files:
        file.file.save("file.txt", ContentFile("演示".encode()))
    return section, "".join(
        f'<p><a linktype="document" id="{file.pk}">{file.title}</a></p>' for file in files
    )


def load(section: object, texts: Iterator[Text], links: str) -> None:
    """Appends the texts with links to the files, in whole batches."""
    from portal.pages.tests.bulk import add_notices

    while batch := list(islice(texts, BATCH)):
        add_notices(section, [replace(text, body=text.body + links) for text in batch])  # type: ignore[arg-type]


def queries_of(path: str) -> int:
    """How many queries a page of the portal costs once it is warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    Client().get(path)
    with CaptureQueriesContext(connection) as queries:
        Client().get(path)
    return len(queries)


def beside_peers(ours: Server, item: str, count: int, options: argparse.Namespace) -> None:
    """The item page beside the plain page and the bare view, asked in turn."""
    slug = item.rstrip("/").rpartition("/")[2]
    queries = queries_of(item)
    with TemporaryDirectory(prefix="plain-bench-") as folder:
        environment = {"PLAIN_FOLDER": folder, "PLAIN_QUERIES": str(queries)}
        environment["DJANGO_SETTINGS_MODULE"] = "plain.settings"
        lay = [sys.executable, "-m", "plain.lay", str(count)]
        subprocess.run(lay, cwd=HERE, env={**os.environ, **environment}, check=True)
        path = f"/liuwan/qingheli/notices/{slug}/"
        with serving("plain.wsgi", path, **environment) as plain:
            wait_for(plain.address(f"/bare{path}"))
            named = {
                "portal": (ours, item),
                "plain Wagtail": (plain, path),
                "bare view": (plain, f"/bare{path}"),
            }
            seen: dict[str, list[Speed]] = {name: [] for name in named}
            for _ in range(options.rounds):
                for name, (server, asked) in named.items():
                    seen[name].append(ask(server, asked, options.seconds))
    print(f"\nItem page, {queries} queries, {CONNECTIONS} connections, {count} documents")
    result = {name: middle(speeds) for name, speeds in seen.items()}
    for name, speed in result.items():
        print(f"  {name:14} {speed}")
    own, plain_page, bare = result.values()
    print(
        f"  portal / plain Wagtail: {own.rate / plain_page.rate:.2f} times as many requests "
        f"(processor {plain_page.cpu / own.cpu:.2f}); goal 3 or more\n"
        f"  portal / bare view: takes {bare.rate / own.rate:.2f} times as long "
        f"(processor {own.cpu / bare.cpu:.2f}); goal 2.5 or less"
    )


def main() -> None:
    """Measures at few documents, loads many, measures the lists again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=500)
    parser.add_argument("--many", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with portal():
        section, links = lay_portal()
        texts = list(documents(max(options.few, options.many)))
        load(section, iter(texts[: options.few]), links)
        base = "/liuwan/qingheli/notices/"
        item = f"{base}{texts[options.few // 2].slug}/"
        add_topics(item)
        with serving("portal.wsgi", item) as ours:
            beside_peers(ours, item, options.few, options)
            few = middle([ask(ours, base, options.seconds) for _ in range(options.rounds)])
            if options.many <= options.few:
                return
            load(section, iter(texts[options.few :]), links)
            many = middle([ask(ours, base, options.seconds) for _ in range(options.rounds)])
    print(f"\nList of notices\n  {options.few:6} {few}\n  {options.many:6} {many}")
    print(
        f"  growth {few.rate / many.rate:.2f} (processor {many.cpu / few.cpu:.2f}); "
        "goal 1.2 or less"
    )


def add_topics(item: str) -> None:
    """The two topics that the plain site's items have as well."""
    from portal.pages.models import Notice

    notice = Notice.objects.get(slug=item.rstrip("/").rpartition("/")[2])
    notice.topics.add("停水", "物业")
    notice.save()


if __name__ == "__main__":
    main()
