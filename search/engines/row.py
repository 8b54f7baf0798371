"""A row of the index as it is stored, and how an entry becomes one (行)."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, datetime
from typing import NamedTuple

from search.documents.entry import Entry
from search.query import LONGEST_NUMBER
from search.text import fold, number_key


class Row(NamedTuple):
    """A row of `IndexedDocument` but for its id, as the index reads, compares and writes it."""

    key: str
    slot: int
    facet_set_id: int
    topic_set_id: int | None
    page_id: int
    part: str
    path: str
    kind: str
    title: str
    heading: str
    body: str
    folded: str
    doc_number: str
    number: str
    article_no: int | None
    chapter: str
    status: str
    published: date | None
    effective: date | None
    ends: date | None
    expires: datetime | None
    file_kind: str
    file_size: int | None
    seq: int

    @property
    def place(self) -> tuple[int, int]:
        """Where an index that has not been told yet looks for it."""
        return self.slot, self.page_id

    def leaves(self, whole: Set[int], now: datetime) -> bool:
        """Whether it goes when it is not given again."""
        return self.page_id in whole or (self.expires is not None and self.expires <= now)

    @property
    def gram_row(self) -> tuple[int, str]:
        """What the gram index holds of it."""
        return self.slot, self.folded


def row_of(entry: Entry, slot: int, facts: int, topics: int | None) -> Row:
    """The row of an entry at its slot, with the sets of its facts and topics."""
    return Row(
        key=entry.key,
        slot=slot,
        facet_set_id=facts,
        topic_set_id=topics,
        page_id=entry.page_id,
        part=entry.part,
        path=entry.path,
        kind=entry.kind,
        title=entry.title,
        heading=entry.heading,
        body=entry.body,
        folded="\n".join(map(fold, (entry.title, entry.heading, f"{entry.body}\n{entry.also}"))),
        doc_number=entry.doc_number,
        number=number_key(entry.doc_number)[:LONGEST_NUMBER],
        article_no=entry.article_no,
        chapter=entry.chapter,
        status=entry.status,
        published=entry.published,
        effective=entry.effective,
        ends=entry.ends,
        expires=entry.expires,
        file_kind=entry.file_kind,
        file_size=entry.file_size,
        seq=entry.seq,
    )
