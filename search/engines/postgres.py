"""The gram index in PostgreSQL: a `tsvector` of our own tokens beside each document, under GIN.

The only module that knows it. A vector here is a set of tokens without positions, for positions end
at 16,383 and at 255 of a kind: which documents may match is told by the index, and whether a longer
text stands in one by looking for it in the folded lines, which is what an exact answer means.
What a text is too long for (`tokens_cut`: a vector ends at one megabyte) is told by its characters.

A reader's text reaches a query as quoted tokens in which every ASCII mark was replaced; the marks
before a token say where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from search.text import MARK_OF, Phrase, grams, phrase_of, safe, shorts, words

from .row import Row
from .source import Source

JOIN_IN_ORDER = "JOIN"
POSITION = "strpos"
ONE_OF = "= ANY(%s)"
TITLE = "left(left(d.folded, (strpos(d.folded, '\n') - 1)), 61)"

SHORT, WORD, CUT = ".", "~", "*"
IN_TITLE, IN_HEADING = "!", ";"
MOST_BYTES = 900_000
"""PostgreSQL refuses vectors of a megabyte."""
LONGEST_CHARACTER = 4
"""Bytes of one character at most."""
LONGEST_WORD = 200
"""Characters of a word that are kept; a token ends at two kilobytes."""
_COPY = f"COPY search_indexeddocument ({', '.join(Row._fields)}, tokens, tokens_cut) FROM STDIN"
"""A third of what inserting costs."""
TURN = 7_203_115_046
"""The advisory lock of those who write the index."""

_TOKEN = re.compile(r"'([^']+)'")

SATURATION, LENGTH_COUNTS, USUAL_BYTES = 1.2, 0.75, 1_500
"""k1 and b of BM25, and how long a text usually is."""
_DAMPING = (
    f"{SATURATION}::float * ({1 - LENGTH_COUNTS} + {LENGTH_COUNTS} * octet_length(d.folded)"
    f" / {USUAL_BYTES}::float)"
)
_LINES = (("d.folded", 1), ("split_part(d.folded, chr(10), 1)", 2),
          ("split_part(d.folded, chr(10), 2)", 1))  # fmt: skip
"""A text counts once, in the title thrice, in the heading twice."""


def tokens(folded: str) -> set[str]:
    """The tokens of a document from its folded title, heading and body."""
    plain = safe(folded)
    (title, title_words), (heading, heading_words), (body, body_words) = _lines(plain, folded)
    return {
        *_both(IN_TITLE, title, title_words),
        *_both(IN_HEADING, heading, heading_words),
        *_both("", title + heading + body, title_words + heading_words + body_words),
        *(SHORT + short for short in shorts(plain)),
    }


def _lines(plain: str, folded: str) -> Iterator[tuple[list[str], list[str]]]:
    """Grams and words of each line."""
    for line, read in zip(plain.split("\n"), folded.split("\n"), strict=True):
        yield grams(line).split(), [safe(word[:LONGEST_WORD]) for word in words(read)]


def _both(mark: str, of_line: Sequence[str], words_of_line: Sequence[str]) -> Iterator[str]:
    yield from (mark + gram for gram in of_line)
    yield from (mark + WORD + word for word in words_of_line)


def _cut(folded: str) -> set[str]:
    """What is kept of a text too long: title, heading, and each character."""
    plain = safe(folded)
    title, heading, _ = _lines(plain, folded)
    return {
        CUT,
        *_both(IN_TITLE, *title),
        *_both(IN_HEADING, *heading),
        *(SHORT + character for character in set(plain) if not character.isspace()),
    }


def many(values: Sequence[Any]) -> list[Any]:
    """Numbers or texts as `ONE_OF` takes them."""
    return list(values)


def keep(rows: Sequence[Row], known: Mapping[str, Row]) -> None:
    """Write rows with their vectors, those of known keys after what was there has gone."""
    with connection.cursor() as cursor:
        if known:
            cursor.execute("DELETE FROM search_indexeddocument WHERE key = ANY(%s)", [list(known)])
        with cursor.copy(_COPY) as lines:
            for row in rows:
                lines.write_row((*row, *_vector(row.folded)))


def _vector(folded: str) -> tuple[str, bool]:
    """The vector of a document as PostgreSQL reads it, and whether it was cut."""
    found = tokens(folded)
    cut = LONGEST_CHARACTER * sum(map(len, found)) > MOST_BYTES and _bytes_of(found) > MOST_BYTES
    return " ".join(f"'{token}'" for token in (_cut(folded) if cut else found)), cut


def _bytes_of(found: Iterable[str]) -> int:
    return sum(len(token.encode()) for token in found)


def take_turn() -> None:
    """Wait until nobody else writes the index: slots and generations are given in turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def insert(rows: Iterable[tuple[int, str]]) -> None:
    """Nothing: the vectors are written with their documents."""


def forget(rows: Iterable[tuple[int, str]]) -> None:
    """Nothing: the vectors go with their documents."""


def clear() -> None:
    """Nothing: the vectors go with their documents."""


@contextmanager
def room_for_loading() -> Iterator[None]:
    """Nothing: the server has its memory."""
    yield


def settle() -> None:
    """Sort in what waits beside the index, and tell the planner how the rows are now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_by_tokens')")
        cursor.execute("ANALYZE search_indexeddocument")


def holding(phrases: Sequence[Phrase], *, in_title: bool = False) -> Source:
    """Documents that hold every phrase whole."""
    terms = [_term(phrase) for phrase in phrases]
    condition, values = _holds(phrases, terms, "d", in_title=in_title)
    counted = [_times(term) for term in terms]
    return Source(
        slot="d.slot",
        sql=f"search_indexeddocument d WHERE {condition}",
        values=tuple(values),
        score=" + ".join(score for score, _ in counted),
        score_values=tuple(value for _, asked in counted for value in asked),
    )


def _holds(
    phrases: Sequence[Phrase], terms: Sequence[str], table: str, *, in_title: bool
) -> tuple[str, list[Any]]:
    """The index tells candidates; what it cannot tell for certain is looked up in the lines."""
    query = " & ".join(_phrase(phrase, IN_TITLE if in_title else "") for phrase in phrases)
    line = f"split_part({table}.folded, chr(10), 1)" if in_title else f"{table}.folded"
    if not in_title:
        query = f"{query} | {_of_cut(terms)}"
    conditions, values = [f"{table}.tokens @@ %s::tsquery"], [query]
    for phrase, term in zip(phrases, terms, strict=True):
        if phrase.short and in_title:
            continue
        asked = f"strpos({line}, %s) > 0"
        conditions.append(f"(NOT {table}.tokens_cut OR {asked})" if _is_sure(phrase) else asked)
        values.append(term)
    return " AND ".join(conditions), values


def _is_sure(phrase: Phrase) -> bool:
    """Whether the index alone tells; a row of grams may stand apart."""
    return bool(phrase.short) or (len(phrase.grams) == 1 and not phrase.open_end)


def _of_cut(terms: Sequence[str]) -> str:
    characters = dict.fromkeys(safe("".join(terms)))
    return " & ".join(["'*'", *(f"'{SHORT}{character}'" for character in characters)])


def _times(term: str) -> tuple[str, list[Any]]:
    """How much a text says of a term, as BM25 tells it."""
    parts, values = [], []
    for line, weight in _LINES:
        parts.append(f"{weight} * (octet_length({line}) - octet_length(replace({line}, %s, '')))")
        values.append(term)
    times = f"(({' + '.join(parts)}) / {len(term.encode())}::float)"
    return f"{times} / ({times} + {_DAMPING})", values * 2


def _term(phrase: Phrase) -> str:
    """The folded term of a phrase: grams begin at every character of it."""
    pieces = phrase.grams
    text = phrase.short or "".join(piece[0] for piece in pieces[:-1]) + pieces[-1]
    return "".join(MARK_OF.get(character, character) for character in text)


def _phrase(phrase: Phrase, mark: str = "") -> str:
    if phrase.short:
        return f"'{SHORT}{phrase.short}'"
    *whole, last = (f"'{mark}{gram}'" for gram in phrase.grams)
    return f"({' & '.join([*whole, last + ':*' if phrase.open_end else last])})"


def holding_any(pieces: Sequence[str], *, but: Sequence[Phrase] = ()) -> Source:
    """Documents that hold one of the pieces, without those that hold every phrase of `but`.

    Rare pieces tell more, and so do pieces in title and heading.
    """
    asked = [
        (place, weight, query)
        for place, piece in enumerate(pieces)
        for weight, query in ((1, piece), (1, _in(IN_HEADING, piece)), (2, _in(IN_TITLE, piece)))
    ]
    rows = ", ".join(["(%s, %s, %s::tsquery)"] * len(asked))
    values: list[Any] = [value for row in asked for value in row]
    sql = _SCORED.format(rows=rows)
    if but:
        condition, more = _holds(but, [_term(phrase) for phrase in but], "t", in_title=False)
        sql += f" AND d.id NOT IN (SELECT t.id FROM search_indexeddocument t WHERE {condition})"  # noqa: S608
        values += more
    return Source("d.slot", sql, tuple(values), "scored.score")


_SCORED = f"""
    (
        WITH asked (piece, weight, query) AS (VALUES {{rows}}),
        found AS (
            SELECT asked.piece, d.id, sum(asked.weight) AS times, {_DAMPING} AS damping
            FROM asked JOIN search_indexeddocument d ON d.tokens @@ asked.query
            GROUP BY asked.piece, d.id
        ), pieces AS (
            SELECT piece, ln(1 + (SELECT documents FROM search_indexstate WHERE id = 1)
                / count(*)::float) AS rarity
            FROM found GROUP BY piece
        )
        SELECT found.id, sum(rarity * times / (times + damping)) AS score
        FROM found JOIN pieces USING (piece) GROUP BY found.id
    ) AS scored JOIN search_indexeddocument d ON d.id = scored.id WHERE d.slot >= 0
"""  # noqa: S608


def _in(mark: str, piece: str) -> str:
    """The piece where it stands in the title or heading; single characters stand anywhere."""
    return _TOKEN.sub(lambda found: _marked(found[1], mark), piece)


def _marked(token: str, mark: str) -> str:
    return f"'{token if token[0] == SHORT else mark + token}'"


def all_of(pieces: Sequence[str]) -> str:
    """One piece of several that must all be there."""
    return f"({' & '.join(pieces)})"


def piece_of_pair(pair: str) -> str:
    """A pair of Han characters, or a single one."""
    return _phrase(phrase_of(pair))


def piece_of_word(word: str) -> str:
    """A stemmed word or number."""
    return f"'{WORD}{safe(word[:LONGEST_WORD])}'"


def piece_of_synonym(wording: str) -> str:
    """A synonym, all of whose grams are there; of a Latin one every word."""
    if not wording.isascii():
        return all_of([_phrase(phrase_of(word)) for word in wording.split()])
    return all_of([piece_of_word(word) for word in words(wording)])


def frequencies(pieces: Sequence[str], *, most: int) -> list[int]:
    """How many documents hold each piece, counted no further than `most`; one statement."""
    rows = ", ".join(["(%s, %s::tsquery)"] * len(pieces))
    sql = f"""
        SELECT (
            SELECT count(*) FROM (
                SELECT 1 FROM search_indexeddocument d WHERE d.tokens @@ asked.query LIMIT %s
            ) AS few
        ) FROM (VALUES {rows}) AS asked (place, query) ORDER BY place
    """  # noqa: S608
    values = [most, *(value for place, piece in enumerate(pieces) for value in (place, piece))]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [number for (number,) in cursor.fetchall()]
