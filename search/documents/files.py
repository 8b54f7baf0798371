"""Entries of files for download (附件): each file that a public page shows, with its text.

A file is found with its page and through it only; what is repeated in its entry is the page's. Only
the version that everybody gets counts, and never what a file hides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from wagtail.models import CollectionViewRestriction

from portal.models import FileUse
from portal.prepared import PreparedList

from .entry import MAIN, Entry

KIND = "file"
LONGEST_PATH = 100
_FACTS = (
    "page_id",
    "document_id",
    "document__title",
    "document__file",
    "document__versions__kind",
    "document__versions__size",
    "document__versions__reading__text",
)


class FoundFile(NamedTuple):
    """What the index needs of a file that everybody may have."""

    page_id: int
    document_id: int
    title: str
    stored: str
    kind: str
    size: int
    text: str | None


def _served(pages: Collection[int]) -> QuerySet[FileUse, tuple[object, ...]]:
    """Uses of files in the version that is served, without those of guarded collections."""
    below = ExpressionWrapper(OuterRef("document__collection__path"), output_field=CharField())
    guards = CollectionViewRestriction.objects.annotate(below=below)
    guards = guards.filter(below__startswith=F("collection__path"))
    rows = FileUse.objects.filter(page__in=pages, document__versions__file=F("document__file"))
    return rows.filter(~Exists(guards)).order_by("page_id", "document_id").values_list(*_FACTS)


_SERVED = PreparedList(_served)


def files_of(pages: Sequence[int]) -> Mapping[int, list[FoundFile]]:
    """The files of public pages, by page; one statement."""
    found: dict[int, list[FoundFile]] = defaultdict(list)
    for row in map(FoundFile._make, _SERVED.rows(pages)):
        found[row.page_id].append(row)
    return found


def entries(
    page_entries: Iterable[Entry], files: Mapping[int, Sequence[FoundFile]]
) -> Iterator[Entry]:
    """One entry for each file of the pages whose own entries are given."""
    for entry in page_entries:
        if entry.part == MAIN:
            for file in files.get(entry.page_id, ()):
                yield _entry(entry, file)


def part_of(document_id: int) -> str:
    """The part of a page that a file is."""
    return f"file-{document_id}"


def _entry(page: Entry, file: FoundFile) -> Entry:
    name = file.stored.rsplit("/", 1)[-1]
    return replace(
        page,
        part=part_of(file.document_id),
        path=f"/documents/{file.document_id}/{name}"[:LONGEST_PATH],
        kind=KIND,
        heading=file.title,
        body=file.text or "",
        file_kind=file.kind,
        file_size=file.size,
    )
