"""Brings the index up to what is public now, for some pages, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from wagtail.models import Page

from . import vocabulary
from .conf import embedded
from .documents import build_public
from .models import IndexedDocument

PAGES_AT_ONCE = 200


def refresh(pages: Any) -> None:
    """Make the entries of a QuerySet of pages say what is public; hidden pages lose theirs."""
    refresh_ids(list(pages.values_list("pk", flat=True)))


def refresh_ids(ids: list[int]) -> None:
    """The same for pages whose keys are known."""
    with transaction.atomic():
        for chunk in chunks(ids):
            _refresh(chunk)


def refresh_subtree(page_id: int) -> None:
    """The same for a page and everything below it, wherever it stands now."""
    path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
    if path:
        refresh(Page.objects.filter(path__startswith=path))


def forget(page_ids: Iterable[int]) -> None:
    """Remove everything about pages that are gone."""
    embedded().delete(pages=list(page_ids))


def _refresh(ids: list[int]) -> None:
    entries = list(build_public(ids))
    stored = IndexedDocument.objects.filter(page__in=ids).values_list("key", flat=True)
    if gone := set(stored) - {entry.key for entry in entries}:
        embedded().delete(keys=gone)
    embedded().write(entries)
    vocabulary.learn(entries)


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in lists of at most `PAGES_AT_ONCE`."""
    stream = iter(ids)
    while chunk := list(islice(stream, PAGES_AT_ONCE)):
        yield chunk
