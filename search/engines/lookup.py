"""Questions to the tables of the embedded index, each one statement: counts, slots, documents.

Filters are written here once and hold for counts, both tiers and cited articles alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from search.models import IndexedDocument
from search.query import ENDED, SearchQuery
from search.ranking import Candidate
from search.text import Phrase, in_full

from .dialect import dialect
from .slots import FIRST_DAY, SLOT_BITS, first_slot
from .source import ALL, Source

JUDGED_CHARACTERS = 6_000
"""So much of a text is read for ranking; matching reads all of it."""


class Reading(NamedTuple):
    """What is read of a text, in SQL, and what is `known` of that of a page, and not read."""

    sql: str
    known: str = ""


UNREAD = Reading("''")
UNCUT = Reading("d.folded")
JUDGED = Reading(f"substr(d.folded, 1, {JUDGED_CHARACTERS})")


def judged(known: str) -> Reading:
    """Of a page whose text is `known` only the title; of anything else what is judged."""
    return Reading(titles(), known) if known else JUDGED


def titles() -> str:
    """Of a page its title alone, in SQL, and of anything else what is judged."""
    title = f"substr(d.folded, 1, {dialect().POSITION}(d.folded, '\n'))"
    return f"CASE WHEN d.part = 'main' THEN {title} ELSE {JUDGED.sql} END"


Row = tuple[Any, ...]
Place = tuple[int, int]
"""The slot of a document, and its page: a slot may go to another, but hardly of the same page."""

_DAY = f"CASE WHEN d.slot < {1 << SLOT_BITS} THEN 0 ELSE (d.slot >> {SLOT_BITS}) + {FIRST_DAY} END"
_DOCUMENT = f"d.slot, d.key, d.page_id, d.part, d.kind, {{text}}, d.article_no, d.status, {_DAY}"
"""In the order of the fields of a `Candidate`; the score comes last."""
_CHOSEN = "SELECT facet_set_id FROM search_facetvalue WHERE facet = %s AND value IN ({marks})"


@dataclass
class Where:
    """A FROM and WHERE with its values, put together piece by piece."""

    source: Source = ALL
    sql: str = ALL.sql
    values: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, source: Source) -> Where:
        """What a dialect of the gram index matches."""
        return cls(source, source.sql, list(source.values))

    @classmethod
    def holding(cls, phrases: Sequence[Phrase], *, in_title: bool = False) -> Where:
        """Documents that hold every phrase whole; all of them without one."""
        return cls.of(dialect().holding(phrases, in_title=in_title)) if phrases else cls()

    @classmethod
    def holding_any(cls, pieces: Sequence[str], *, but: Sequence[Phrase] = ()) -> Where:
        """Documents that hold one of the pieces, without those that hold every phrase of `but`."""
        return cls.of(dialect().holding_any(pieces, but=but))

    @property
    def slot(self) -> str:
        """The slot of a document."""
        return self.source.slot

    def also(self, condition: str, *values: Any) -> Where:
        """The same with one condition more."""
        return Where(self.source, f"{self.sql} AND {condition}", [*self.values, *values])

    def dated(self, since: date | None, until: date | None) -> Where:
        """Published in a span of days, both inclusive; undated documents are in no span."""
        if since is None and until is None:
            return self
        low = max(first_slot(since), 1 << SLOT_BITS)
        high = first_slot(until) + (1 << SLOT_BITS) if until else 1 << 62
        return self.also(f"{self.slot} >= %s", low).also(f"{self.slot} < %s", high)

    def numbered(self, number: str) -> Where:
        """With all these parts in the document number; they hold nothing that LIKE reads."""
        found = self
        for part in number.split():
            held = [f"% {whole} %" for whole in in_full(part)] or [f"% {part}%"]
            either = " OR ".join(["' ' || d.number || ' ' LIKE %s"] * len(held))
            found = found.also(f"({either})", *held)
        return found

    def in_force(self, on: date | None) -> Where:
        """In force on a day; not where the beginning, or the end of what is over, is unknown."""
        if on is None:
            return self
        day = connection.ops.adapt_datefield_value(on)
        lasting = self.also("d.effective <= %s", day)
        ended = f"(d.ends IS NULL AND d.status NOT IN ({_marks(ENDED)}))"
        return lasting.also(f"(d.ends >= %s OR {ended})", day, *ENDED)

    def unexpired(self, now: datetime | None) -> Where:
        """Without what is past its date; `now` is None when there is nothing such."""
        if now is None:
            return self
        gone = IndexedDocument.objects.filter(expires__lte=now).values_list("slot", flat=True)
        return self.but(list(gone))

    def lasting(self, now: datetime) -> Where:
        """The same for a single look, where a list of all that is past its date is too much."""
        at = connection.ops.adapt_datetimefield_value(now)
        return self.also("(d.expires IS NULL OR d.expires > %s)", at)

    def but(self, slots: Collection[int]) -> Where:
        """Without the documents of the slots."""
        if not slots:
            return self
        return self.also(f"{self.slot} NOT IN ({_marks(slots)})", *slots)

    def titled(self, folded: str) -> Where:
        """With a text in the folded title, which is the first line."""
        place = f"{dialect().POSITION}(d.folded, %s)"
        return self.also(f"{place} BETWEEN 1 AND {place}", folded, "\n")

    def chosen(self, query: SearchQuery) -> Where:
        """With one of the chosen values in every facet that has a choice.

        The plus sign keeps SQLite from looking each hit up once per set instead of once.
        """
        result = self
        for facet, choice in query.filters.items():
            condition = f"+d.{_set_of(facet)} IN ({_CHOSEN.format(marks=_marks(choice))})"
            result = result.also(condition, facet, *choice)
        return result


def _set_of(facet: str) -> str:
    """The column of a document that leads to the values of a facet."""
    return "topic_set_id" if facet == "topic" else "facet_set_id"


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _rows(sql: str, values: Collection[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def counts(where: Where, query: SearchQuery) -> dict[tuple[str, str], int]:
    """Counts by (facet, value), the total under ("", "") and the pages under ("", "page").

    One statement. A facet's counts leave its own choice out: a set of values that fails exactly one
    choice still counts for the facet of that choice.
    """
    chosen = list(query.filters.items())
    failed, values = ["0"], [*where.values]
    for place, (facet, choice) in enumerate(chosen):
        test = _CHOSEN.format(marks=_marks(choice))
        failed.append(f"CASE WHEN {_set_of(facet)} IN ({test}) THEN 0 ELSE {1 << place} END")
        values += [facet, *choice]
    own = " ".join(f"WHEN '{facet}' THEN {1 << place}" for place, (facet, _) in enumerate(chosen))
    fits = f"failed = 0 OR failed = CASE facet {own} ELSE -1 END" if own else "failed = 0"
    sql = f"""
        WITH hits AS (
            SELECT d.facet_set_id, d.topic_set_id, count(*) AS number FROM {where.sql}
            GROUP BY d.facet_set_id, d.topic_set_id
        ), judged AS MATERIALIZED (
            SELECT facet_set_id, topic_set_id, number, {" + ".join(failed)} AS failed FROM hits
        ), sums AS (
            SELECT facet_set_id AS id, failed, sum(number) AS number FROM judged
            GROUP BY facet_set_id, failed
            UNION ALL
            SELECT topic_set_id, failed, sum(number) FROM judged
            WHERE topic_set_id IS NOT NULL GROUP BY topic_set_id, failed
        )
        SELECT facet, value, CAST(sum(number) AS bigint) FROM sums
        {dialect().JOIN_IN_ORDER} search_facetvalue ON facet_set_id = sums.id
        WHERE {fits} GROUP BY facet, value
        UNION ALL
        SELECT '', '', CAST(coalesce(sum(number), 0) AS bigint) FROM judged WHERE failed = 0
    """  # noqa: S608
    if query.grouped:
        narrowed = where.chosen(query)
        sql += f"UNION ALL SELECT '', 'page', count(DISTINCT d.page_id) FROM {narrowed.sql}"  # noqa: S608
        values += narrowed.values
    return {(facet, value): number for facet, value, number in _rows(sql, values)}


def newest(where: Where, *, start: int, stop: int, read: Reading = JUDGED) -> list[Candidate]:
    """Documents by day, newest first, from position `start` up to but without `stop`."""
    inner = f"SELECT {where.slot} AS place, 0 AS score FROM {where.sql}"  # noqa: S608
    tail = f"ORDER BY {where.slot} DESC LIMIT %s OFFSET %s"
    return _documents(f"{inner} {tail}", [*where.values, stop - start, start], read=read)


def best(where: Where, *, start: int, stop: int, read: Reading = JUDGED) -> list[Candidate]:
    """Documents by the engine's own score, from position `start` up to but without `stop`."""
    source = where.source
    inner = f"SELECT {source.slot} AS place, {source.score} AS score FROM {where.sql}"  # noqa: S608
    tail = "ORDER BY score DESC, place DESC LIMIT %s OFFSET %s"
    values = [*source.score_values, *where.values, stop - start, start]
    return _documents(f"{inner} {tail}", values, read=read)


def newest_of_each(
    wheres: Sequence[tuple[Where, int]], *, read: Reading = JUDGED
) -> list[Candidate]:
    """The newest few of several conditions in one statement, each document once."""
    parts, values = [], []
    for where, limit in wheres:
        parts.append(
            f"SELECT place, 0 AS score FROM (SELECT {where.slot} AS place FROM {where.sql} "  # noqa: S608
            f"ORDER BY {where.slot} DESC LIMIT %s) AS few"
        )
        values += [*where.values, limit]
    return _documents(" UNION ".join(parts), values, read=read)


def by_place(places: Collection[Place], read: Reading) -> dict[Place, Candidate]:
    """Documents by slot and page, as far as there are any; without a score."""
    wanted = frozenset(places)
    rows = _named("slot", [slot for slot, _ in wanted], read)
    return {place: row for row in rows if (place := (row[0], row[2])) in wanted}


def by_key(keys: Collection[str], read: Reading) -> dict[str, Candidate]:
    """Documents by their names, as far as there are any; without a score."""
    return {row.key: row for row in _named("key", keys, read)}


def newest_pages(below: int, most: int) -> list[Place]:
    """The places of the newest pages below a slot."""
    pages = IndexedDocument.objects.filter(part="main", slot__lt=below)
    return list(pages.order_by("-slot").values_list("slot", "page_id")[:most])


def changed_after(generation: int) -> list[Place]:
    """The places of the documents that are new or changed since a change of the index."""
    after = IndexedDocument.objects.filter(seq__gt=generation)
    return list(after.values_list("slot", "page_id"))


def _named(column: str, values: Collection[Any], read: Reading) -> list[Candidate]:
    if not values:
        return []
    sql = f"""
        SELECT {_DOCUMENT.format(text=read.sql)}, CAST(0 AS double precision)
        FROM search_indexeddocument d
        WHERE d.{column} {dialect().ONE_OF}
    """  # noqa: S608
    return list(map(Candidate._make, _rows(sql, [dialect().many([*values])])))


def _documents(inner: str, values: Sequence[Any], *, read: Reading) -> list[Candidate]:
    sql = f"""
        SELECT {_DOCUMENT.format(text=read.sql)}, found.score FROM ({inner}) AS found
        JOIN search_indexeddocument d ON d.slot = found.place
        ORDER BY found.score DESC, found.place DESC
    """  # noqa: S608
    return list(map(Candidate._make, _rows(sql, values)))
