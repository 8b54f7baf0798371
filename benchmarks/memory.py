"""The most memory that a rebuild and a comparison ask for, each in a process of its own.

`outside.py --memory` calls it: at so many documents and at four times as many, for what is flat
asks for the same at both. The high-water mark is the kernel's of this process's own memory
(`VmHWM`, Linux only); the one of `getrusage` would begin with what the parent held. The file of the
database is read, not mapped: its pages are the kernel's to take back, but would count as ours.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from corpus import documents
from ground import start

TIMES = 4
MOST = 1.1
WORKS = ("rebuild", "comparison")


def compare(folder: str, count: int, environment: Mapping[str, str]) -> None:
    """Fills the portal in `folder` up to `count`, then four times as many; measures at both."""
    from loading import load

    from portal.pages.models import NoticeSection
    from search.models import IndexedDocument

    texts, peaks = documents(TIMES * count), []
    for wanted in (count, TIMES * count):
        section = NoticeSection.objects.get()
        load(section, islice(texts, wanted - IndexedDocument.objects.count()))
        peaks.append({name: _in_a_fresh_process(folder, name, environment) for name in WORKS})
    for name in WORKS:
        few, many = (found[name] for found in peaks)
        print(
            f"{name}: peak at {TIMES * count} / at {count}: {many:.1f} / {few:.1f} MB; "
            f"ratio {many / few:.2f}   goal <= {MOST}"
        )


def _in_a_fresh_process(folder: str, name: str, environment: Mapping[str, str]) -> float:
    command = [sys.executable, __file__, folder, name]
    said = subprocess.run(
        command, env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE, text=True
    )
    done, before, most, seconds = said.stdout.split()
    print(
        f"  {name} of {done} in a fresh process: peak {most} MB ({before} before it began), "
        f"{seconds} s",
        flush=True,
    )
    return float(most)


def peak() -> float:
    """The most this process has held so far, in megabytes."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def work(name: str) -> None:
    """In the fresh process: one of the two, and what it asked for."""
    from django.db import connection

    from search.conf import outside
    from search.rebuilding import rebuild_outside
    from search.reconcile import reconcile

    indices = outside()
    assert indices is not None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA mmap_size=0")
    before, begun = peak(), time.perf_counter()
    if name == "rebuild":
        done = rebuild_outside(indices).documents
    else:
        found = reconcile(indices)
        assert found.in_step, found.counts
        done = found.compared
    print(f"{done} {before:.1f} {peak():.1f} {time.perf_counter() - begun:.1f}")


if __name__ == "__main__":
    start(sys.argv[1])
    work(sys.argv[2])
