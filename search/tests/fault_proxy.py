"""A proxy on loopback that plays the faults of a network and of a server, one after the other.

It stands before a real server and passes on what it is not told to spoil. Knows nothing of the
portal. What it was asked, and when, is kept in `seen`.
"""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

SPOILED = ("host", "connection", "content-length", "accept-encoding", "transfer-encoding")


MARK = {
    "X-Elastic-Product": "Elasticsearch",
    "Content-Type": "application/vnd.elasticsearch+json;compatible-with=8",
}
"""By these a client knows an answer for one of its server."""


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    at: float
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False, default=b"")

    @property
    def is_bulk(self) -> bool:
        """Whether it carries changes."""
        return self.path.partition("?")[0].endswith("/_bulk") or self.path.startswith("/_bulk")


Fault = Callable[["Handler", Seen], bool]
"""Spoils one request; True when it has dealt with it."""


def hang(seconds: float = 60.0) -> Fault:
    """Accepts and never answers."""

    def play(handler: Handler, seen: Seen) -> bool:
        handler.proxy.released.wait(seconds)
        handler.close_connection = True
        return True

    return play


def slow(seconds: float) -> Fault:
    """Answers rightly, but late."""

    def play(handler: Handler, seen: Seen) -> bool:
        handler.proxy.released.wait(seconds)
        return False

    return play


def reset(handler: Handler, seen: Seen) -> bool:
    """Breaks the connection off in the middle of the answer; the server has done its work."""
    status, headers, body = handler.asked_upstream(seen)
    handler.begin(status, headers, len(body) + 100)
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.close_connection = True
    return True


def status(code: int, reason: str = "fault_of_the_proxy") -> Fault:
    """Refuses every request with an answer as the server words it."""

    def play(handler: Handler, seen: Seen) -> bool:
        error = {"error": {"type": reason, "reason": reason}, "status": code}
        handler.answer(code, {"Content-Type": "application/json"}, json.dumps(error).encode())
        return True

    return play


def refused_entries(which: Callable[[str], bool], code: int, kind: str) -> Fault:
    """Of a bulk some entries are refused, by key, and never reach the server."""

    def play(handler: Handler, seen: Seen) -> bool:
        if not seen.is_bulk:
            return False
        kept, places = _without(seen.body, which)
        untouched = (200, dict(MARK), b"")
        code_, headers, body = handler.asked_upstream(seen, body=kept) if kept else untouched
        answer = json.loads(body) if body else {"took": 0, "items": []}
        for place, action, key in places:
            error = {"type": kind, "reason": f"refused by the proxy: {kind}"}
            item = {action: {"_id": key, "status": code, "error": error}}
            answer["items"].insert(place, item)
        answer["errors"] = bool(places) or answer.get("errors", False)
        handler.answer(code_, headers, json.dumps(answer).encode())
        return True

    return play


def first_entries(body: bytes, count: int) -> bytes:
    """A bulk that ends after so many entries."""
    actions = islice(_actions(iter(body.splitlines(keepends=True))), count)
    return b"".join(text for _, _, texts in actions for text in texts)


def _without(body: bytes, which: Callable[[str], bool]) -> tuple[bytes, list[tuple[int, str, str]]]:
    """The bulk without the entries refused, and (place, action, key) of those."""
    lines = iter(body.splitlines(keepends=True))
    kept, places = [], []
    for place, line in enumerate(_actions(lines)):
        action, facts, texts = line
        if which(facts["_id"]):
            places.append((place, action, facts["_id"]))
        else:
            kept += texts
    return b"".join(kept), places


def _actions(lines: Iterator[bytes]) -> Iterator[tuple[str, dict[str, Any], list[bytes]]]:
    for line in lines:
        ((action, facts),) = json.loads(line).items()
        yield action, facts, [line] if action == "delete" else [line, next(lines)]


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Any

    @property
    def proxy(self) -> FaultProxy:
        proxy: FaultProxy = self.server.proxy
        return proxy

    def setup(self) -> None:
        """Another connection is open."""
        super().setup()
        self.proxy.links.add(self.connection)

    def finish(self) -> None:
        """It is open no more."""
        self.proxy.links.discard(self.connection)
        super().finish()

    def _work(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = Seen(time.monotonic(), self.command, self.path, headers, body)
        self.proxy.seen.append(seen)
        try:
            fault = self.proxy.fault
            if fault is None or not fault(self, seen):
                self.answer(*self.asked_upstream(seen))
        except OSError:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _work

    def asked_upstream(
        self, seen: Seen, *, body: bytes | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """What the real server answers; refuses the connection when there is none."""
        host = self.proxy.upstream
        if not host:
            return 503, {"Content-Type": "application/json"}, b'{"error": "no server"}'
        link = http.client.HTTPConnection(host, timeout=60)
        headers = {name: value for name, value in seen.headers.items() if name not in SPOILED}
        try:
            link.request(seen.method, seen.path, seen.body if body is None else body, headers)
            answer = link.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except (OSError, http.client.HTTPException):
            raise ConnectionError("the server behind the proxy is away") from None
        finally:
            link.close()

    def answer(self, code: int, headers: dict[str, str], body: bytes) -> None:
        """A whole answer."""
        self.begin(code, headers, len(body))
        if self.command != "HEAD":
            self.wfile.write(body)

    def begin(self, code: int, headers: dict[str, str], length: int) -> None:
        """The head of an answer."""
        self.send_response_only(code)
        for name, value in headers.items():
            if name.lower() not in SPOILED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Tests are quiet."""


class FaultProxy:
    """The proxy: `fault` spoils what comes, without one all is passed on; `stop` refuses."""

    def __init__(self, upstream: str = "") -> None:
        self.upstream = urlsplit(upstream).netloc if "//" in upstream else upstream
        self.fault: Fault | None = None
        self.seen: list[Seen] = []
        self.links: set[socket.socket] = set()
        self.released = threading.Event()
        self.server: ThreadingHTTPServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens, also while it refuses."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def bulks(self) -> list[Seen]:
        """The requests that carried changes."""
        return [one for one in self.seen if one.is_bulk]

    def start(self) -> None:
        """Listen, at the same place as before."""
        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler, bind_and_activate=False)
        server.allow_reuse_address = server.daemon_threads = True
        server.server_bind()
        server.server_activate()
        server.proxy = self  # type: ignore[attr-defined]
        self.server, self.port = server, server.server_port
        self.released.clear()
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Refuse connections, and cut off those that are open; those that hang are let go."""
        self.released.set()
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
        for link in [*self.links]:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)


@contextmanager
def fault_proxy(upstream: str = "") -> Iterator[FaultProxy]:
    """A proxy that is surely stopped."""
    proxy = FaultProxy(upstream)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
