"""Serves a portal that holds a corpus, for load scripts of peers: two workers, DEBUG off, loopback.

    .venv/bin/python benchmarks/serve.py [--corpus FILE.json] [--count 5000] [--port 8200]

Stops with Ctrl-C and leaves nothing behind.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from corpus import documents
from ground import ROOT, portal


def main() -> None:
    """Loads, prints the three addresses, and runs gunicorn until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--port", type=int, default=8200)
    options = parser.parse_args()
    with portal():
        from loading import load

        from portal.pages.models import NoticeSection

        texts = list(documents(options.count, options.corpus))
        load(NoticeSection.objects.get(), texts)
        base = f"http://127.0.0.1:{options.port}"
        print(f"item    {base}/notices/{texts[len(texts) // 2].slug}/")
        print(f"list    {base}/notices/")
        print(f"search  {base}/search/?q=社区", flush=True)
        bind = f"127.0.0.1:{options.port}"
        command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--worker-class", "gthread"]
        subprocess.run([*command, "--bind", bind, "portal.wsgi"], cwd=ROOT, check=False)


if __name__ == "__main__":
    main()
