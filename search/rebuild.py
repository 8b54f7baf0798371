"""Makes the whole index again from what is public now, in batches, and says what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from . import vocabulary
from .conf import embedded
from .documents import build_public, public_ids
from .engines.base import Engine
from .refresh import chunks

Progress = Callable[[int, int], None]
PAGES_A_STEP = 50
"""Whoever publishes waits for one step at most."""


@dataclass
class Report:
    """What a rebuild did: entries, pages, the pages that failed with the reason, seconds."""

    documents: int = 0
    pages: int = 0
    errors: dict[int, str] = field(default_factory=dict)
    seconds: float = 0.0

    def failed(self, page_id: int, error: Exception) -> None:
        """Note a page that could not be read; the others go on."""
        self.errors[page_id] = f"{type(error).__name__}: {error}"[:300]


def rebuild(
    *, fresh: bool = False, progress: Progress | None = None, engine: Engine | None = None
) -> Report:
    """Write all public pages, then drop what is not public any more.

    In place readers keep finding everything meanwhile, and what is published or withdrawn meanwhile
    is as if it came after. An index made by another analysis is made anew whatever was asked.
    `progress` is told pages done and pages in all.
    """
    target = engine or embedded()
    report = Report()
    with _timed(report), target.begin_rebuild(fresh=fresh or target.health().outdated) as session:
        ids = public_ids()
        for chunk in chunks(ids, PAGES_A_STEP):
            report.documents += session.write(build_public(chunk, failed=report.failed))
            report.pages += len(chunk)
            if progress:
                progress(report.pages, len(ids))
    if target is embedded():
        vocabulary.rebuild()
    return report


@contextmanager
def _timed(report: Report) -> Iterator[None]:
    started = perf_counter()
    yield
    report.seconds = perf_counter() - started
