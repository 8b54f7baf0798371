"""Start `make run` on a free port with an empty state, look at a few pages, then stop it.

What a newcomer does first must work: the home page, a search that finds something, an article,
and an end with Ctrl-C that leaves no process behind.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_SECONDS = 300
PAGES = ("/", "/en/", "/zh-hant/", "/admin/login/", "/search/?q=%E7%A4%BE%E5%8C%BA")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str) -> tuple[int, str]:
    """Status and text of one page."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def wait_until_ready(process: subprocess.Popen, base: str) -> None:
    """Waits for the first answer; a portal that ends before is an error."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"make run ended with status {process.returncode}")
        try:
            fetch(base + "/")
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise AssertionError(f"no answer within {READY_WITHIN_SECONDS} s")


def look(base: str) -> None:
    """The pages of a first visit, ending on an article found by search."""
    for page in PAGES:
        status, text = fetch(base + page)
        print(f"  {status} {page} ({len(text)} characters)")
        assert status == 200, f"{page} answered {status}"
    for found in re.findall(r'(?:href|src)="(/static/[^"]+)"', fetch(base + "/")[1])[:5]:
        assert fetch(base + found)[0] == 200, f"{found} is missing"
    words = urllib.parse.quote("第一条")
    _, text = fetch(f"{base}/search/?q={words}&format=json")
    articles = [row["url"] for row in json.loads(text)["results"] if "article" in row["url"]]
    assert articles, "search finds no article"
    status, text = fetch(urllib.parse.urljoin(base, articles[0]))
    print(f"  {status} {articles[0]} ({len(text)} characters)")
    assert status == 200 and "第一条" in text, "the article does not show"
    assert fetch(base + "/no-such-page/")[0] == 404


@contextmanager
def running(**environment: str) -> Iterator[str]:
    """`make run` on a free port; yields its address, and leaves no process behind."""
    port = free_port()
    started = time.monotonic()
    process = subprocess.Popen(
        ["make", "--no-print-directory", "run", f"PORT={port}"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}")
        print(f"Ready after {time.monotonic() - started:.0f} s")
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "something still listens"
    print("Stopped cleanly.")


def surroundings(folder: str, **more: str) -> dict[str, str]:
    """The environment of a new portal whose state lies in the folder."""
    environment = {**os.environ, "PORTAL_VAR": folder, **more}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return environment


def main() -> int:
    """Answer 0 when everything was seen."""
    with tempfile.TemporaryDirectory() as folder, running(**surroundings(folder)) as base:
        look(base)
    return 0


if __name__ == "__main__":
    sys.exit(main())
