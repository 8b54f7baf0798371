"""A city's installation from its first minute: PostgreSQL, and a search server that goes away.

Starts `make run` with both, searches, stops the search server, searches and publishes, starts it
again and sees it catch up, and rebuilds its index while readers search. Needs DATABASE_URL of an
empty PostgreSQL database, and what `make elasticsearch` needs.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from smoke import ROOT, fetch, free_port, look, running, surroundings

PYTHON = ROOT / ".venv" / "bin" / "python"
QUIET_LINE = "备用"
WITHIN_SECONDS = 60
TITLE = "演示：蓄水池清洗公告"
PUBLISH = f"""
from portal.pages.models import Notice
from portal.publication.actions import publish
notice = Notice.objects.live().first()
notice.title = {TITLE!r}
publish(notice, by=None)
"""


class City:
    """The portal at `base` and the search server beside it."""

    def __init__(self, base: str, port: int, environment: dict[str, str]) -> None:
        self.base, self.port, self.environment = base, port, environment

    def server(self, verb: str) -> None:
        """start, stop or remove the search server."""
        at_work(verb, self.port)

    def manage(self, *words: str, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
        """A command of the portal, as an operator types it."""
        command = [str(PYTHON), "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode and not may_fail:
            raise AssertionError(f"{words[0]} ended with {done.returncode}: {done.stderr[-800:]}")
        return done

    def search(self, words: str) -> tuple[list[str], bool]:
        """The titles found, and whether the page says that the reserve answered."""
        address = f"{self.base}/search/?q={urllib.parse.quote(words)}"
        status, page = fetch(address)
        assert status == 200, f"the search page answered {status}"
        told, found = fetch(f"{address}&format=json")
        assert told == 200, f"the search answered {told}"
        return [row["title"] for row in json.loads(found)["results"]], QUIET_LINE in page


def at_work(verb: str, port: int) -> None:
    """Let the search server start, stop, or be removed with its data."""
    script = str(ROOT / ".ci" / "elasticsearch.py")
    subprocess.run([sys.executable, script, verb, "--port", str(port)], check=True)


def walk(city: City) -> None:
    """What an operator and a reader see in a city's first outage."""
    look(city.base)
    in_step(city)
    assert city.search("社区")[0], "nothing is found"
    city.server("stop")
    titles, quiet = city.search("社区")
    assert titles and quiet, "the reserve does not answer, or does not say so"
    began = time.monotonic()
    city.manage("shell", "--verbosity", "0", "-c", PUBLISH)
    print(
        f"  published without a search server, process and all in {time.monotonic() - began:.1f} s"
    )
    assert TITLE in city.search("蓄水池清洗")[0], "what was published is not found at once"
    city.server("start")
    began = time.monotonic()
    in_step(city)
    while city.search("社区")[1]:
        assert time.monotonic() - began < WITHIN_SECONDS, "readers are not answered by the server"
        time.sleep(1)
    print(f"  in step and answered by the server {time.monotonic() - began:.0f} s after its return")
    assert TITLE in city.search("蓄水池清洗")[0]
    rebuild(city)


def in_step(city: City) -> None:
    """Wait until the comparison finds nothing to mend and nothing late."""
    began = time.monotonic()
    while True:
        done = city.manage("search_reconcile", "--json", may_fail=True)
        status = city.manage("search_status", may_fail=True)
        if not done.returncode and not status.returncode:
            return
        assert time.monotonic() - began < WITHIN_SECONDS, f"{done.stdout}\n{status.stdout}"


def rebuild(city: City) -> None:
    """Readers search while the index is made anew, and the rebuild shows how far it is."""
    over, failures = threading.Event(), []

    def read() -> None:
        asked = 0
        while not over.is_set():
            titles, quiet = city.search("社区")
            asked += 1
            if quiet or not titles:
                failures.append(f"search {asked}: quiet {quiet}, {len(titles)} found")
        print(f"  {asked} searches during the rebuild")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        done = city.manage("search_rebuild", "--only", "server")
    finally:
        over.set()
        reader.join()
    assert not failures, failures
    assert "100%" in done.stderr and "entry/s" in done.stderr, done.stderr
    print(f"  {done.stdout.strip()}")
    in_step(city)


def main() -> int:
    """Answer 0 when everything was seen."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("Set DATABASE_URL to an empty PostgreSQL database.", file=sys.stderr)
        return 2
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = surroundings(
            folder, SEARCH_URL=f"http://127.0.0.1:{port}", SEARCH_BREAKER_SECONDS="1"
        )
        at_work("start", port)
        try:
            with running(**environment) as base:
                walk(City(base, port, environment))
        finally:
            at_work("remove", port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
