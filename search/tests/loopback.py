"""Small servers on the loopback address that answer what a test tells them, and note the question.

They stand for what is not Elasticsearch, or not the right one; what Elasticsearch itself does is
tried on a real server.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

PRODUCT = {"X-Elastic-Product": "Elasticsearch"}


@dataclass
class Loopback:
    """Where it listens, and the headers of all requests it got."""

    url: str
    asked: list[dict[str, str]] = field(default_factory=list)


def node(version: str) -> dict[str, Any]:
    """What `_nodes` says of one node of this release."""
    return {"nodes": {"a": {"version": version}}, "has_all_requested": True}


@contextmanager
def loopback(
    answer: Any,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    pem: Path | None = None,
) -> Iterator[Loopback]:
    """A server that answers every request alike; over TLS when it is given a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append({name.lower(): value for name, value in self.headers.items()})
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scheme = "http"
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem / "certificate.pem", pem / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_words: None  # type: ignore[method-assign]
        scheme = "https"
    found = Loopback(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
