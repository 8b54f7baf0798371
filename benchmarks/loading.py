"""Loads notices in whole batches: page, revision, publication row and index entry of each.

For benchmarks only. An interrupted run leaves whole batches, because each batch is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from corpus import Text
from django.db import transaction
from wagtail.models import Page

from portal.pages.models import NoticeSection
from portal.pages.tests.bulk import add_notices
from search.conf import embedded
from search.documents import build
from search.engines.store import room_for_loading

BATCH = 500


def load(section: NoticeSection, texts: Iterable[Text], *, batch: int = BATCH) -> int:
    """Appends a live notice per text below `section`; returns how many were written."""
    stream, written = iter(texts), 0
    with room_for_loading():
        while chunk := list(islice(stream, batch)):
            with transaction.atomic():
                embedded().write(build(add_notices(section, chunk)))
            written += len(chunk)
    return written


def tree_problems() -> list[str]:
    """What treebeard finds wrong with the tree; empty when it is sound."""
    names = ("evil characters", "bad steps", "orphans", "wrong depth", "wrong numchild")
    found = Page.find_problems()
    return [f"{name}: {len(ids)}" for name, ids in zip(names, found, strict=True) if ids]
