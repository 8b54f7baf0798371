"""Brings the index up to what is public now, for some pages, in the transaction of the change.

What is public is read in turn: read before, it might be what somebody else has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from wagtail.models import Page

from portal.models import FileUse

from . import vocabulary
from .conf import embedded
from .documents import Entry, build_public, build_public_one
from .engines.store import take_turn

PAGES_AT_ONCE = 200


def refresh(pages: Any) -> None:
    """Make the entries of a QuerySet of pages say what is public; hidden pages lose theirs."""
    refresh_ids(list(pages.values_list("pk", flat=True)))


def refresh_ids(ids: list[int]) -> None:
    """The same for pages whose keys are known."""
    with transaction.atomic():
        take_turn()
        for chunk in chunks(ids):
            _write(chunk, list(build_public(chunk)))


def refresh_page(page: Page) -> None:
    """The same for one page, as a publication asks for it: what it takes is prepared."""
    with transaction.atomic(savepoint=False):  # all or nothing is the act's own affair
        take_turn()
        _write([page.pk], list(build_public_one(page)))


def refresh_subtree(page_id: int) -> None:
    """The same for a page and everything below it, wherever it stands now."""
    path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
    if path:
        refresh(Page.objects.filter(path__startswith=path))


def forget(page_ids: Iterable[int]) -> None:
    """Remove everything about pages that are gone."""
    embedded().delete(pages=list(page_ids))


def refresh_files(documents: Any) -> None:
    """The entries of a QuerySet of files, wherever pages show them."""
    refresh(
        Page.objects.filter(pk__in=FileUse.objects.filter(document__in=documents).values("page"))
    )


def _write(ids: list[int], entries: list[Entry]) -> None:
    """What is not among `entries` of these pages goes."""
    embedded().replace(ids, entries)
    vocabulary.learn(entries)


def chunks(ids: Iterable[int], size: int = PAGES_AT_ONCE) -> Iterator[list[int]]:
    """Ids in lists of at most `size`."""
    stream = iter(ids)
    while chunk := list(islice(stream, size)):
        yield chunk
