"""The words that readers may be offered or corrected to (词表), gathered from public texts.

Titles, headings, topics, defined terms and synonyms are offered while typing; short runs of text
(社区矫正 between two commas) and Latin words only serve to mend misspelt queries. A word is shown
only while some public text holds it, so the table may be behind without giving anything away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal.prepared import PreparedList

from .documents.entry import Entry
from .engines.dialect import dialect
from .expansion import group_of
from .models import FacetValue, IndexedDocument, SynonymGroup, Vocabulary
from .text import HAN, fold

TITLE, HEADING, TOPIC, TERM, SYNONYM = "title", "heading", "topic", "term", "synonym"
TEXT = "text"
OFFERED = (TOPIC, TERM, SYNONYM, TITLE, HEADING)
"""Sources of words offered while typing, the most telling first."""
BASE = {TOPIC: 500, TERM: 300, SYNONYM: 200, TITLE: 100, HEADING: 50, TEXT: 0}
"""What a word weighs before its uses are counted."""
LONGEST = 60
MOST_WORDS = 50_000
AT_ONCE = 500
READ = 6_000
"""Characters of a text that are read for words."""

_NUMBERED = re.compile(r"^第[零〇一二三四五六七八九十百千0-9]+[编章节条]\s*")
_KINDS = "办法|条例|规定|规则|制度|章程|细则|公约"
_DEFINED = re.compile(rf"本(?:{_KINDS})?所称(?:的)?([{HAN}]{{2,12}}?)[,，是]")
_RUN = re.compile(rf"(?<![{HAN}])[{HAN}]{{2,8}}(?![{HAN}])")
_SENTENCE = re.compile(r"[。，；！？,;!?]")
_LATIN = re.compile(r"(?<![a-z0-9'-])[a-z]{4,20}(?![a-z0-9'-])")


@dataclass(frozen=True)
class Word:
    """One word found in a text: as written, folded, and where it comes from."""

    written: str
    folded: str
    source: str


def words_in(title: str, heading: str, chapter: str, folded: str) -> Iterator[Word]:
    """All words of one document; a word may come more than once."""
    yield from _named(title, TITLE)
    yield from _named(_NUMBERED.sub("", chapter), HEADING)
    if not _SENTENCE.search(heading):
        yield from _named(_NUMBERED.sub("", heading), HEADING)
    read = folded[:READ]
    for found in _DEFINED.findall(read):
        yield Word(found, found, TERM)
    for pattern in (_RUN, _LATIN):
        for found in pattern.findall(read):
            yield Word(found, found, TEXT)


def _named(written: str, source: str) -> Iterator[Word]:
    written = " ".join(written.split())
    folded = fold(written)
    if 2 <= len(folded) <= LONGEST:
        yield Word(written, folded, source)


def rebuild() -> int:
    """Bring the whole table up to the index; returns how many words it has.

    What is learnt meanwhile stays: only words that were there before may go.
    """
    rows = Vocabulary.objects.values_list("folded", "word", "source", "weight")
    before = {folded: rest for folded, *rest in rows}
    gathered = _all_gathered().rows()
    _put([row for row in gathered if before.get(row.folded) != [row.word, row.source, row.weight]])
    _forget(before.keys() - {row.folded for row in gathered})
    return len(gathered)


def _all_gathered() -> _Gathered:
    gathered = _Gathered()
    fields = ("title", "heading", "chapter", "folded")
    for row in IndexedDocument.objects.values_list(*fields).iterator(chunk_size=500):
        gathered.add(words_in(*row))
    gathered.add(_topics())
    gathered.add(_synonyms())
    return gathered


def _put(rows: Collection[Vocabulary]) -> None:
    """Insert words or replace them, some at a time, each time in turn with all who write here."""
    for batch in _batches(sorted(rows, key=lambda row: row.folded)):
        with transaction.atomic():
            dialect().take_turn()
            _upsert(batch)


def _upsert(rows: Sequence[Vocabulary]) -> None:
    Vocabulary.objects.bulk_create(
        rows,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["folded"],
        update_fields=["word", "source", "weight"],
    )


def _forget(words: Iterable[str]) -> None:
    for batch in _batches(sorted(words)):
        with transaction.atomic():
            dialect().take_turn()
            Vocabulary.objects.filter(folded__in=batch).delete()


def _batches(found: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE))


_WEIGHTS = PreparedList(
    lambda words: Vocabulary.objects.filter(folded__in=words).values_list("folded", "weight"),
    sample=lambda place: f"~{place}",
)


def learn(entries: Iterable[Entry]) -> None:
    """Add titles, headings and topics just published; words of the texts wait for a rebuild.

    Whoever wrote the entries before, in the same transaction, has the turn already.
    """
    gathered = _Gathered()
    for entry in entries:
        gathered.add(words_in(entry.title, entry.heading, entry.chapter, ""))
        gathered.add(word for topic in entry.topics for word in _named(topic, TOPIC))
    rows = {row.folded: row for row in gathered.rows()}
    weights = dict(_WEIGHTS.rows(list(rows)[:MOST_WORDS]))
    if new := [row for folded, row in rows.items() if weights.get(folded, 0) < row.weight]:
        _upsert(new)


def _topics() -> Iterator[Word]:
    values = FacetValue.objects.filter(facet="topic").values_list("value", flat=True)
    for value in values.distinct():
        yield from _named(value, TOPIC)


def _synonyms() -> Iterator[Word]:
    for group in SynonymGroup.objects.filter(is_active=True):
        for word in group_of(group.words):
            yield from _named(word, SYNONYM)


class _Gathered:
    """Words with their uses; of several sources the most telling one counts."""

    def __init__(self) -> None:
        self.uses: dict[str, int] = {}
        self.words: dict[str, Word] = {}

    def add(self, words: Iterable[Word]) -> None:
        """Count the words of one document, each once."""
        for word in {(word.folded, word.source): word for word in words}.values():
            self.uses[word.folded] = self.uses.get(word.folded, 0) + 1
            kept = self.words.get(word.folded)
            if kept is None or BASE[word.source] > BASE[kept.source]:
                self.words[word.folded] = word

    def rows(self) -> list[Vocabulary]:
        """The heaviest words as rows."""
        rows = [
            Vocabulary(
                word=word.written[:100],
                folded=folded,
                source=word.source,
                weight=BASE[word.source] + self.uses[folded],
            )
            for folded, word in self.words.items()
        ]
        return sorted(rows, key=lambda row: -row.weight)[:MOST_WORDS]
