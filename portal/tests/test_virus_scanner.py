"""A scanner that complains, one that is content, and one that is not there."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from portal.file_checking import check_file
from portal.problems import Refused


class Scanner(threading.Thread):
    """Answers one file as clamd would, by what it was told to say; keeps what it was sent."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.seen = answer, b""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.settimeout(10)

    def run(self) -> None:
        line, _address = self.listening.accept()
        with line, line.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!L", sent.read(4))[0]:
                self.seen += sent.read(length)
            line.sendall(self.answer)


@pytest.fixture
def scanner(settings, request) -> Iterator[Scanner]:
    """A scanner on a port of its own that says the parameter."""
    thread = Scanner(request.param)
    thread.start()
    port = thread.listening.getsockname()[1]
    settings.PORTAL = {**settings.PORTAL, "SCANNER": f"127.0.0.1:{port}"}
    yield thread
    thread.join(10)
    thread.listening.close()


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as error:
        check_file(data, name="a.txt")
    return str(error.value)


@pytest.mark.parametrize("scanner", [b"stream: OK\0"], indirect=True)
def test_a_file_of_which_the_scanner_says_nothing_is_taken(scanner) -> None:
    assert check_file(b"x" * 200_000, name="a.txt").size == 200_000
    assert (len(scanner.seen), set(scanner.seen)) == (200_000, {ord("x")})


@pytest.mark.parametrize("scanner", [b"stream: Demo.Virus FOUND\0"], indirect=True)
def test_a_file_with_a_virus_is_refused_by_its_name(scanner) -> None:
    assert "Demo.Virus" in refusal(b"x")


@pytest.mark.parametrize("scanner", [b"INSTREAM size limit exceeded. ERROR\0", b""], indirect=True)
def test_a_scanner_that_says_anything_else_lets_nothing_through(scanner) -> None:
    assert "病毒扫描" in refusal(b"x")


def test_a_scanner_that_is_not_there_lets_nothing_through(settings, tmp_path) -> None:
    for place in ("127.0.0.1:9", str(tmp_path / "none.sock")):
        settings.PORTAL = {**settings.PORTAL, "SCANNER": place}
        assert "病毒扫描" in refusal(b"x")
