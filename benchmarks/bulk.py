"""How fast notices are loaded, whether the rate holds at ten times the size, what a kill leaves.

    .venv/bin/python benchmarks/bulk.py [--small 5000] [--large 50000] [--corpus FILE.json]

Prints documents a second with revision and index, the ratio of the two rates, and the state of the
database after a loader was killed in the middle.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter, process_time, sleep

from corpus import documents
from ground import portal, start


def rate(count: int, source: Path | None) -> tuple[float, float]:
    """Documents a second over the last 5,000 of `count`, on a fresh portal: wall and processor."""
    with portal():
        from loading import load, tree_problems

        from portal.pages.models import NoticeSection

        section = NoticeSection.objects.get()
        texts = list(documents(count, source))
        tail = min(5_000, count)
        load(section, texts[:-tail])
        begun, worked = perf_counter(), process_time()
        load(section, texts[-tail:])
        found = tail / (perf_counter() - begun), tail / (process_time() - worked)
        problems = tree_problems()
        if problems:
            sys.exit(f"the tree is not sound: {problems}")
    return found


def killed(source: Path | None) -> str:
    """Kills a loader in its middle and says what is left."""
    with portal() as folder:
        from loading import BATCH, tree_problems

        from portal.pages.models import Notice
        from search.models import IndexedDocument

        child = subprocess.Popen([sys.executable, __file__, "--into", folder, "--small", "20000"])
        while Notice.objects.count() < 4 * BATCH:
            sleep(0.05)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        left = Notice.objects.count()
        indexed = IndexedDocument.objects.filter(kind="notice").count()
        is_whole = left % BATCH == 0 and indexed == left and not tree_problems()
        verdict = "whole batches, tree sound" if is_whole else "NOT WHOLE"
        return f"{left} notices, {indexed} index entries: {verdict}"


def main() -> None:
    """Each size runs in a process of its own, so that one cannot warm the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=5_000)
    parser.add_argument("--large", type=int, default=50_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--only", type=int, help="measure one size and print its rate")
    parser.add_argument("--into", help="load into this folder until killed")
    options = parser.parse_args()
    if options.into:
        start(options.into)
        from loading import load

        from portal.pages.models import NoticeSection

        load(NoticeSection.objects.get(), documents(options.small, options.corpus))
    elif options.only:
        print(*rate(options.only, options.corpus))
    else:
        rates = [_in_child(size, options.corpus) for size in (options.small, options.large)]
        for size, (wall, worked) in zip((options.small, options.large), rates, strict=True):
            print(
                f"load, {size:>6}: {wall:6.0f} documents/s, {worked:6.0f} a second of the "
                "processor   goal >= 1000"
            )
        (small, small_worked), (large, large_worked) = rates
        print(
            f"ratio of the two rates: {large / small:.2f} "
            f"(processor {large_worked / small_worked:.2f})   goal >= 0.80"
        )
        print(f"killed in the middle: {killed(options.corpus)}")


def _in_child(size: int, source: Path | None) -> tuple[float, float]:
    command = [sys.executable, __file__, "--only", str(size)]
    command += ["--corpus", str(source)] if source else []
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wall, worked = output.strip().splitlines()[-1].split()
    return float(wall), float(worked)


if __name__ == "__main__":
    main()
