"""Addresses that pages leave behind (旧地址): Wagtail's own redirects, in batches that fit.

Wagtail looks for clashes of two thousand redirects in one condition of as many alternatives; SQLite
refuses more than a thousand, so that a section with so many pages could not be moved.
"""

from __future__ import annotations

from typing import Any

from wagtail.contrib.redirects import signal_handlers

MOST = 300


class FittingBatch(signal_handlers.BatchRedirectCreator):
    """A batch of redirects (旧地址批次) that every database can look up at once."""

    def __init__(self, max_size: int, **options: Any) -> None:
        super().__init__(min(max_size, MOST), **options)


def take_place() -> None:
    """From now on Wagtail writes redirects in such batches."""
    signal_handlers.BatchRedirectCreator = FittingBatch
