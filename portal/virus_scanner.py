"""Asks a virus scanner (病毒扫描): clamd by its own protocol, where one is configured.

Without one, files are refused by the signature alone by which scanners are tried. A scanner that is
configured and does not answer refuses everything: what was not looked at is never taken.
"""

from __future__ import annotations

import logging
import re
import socket
import struct

from portal.filereaders.found import Unreadable

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20
_CHUNK_BYTES = 64 * 1024
_LONGEST_ANSWER = 4096
_VIRUS = re.compile(r"stream: (.{1,80}) FOUND")


def demand_clean(data: bytes, scanner: str) -> None:
    """Refuse a file that the scanner at `scanner` (`host:port` or a socket's path) complains of.

    Refuses also when it does not answer or answers anything else than that all is well.
    """
    if not scanner:
        return
    try:
        answer = _asked(data, scanner)
    except OSError as error:
        logger.warning("The virus scanner does not answer: %s", error)
        raise Unreadable("scanner_silent") from None
    virus = _VIRUS.match(answer)
    if virus:
        raise Unreadable("virus", name=f" ({virus.group(1)})")
    if answer != "stream: OK":
        logger.warning("The virus scanner answers: %r", answer)
        raise Unreadable("scanner_silent")


def _asked(data: bytes, scanner: str) -> str:
    """The answer of clamd to INSTREAM: pieces with their lengths, then a length of nought."""
    with _connected(scanner) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK_BYTES):
            piece = data[start : start + _CHUNK_BYTES]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            more = line.recv(_LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(scanner: str) -> socket.socket:
    if scanner.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(TIMEOUT_SECONDS)
        if failure := line.connect_ex(scanner):
            line.close()
            raise OSError(failure, "the socket of the scanner does not open")
        return line
    host, _sign, port = scanner.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)
