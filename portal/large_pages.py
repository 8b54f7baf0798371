"""Memory in large pages, where the system leaves that to its programs (大页).

For one answer some thousand places of memory are looked at, all over what a process holds. Of small
pages (4 KiB) a processor has only some at hand and walks through tables for each of the others,
up to a fifth of its own work on an answer where the process had been waiting for a moment.
Linux joins small pages to large ones (2 MiB) for a program that asks: see madvise(2). Its operator
decides in /sys/kernel/mm/transparent_hugepage/enabled: `never` is never asked.
"""

from __future__ import annotations

import re
from ctypes import CDLL, c_int, c_size_t, c_void_p
from pathlib import Path

SYSTEM = Path("/sys/kernel/mm/transparent_hugepage")
MAPS = Path("/proc/self/maps")
WANT_LARGE, JOIN_NOW = 14, 25
"""MADV_HUGEPAGE and MADV_COLLAPSE; a Linux before 6.1 knows only the first, and joins by and by."""

_OWN = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw-p 0+ 00:00 0 *(?:\[heap\])?$", re.MULTILINE)
"""A stretch of memory that belongs to the process alone and to no file."""


def join() -> bool:
    """Ask for large pages wherever one fits in; False where there are none, or nobody wants them.

    What comes to the process later is asked for the next time. Takes about a millisecond, and some
    more for each page that is new.
    """
    try:
        size, mapped = _size(), MAPS.read_text()
    except (OSError, ValueError):
        return False
    for first, last in _OWN.findall(mapped) if size else ():
        start, end = int(first, 16), int(last, 16)
        if end - start >= size:
            advise(start, end - start, WANT_LARGE)
            advise(start, end - start, JOIN_NOW)
    return size > 0


def advise(start: int, length: int, advice: int) -> None:
    """Tell the system about some memory; it is free not to listen."""
    call = CDLL(None).madvise
    call.argtypes = [c_void_p, c_size_t, c_int]
    call(start, length, advice)


def _size() -> int:
    """How many bytes a large page has; 0 where nobody wants them."""
    is_off = "[never]" in (SYSTEM / "enabled").read_text()
    return 0 if is_off else int((SYSTEM / "hpage_pmd_size").read_text())
