"""Asks one address over many connections, bounded in time: `load.py ADDRESS CONNECTIONS SECONDS`.

A process of its own, so that asking takes nothing from who answers but the processor they share.
Prints requests, seconds and the 95th percentile in milliseconds as JSON. Loopback only.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from time import perf_counter
from urllib.parse import urlsplit

MOST_REQUESTS = 20_000


class Asker(threading.Thread):
    """One connection that asks again as soon as it has the answer."""

    def __init__(self, address: str, until: float) -> None:
        super().__init__()
        parts = urlsplit(address)
        self.place = (parts.hostname or "", parts.port or 80)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.words = f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
        self.until = until
        self.times: list[float] = []

    def run(self) -> None:
        """Asks until the time is over."""
        with socket.create_connection(self.place, timeout=20) as self.line:
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while perf_counter() < self.until and len(self.times) < MOST_REQUESTS:
                begun = perf_counter()
                self.ask()
                self.times.append((perf_counter() - begun) * 1000)

    def ask(self) -> None:
        """One request and its whole answer; anything but 200 ends the run."""
        self.line.sendall(self.words)
        seen = b""
        while b"\r\n\r\n" not in seen:
            seen += self._more()
        head, _blank, body = seen.partition(b"\r\n\r\n")
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise SystemExit(head.decode("latin-1"))
        lines = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        missing = int(lines[b"content-length"]) - len(body)
        while missing > 0:
            missing -= len(self._more())
        if b"close" in lines.get(b"connection", b""):
            self.line.close()
            self.line = socket.create_connection(self.place, timeout=20)

    def _more(self) -> bytes:
        part = self.line.recv(65_536)
        if not part:
            raise SystemExit("the server closed the connection")
        return part


def main(address: str, connections: int, seconds: float) -> None:
    """Runs the askers and prints what they saw."""
    if urlsplit(address).hostname != "127.0.0.1":
        raise SystemExit("loopback only")
    begun = perf_counter()
    askers = [Asker(address, begun + seconds) for _ in range(connections)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    times = sorted(time for asker in askers for time in asker.times)
    p95 = times[int(len(times) * 0.95)]
    print(json.dumps({"requests": len(times), "seconds": perf_counter() - begun, "p95": p95}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
