"""From one file to its instruments: collections taken apart, the web page left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.citations import NUMERAL, to_int
from portal.problems import Problem, Refused, gettext_noop

from . import furniture
from .assembly import instruments_of
from .headings import Start, starts_in
from .lines import Line, content_hash, lines_of, normal_form, problems_with_text, remarks_on_text
from .parts import Hint, ParsedFile

MAX_INSTRUMENTS = 500
MAX_ARTICLES = 20_000

_TOO_MANY = gettext_noop(
    "The file has %(instruments)s regulations with %(articles)s articles; at most "
    "%(max_instruments)s and %(max_articles)s can be imported at once."
)
_BAD_HINT = gettext_noop("The import hint at character %(offset)s does not fit the text.")
_PART_MARKER = re.compile(rf"第(?P<number>{NUMERAL})篇[:：]\s?(?P<title>.{{1,80}})")
_SAMPLE_MARKER = re.compile(rf"(?P<title>\S{{2,30}}篇(?P<number>{NUMERAL}))")


@dataclass(slots=True)
class _Piece:
    """A stretch of the file that is one instrument or, in a plain file, several in a row."""

    marked_title: str
    lines: list[Line]
    starts: list[Start] = field(default_factory=list)


def parse_regulations(
    text: str, name: str = "", hints: Mapping[str, Sequence[Hint]] | None = None
) -> ParsedFile:
    """The instruments of one file; linear in its length.

    `hints` holds what a person saw, by content hash. Raises `Refused` with file and line for text
    that cannot be kept (control characters, direction overrides, one endless line).
    """
    text = normal_form(text)
    problems = problems_with_text(text, name)
    if problems:
        raise Refused(problems)
    digest = content_hash(text)
    known = {hint.offset: hint for hint in (hints or {}).get(digest, ())}
    kept, page, tabs = furniture.sort_out(lines_of(text))
    pieces = _pieces(kept, page)
    for piece in pieces:
        _scan(piece, page, tabs, known)
    _refuse_unused(known, pieces, name)
    _refuse_too_many(pieces, name)
    instruments = [
        one
        for piece in pieces
        for one in instruments_of(piece.marked_title, piece.lines, piece.starts, name)
    ]
    return ParsedFile(
        name,
        digest,
        text,
        tuple(instruments),
        furniture.summary(page),
        tuple(remarks_on_text(text, name)),
        known,
    )


def _pieces(kept: list[Line], page: list[furniture.Tagged]) -> list[_Piece]:
    """A collection cut at its markers (第一篇:…, …篇1); its cover is the web page's own."""
    markers = _markers(kept)
    if not markers:
        return [_Piece("", _without_related(kept, page))]
    page += [(line, furniture.PAGE_HEADING) for line in kept[: markers[0][0]]]
    page += [(kept[place], furniture.MARKER) for place, _title in markers]
    ends = [place for place, _title in markers[1:]] + [len(kept)]
    return [
        _Piece(title, _without_related(kept[place + 1 : end], page))
        for (place, title), end in zip(markers, ends, strict=True)
    ]


def _markers(kept: Sequence[Line]) -> list[tuple[int, str]]:
    for pattern in (_PART_MARKER, _SAMPLE_MARKER):
        found: list[tuple[int, str]] = []
        for place, line in enumerate(kept):
            match = pattern.fullmatch(line.text) if len(line.text) <= 100 else None
            if match and to_int(match["number"]) == len(found) + 1:
                found.append((place, match["title"].strip()))
        if len(found) > 1:
            return found
    return []


def _without_related(lines: list[Line], page: list[furniture.Tagged]) -> list[Line]:
    for place, line in enumerate(lines):
        if furniture.starts_related_links(line):
            page += [(late, furniture.DOWNLOAD) for late in lines[place:]]
            return lines[:place]
    return lines


def _scan(
    piece: _Piece, page: list[furniture.Tagged], tabs: set[str], hints: Mapping[int, Hint]
) -> None:
    """Find all proposals of the piece; lines of the table of contents and tabs leave it."""
    kept: list[Line] = []
    in_contents: set[str] | None = None
    for place, line in enumerate(piece.lines):
        found = list(starts_in(line))
        if furniture.is_contents_heading(line):
            in_contents = set()
        elif in_contents is not None and found and found[0].label not in in_contents:
            in_contents.add(found[0].label)
        else:
            in_contents = None
        if in_contents is not None:
            page.append((line, furniture.CONTENTS))
            continue
        if line.text in tabs and not found:
            if _law_follows(piece.lines, place):
                page.append((line, furniture.NAVIGATION))
                continue
            found = [
                Start("annex", 0, line.text, line.start, line.end, line.number, title=line.text)
            ]
        piece.starts += _hinted(line, found, hints)
        kept.append(line)
    piece.lines = kept


def _law_follows(lines: Sequence[Line], place: int) -> bool:
    following = lines[place + 1] if place + 1 < len(lines) else None
    return following is not None and any(one.kind != "annex" for one in starts_in(following))


def _hinted(line: Line, found: list[Start], hints: Mapping[int, Hint]) -> list[Start]:
    """Put in what a person saw at the beginning of this line."""
    hint = hints.get(line.start)
    if hint is None:
        return found
    if hint.kind == "lost":
        lost = Start("article", hint.number, "", line.start, line.start, line.number)
        lost.lost = lost.inferred = True
        return [lost, *found]
    for one in found[:1]:
        one.doubtful = one.inferred = hint.kind == "misprinted"
        one.number = hint.number
    return found


def _refuse_unused(hints: Mapping[int, Hint], pieces: Iterable[_Piece], name: str) -> None:
    articles = {
        one.start: one.number for piece in pieces for one in piece.starts if one.kind == "article"
    }
    problems = [
        Problem("hints.offset", _BAD_HINT, params={"offset": offset}, where=name)
        for offset, hint in hints.items()
        if articles.get(offset) != hint.number
    ]
    if problems:
        raise Refused(problems)


def _refuse_too_many(pieces: Sequence[_Piece], name: str) -> None:
    starts = [one for piece in pieces for one in piece.starts if one.kind == "article"]
    instruments = max(len(pieces), sum(one.key == (1, 0) and one.strong for one in starts))
    if instruments > MAX_INSTRUMENTS or len(starts) > MAX_ARTICLES:
        sizes = {
            "instruments": instruments,
            "articles": len(starts),
            "max_instruments": MAX_INSTRUMENTS,
            "max_articles": MAX_ARTICLES,
        }
        raise Refused([Problem("text.too_many", _TOO_MANY, params=sizes, where=name)])
