"""Memory goes into large pages where the system has any and its operator wants them."""

from __future__ import annotations

import re
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from pathlib import Path
from platform import release

import pytest

from portal import afterwards, large_pages

LARGE, SMALL = 2 << 20, 4096
MAPPED = """\
00400000-00500000 r-xp 00000000 fe:00 1234                               /usr/bin/python3
10000000-10400000 rw-p 00000000 00:00 0                                  [heap]
20000000-20a00000 rw-p 00000000 00:00 0
30000000-30100000 rw-p 00000000 00:00 0
40000000-50000000 r--s 00000000 fe:00 5678                               /var/portal.sqlite3
60000000-60800000 rw-s 00000000 00:01 9                                  /dev/zero (deleted)
70000000-70800000 rw-p 00001000 fe:00 1234                               /usr/bin/python3
7ff000000-7ff800000 rw-p 00000000 00:00 0                                [stack]
"""


@pytest.fixture
def system(tmp_path, monkeypatch) -> Path:
    """A system whose settings and memory are files of a test."""
    (tmp_path / "hpage_pmd_size").write_text(f"{LARGE}\n")
    (tmp_path / "enabled").write_text("always [madvise] never\n")
    (tmp_path / "maps").write_text(MAPPED.replace("00:00 0\n", "00:00 0 \n"))  # as Linux has it
    monkeypatch.setattr(large_pages, "SYSTEM", tmp_path)
    monkeypatch.setattr(large_pages, "MAPS", tmp_path / "maps")
    return tmp_path


@pytest.fixture
def asked(monkeypatch) -> list[tuple[int, int, int]]:
    """What was asked of the system."""
    found: list[tuple[int, int, int]] = []
    monkeypatch.setattr(large_pages, "advise", lambda *one: found.append(one))
    return found


def test_memory_of_its_own_is_asked_for_where_a_large_page_fits_in(system, asked):
    assert large_pages.join()
    wanted, now = large_pages.WANT_LARGE, large_pages.JOIN_NOW
    assert asked == [
        (0x10000000, 2 * LARGE, wanted),
        (0x10000000, 2 * LARGE, now),
        (0x20000000, 5 * LARGE, wanted),
        (0x20000000, 5 * LARGE, now),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("enabled", "always madvise [never]\n"),
        ("enabled", None),
        ("hpage_pmd_size", None),
        ("hpage_pmd_size", "?"),
        ("maps", None),
    ],
)
def test_nothing_is_asked_for_where_there_are_none_or_nobody_wants_them(system, asked, name, text):
    if text is None:
        (system / name).unlink()
    else:
        (system / name).write_text(text)
    assert not large_pages.join()
    assert asked == []


def test_they_are_asked_for_again_after_some_answers(monkeypatch):
    times: list[bool] = []
    monkeypatch.setattr(afterwards.large_pages, "join", lambda: times.append(True))
    for _ in range(2 * afterwards.JOINED_EACH):
        afterwards._sent()
    assert len(times) == 2


@pytest.mark.parametrize("was_used", [False, True])
def test_the_system_does_as_it_is_asked(was_used):
    if "[never]" in _told("enabled") or not _told("hpage_pmd_size"):
        pytest.skip("this system has no large pages for those who ask (transparent_hugepage)")
    if was_used and _linux() < (6, 1):
        pytest.skip("Linux before 6.1 joins pages that are in use by and by")
    before = _of_large_pages()
    memory = mmap(-1, 4 * LARGE, flags=MAP_PRIVATE | MAP_ANONYMOUS)
    if was_used:
        _use(memory)
    assert large_pages.join()
    _use(memory)
    assert _of_large_pages() - before >= 3 * LARGE
    memory.close()


def _use(memory: mmap) -> None:
    for place in range(0, len(memory), SMALL):
        memory[place] = 1


def _linux() -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release())[:2])


def _told(name: str) -> str:
    found = large_pages.SYSTEM / name
    return found.read_text() if found.exists() else ""


def _of_large_pages() -> int:
    """Bytes of this process that lie in large pages."""
    told = Path("/proc/self/smaps_rollup").read_text()
    return 1024 * int(re.search(r"AnonHugePages: +(\d+)", told)[1])
