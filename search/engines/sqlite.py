"""The gram index in SQLite: FTS5 without its own text, fed with our tokens.

The only module that knows FTS5. A reader's text reaches it as quoted tokens in which every ASCII
mark was replaced, so that no query syntax can be typed. SQLite 3.40 must be told the old tokens to
forget a row; they are made again from the stored folded text.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, transaction

from portal.prepared import as_sent
from search.text import Phrase, grams, phrase_of, safe, shorts, words

from .row import Row
from .source import Source

JOIN_IN_ORDER = "CROSS JOIN"
POSITION = "instr"
ONE_OF = "IN (SELECT value FROM json_each(%s))"
TITLE = "substr(substr(d.folded, 1, (instr(d.folded, '\n') - 1)), 1, 61)"

COLUMNS = "title, heading, body, title_words, heading_words, body_words, shorts"
GRAM_COLUMNS, WORD_COLUMNS = "{title heading body}", "{title_words heading_words body_words}"
BM25 = "-bm25(search_grams, 3, 2, 1, 3, 2, 1, 0)"
"""Title 3, heading 2, body 1, for grams and words alike; higher is better."""

_INSERT = f"INSERT INTO search_grams(rowid, {COLUMNS}) VALUES (%s{', %s' * 7})"  # noqa: S608
_DELETE = (
    f"INSERT INTO search_grams(search_grams, rowid, {COLUMNS}) "  # noqa: S608
    f"VALUES ('delete', %s{', %s' * 7})"
)
_INSERT_ROW = (
    f"INSERT INTO search_indexeddocument ({', '.join(Row._fields)}) "  # noqa: S608
    f"VALUES ({', '.join(['%s'] * len(Row._fields))})"
)
"""Put together by the ORM it takes longer than the index."""

MANY = 200
"""From so many rows at a time on, merging waits."""
USUAL = {"automerge": 8, "crisismerge": 16}
"""Few segments, for a reader; twice those of FTS5 itself, for whoever publishes waits for merges.
New databases have the first of them from a migration."""
LOADING = {"automerge": 16, "crisismerge": 32}
"""A long load merges each row once or twice."""

LOADING_CACHE_KB = 65_536
"""A batch touches some thousand pages; the usual two megabytes write and read them twice over."""

SOURCE = (
    "search_grams CROSS JOIN search_indexeddocument d INDEXED BY search_by_slot "
    "ON d.slot = search_grams.rowid "
    "WHERE search_grams MATCH %s"
)
"""Documents that match, in the order of the gram index (newest first when asked falling)."""
SLOT = "search_grams.rowid"


def tokens(folded: str) -> tuple[str, ...]:
    """The seven columns of a document from its folded title, heading and body."""
    first, second, third = folded.split("\n")
    title, heading, body = _of_name(first), _of_name(second), _of_line(third)
    body.shorts.update(title.shorts, heading.shorts)  # of the body alone nothing is remembered
    return (title.grams, heading.grams, body.grams, title.words, heading.words, body.words,
            " ".join(body.shorts))  # fmt: skip


class _Line(NamedTuple):
    """The tokens of a line; grams and words in order."""

    grams: str
    words: str
    shorts: set[str]


def _of_line(folded: str) -> _Line:
    plain = safe(folded)
    return _Line(grams(plain), safe(" ".join(words(folded))), shorts(plain))


_of_name = lru_cache(maxsize=1_000)(_of_line)
"""A title stands above each article of a regulation, and in what a page held before a change."""


def many(values: Sequence[Any]) -> str:
    """Numbers or texts as `ONE_OF` takes them."""
    return json.dumps(values)


def keep(rows: Sequence[Row], known: Mapping[str, Row]) -> None:
    """Insert rows; of those known write only what differs, for each column costs its indexes."""
    fresh = []
    differing: dict[tuple[int, ...], list[list[Any]]] = defaultdict(list)
    for row in rows:
        if before := known.get(row.key):
            columns = tuple(at for at, value in enumerate(row) if value != before[at])
            differing[columns].append([*(as_sent(row[at]) for at in columns), row.key])
        else:
            fresh.append(list(map(as_sent, row)))
    with connection.cursor() as cursor:
        if fresh:
            cursor.executemany(_INSERT_ROW, fresh)
        for columns, values in differing.items():
            changes = ", ".join(f"{Row._fields[at]} = %s" for at in columns)
            cursor.executemany(
                f"UPDATE search_indexeddocument SET {changes} WHERE key = %s",  # noqa: S608
                values,
            )


def take_turn() -> None:
    """Nothing: whoever writes has the whole database."""


def insert(rows: Iterable[tuple[int, str]]) -> None:
    """Add (slot, folded) rows; in rising order, for FTS5 writes a segment at every step back."""
    ready = [(slot, *tokens(text)) for slot, text in sorted(rows)]
    if len(ready) < MANY:
        _insert(ready)
        return
    _configure(LOADING)
    with transaction.atomic():
        _insert(ready)  # written out at the end of the savepoint, under these settings
    _configure(USUAL)


def _insert(ready: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, ready)


def _configure(options: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in options.items():
            cursor.execute(
                "INSERT INTO search_grams(search_grams, rank) VALUES (%s, %s)", [name, value]
            )


def forget(rows: Iterable[tuple[int, str]]) -> None:
    """Remove (slot, folded) rows; the text must be the one they were added with."""
    gone: list[tuple[Any, ...]] = [(slot, *tokens(text)) for slot, text in sorted(rows)]
    if gone:
        with connection.cursor() as cursor:
            cursor.executemany(_DELETE, gone)


def clear() -> None:
    """Forget everything."""
    _command("delete-all")


@contextmanager
def room_for_loading() -> Iterator[None]:
    """Room for the pages that batches of rows touch, until the end of a long load."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size = {-LOADING_CACHE_KB}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def settle() -> None:
    """Merge what many writes left apart; reading is then fastest."""
    _command("optimize")


def _command(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_grams(search_grams) VALUES (%s)", [name])


def holding(phrases: Sequence[Phrase], *, in_title: bool = False) -> Source:
    """Documents that hold every phrase whole."""
    return _source(_all(phrases, "title" if in_title else GRAM_COLUMNS))


def holding_any(pieces: Sequence[str], *, but: Sequence[Phrase] = ()) -> Source:
    """Documents that hold one of the pieces, without those that hold every phrase of `but`."""
    found = " OR ".join(pieces)
    return _source(f"({found}) NOT ({_all(but)})" if but else found)


def _source(expression: str) -> Source:
    return Source(SLOT, SOURCE, (expression,), BM25)


def _all(phrases: Sequence[Phrase], columns: str = GRAM_COLUMNS) -> str:
    return all_of([_phrase(phrase, columns) for phrase in phrases])


def all_of(pieces: Sequence[str]) -> str:
    """One piece of several that must all be there."""
    return " AND ".join(pieces)


def _phrase(phrase: Phrase, columns: str) -> str:
    if phrase.short:
        return f'shorts : "{phrase.short}"'
    return f'{columns} : "{" ".join(phrase.grams)}"{" *" if phrase.open_end else ""}'


def piece_of_pair(pair: str) -> str:
    """The expression for one pair of Han characters, or a single one."""
    return _phrase(phrase_of(pair), GRAM_COLUMNS)


def piece_of_word(word: str) -> str:
    """The expression for one stemmed word or number."""
    return f'{WORD_COLUMNS} : "{safe(word)}"'


def piece_of_synonym(wording: str) -> str:
    """The expression for a synonym, which stands whole; of a Latin one every word."""
    if not wording.isascii():
        return _all(tuple(map(phrase_of, wording.split())))
    return "(" + " AND ".join(map(piece_of_word, words(wording))) + ")"


def frequencies(expressions: Sequence[str], *, most: int) -> list[int]:
    """How many documents each expression matches, counted no further than `most`; one statement."""
    count = "(SELECT 1 FROM search_grams WHERE search_grams MATCH %s LIMIT %s)"
    rows = " UNION ALL ".join(
        f"SELECT {place}, (SELECT count(*) FROM {count})"  # noqa: S608
        for place in range(len(expressions))
    )
    values: list[Any] = [value for expression in expressions for value in (expression, most)]
    with connection.cursor() as cursor:
        cursor.execute(rows, values)
        return [number for _, number in sorted(cursor.fetchall())]
