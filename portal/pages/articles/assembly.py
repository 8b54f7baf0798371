"""Puts an instrument together from the starts that hold: chapters, articles, sections, remarks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from portal.citations import to_int
from portal.problems import Problem, gettext_noop

from .facts import facts_of, language_of, looks_like_title, names_a_law, title_lines
from .headings import Start
from .lines import Line
from .numbering import gaps, runs_of, settle
from .parts import Article, Division, DivisionKind, Instrument, Section

_MISSING = gettext_noop("No article is numbered %(numbers)s.")
_HEADINGS_MISSING = {
    "part": gettext_noop("No part is numbered %(numbers)s."),
    "chapter": gettext_noop("No chapter is numbered %(numbers)s."),
    "section": gettext_noop("No section of a chapter is numbered %(numbers)s."),
    "annex": gettext_noop("No section is numbered %(numbers)s."),
}
_NOT_TAKEN = gettext_noop(
    "“%(label)s” stands inside a line, but its number is not the next; it was left in the text."
)
_DOUBTFUL = gettext_noop("The number printed as “%(label)s” cannot be right here.")
_INFERRED = gettext_noop(
    "A person has said that articles %(numbers)s begin where the import puts them."
)
_EMPTY = gettext_noop("“%(label)s” has no text.")
_PAGE_NUMBER = gettext_noop(
    "The number at the end of “…%(end)s” may be a page number of the source; it was kept."
)

_SECTION_HEADING = re.compile(r"(?P<number>[一二三四五六七八九十]{1,3})、(?P<title>[^。；;]{1,40})")
_ONLY_DATE = re.compile(r"[0-9〇○零一二三四五六七八九十]{4}年.{1,4}月.{1,4}日")
_PAGE_RESIDUE = re.compile(r"(?:[\u3400-\u9fff]|[,，、]) \d{1,3}$")
_DIVISIONS: tuple[DivisionKind, ...] = ("part", "chapter", "section")
_TITLE_ON_NEXT_LINE = 30


def instruments_of(
    marked_title: str, lines: Sequence[Line], starts: Sequence[Start], name: str
) -> Iterator[Instrument]:
    """The instruments in these lines; a new one begins where the articles begin again."""
    runs = runs_of(starts)
    cuts = [0]
    for before, run in zip(runs, runs[1:], strict=False):
        cuts.append(_first_line(lines, before[-1].start, run[0].start))
    cuts.append(len(lines))
    for place, run in enumerate(runs):
        part = lines[cuts[place] : cuts[place + 1]]
        if part:
            yield _assemble(marked_title if not place else "", part, run, name)


def _first_line(lines: Sequence[Line], after: int, start: int) -> int:
    """Where the next instrument begins: at its title, if one stands just above its 第一条."""
    place = bisect_left(lines, start, key=lambda line: line.start)
    for above in range(place - 1, max(place - 4, -1), -1):
        if lines[above].start > after and names_a_law(lines[above].text):
            return above
    return place


def _assemble(marked: str, lines: Sequence[Line], starts: Sequence[Start], name: str) -> Instrument:
    held, refused = settle(starts)
    if not any(one.kind == "article" for one in held):
        held = sorted([*held, *_section_starts(lines)], key=lambda one: one.start)
    first = held[0].start if held else lines[0].start
    head = [line for line in lines if line.end <= first] if held else list(lines[:2])
    title, other, used = title_lines(head, marked)
    taken = {line.start for line in used}
    rest = [line for line in lines if line.start not in taken]
    builder = _Builder(rest, held)
    articles, sections = builder.build()
    closing = ""
    if articles and not any(one.kind == "annex" for one in held):
        articles[-1], closing = _without_closing(articles[-1])
    begin = lines[0].start
    preamble = builder.between(begin, first) if held else ""
    if not held:
        sections = [Section("", builder.between(begin, lines[-1].end), begin)]
    last_text = articles[-1].text if articles else ""
    return Instrument(
        title,
        other,
        language_of("\n".join(line.text for line in rest[:400])),
        preamble,
        tuple(articles),
        tuple(sections),
        tuple(builder.divisions),
        closing,
        gaps(one for one in held if one.kind == "article"),
        facts_of(title, preamble, last_text),
        tuple(_remarks(rest, held, refused, articles, name)),
        begin,
        lines[-1].end,
    )


def _section_starts(lines: Iterable[Line]) -> Iterator[Start]:
    """一、… headings of a text without articles."""
    for line in lines:
        match = _SECTION_HEADING.fullmatch(line.text) if len(line.text) <= 50 else None
        number = to_int(match["number"]) if match else None
        if number:
            yield Start(
                "annex", number, line.text, line.start, line.end, line.number, title=line.text
            )


class _Builder:
    """Walks along the starts that hold, keeping the headings above the next article."""

    def __init__(self, lines: Sequence[Line], held: Sequence[Start]) -> None:
        self.lines = lines
        self.ends = [line.end for line in lines]
        self.held = held
        self.divisions: list[Division] = []
        self.above: dict[str, Division] = {}

    def between(self, begin: int, end: int) -> str:
        """The paragraphs that stand between two offsets."""
        paragraphs = []
        first = bisect_right(self.ends, begin)
        for place in range(first, len(self.lines)):
            line = self.lines[place]
            if line.start >= end:
                break
            text = line.text[max(0, begin - line.start) : max(0, end - line.start)].strip()
            if text:
                paragraphs.append(text)
        return "\n".join(paragraphs)

    def build(self) -> tuple[list[Article], list[Section]]:
        """All articles, and all that is no article."""
        articles: list[Article] = []
        sections: list[Section] = []
        has_articles = any(one.kind == "article" for one in self.held)
        end = self.lines[-1].end if self.lines else 0
        for place, one in enumerate(self.held):
            stop = self.held[place + 1].start if place + 1 < len(self.held) else end
            if one.kind == "article":
                articles.append(self._article(one, self.between(one.body, stop)))
            elif one.kind == "annex" or not has_articles:
                title = one.title if one.kind == "annex" else f"{one.label} {one.title}".strip()
                text = self.between(one.body, stop)
                sections.append(Section(title, text, one.start, one.number or None))
            else:
                leftover = self._open(one, stop)
                if leftover:
                    sections.append(Section(one.label, leftover, one.start))
        return articles, sections

    def _article(self, one: Start, text: str) -> Article:
        above = tuple(self.above[kind] for kind in _DIVISIONS if kind in self.above)
        return Article(
            one.number,
            one.suffix,
            one.label,
            text,
            above,
            one.start,
            number_lost=one.lost,
            number_doubtful=one.doubtful,
            number_inferred=one.inferred,
        )

    def _open(self, one: Start, stop: int) -> str:
        """Begin a division; a title on the next line is its own. Returns text that is neither."""
        text = self.between(one.body, stop)
        title = one.title
        first, _, others = text.partition("\n")
        if not title and text and len(first) <= _TITLE_ON_NEXT_LINE and looks_like_title(first):
            title, text = first, others
        kind = next(known for known in _DIVISIONS if known == one.kind)
        division = Division(kind, one.number, one.label, title, one.start)
        self.divisions.append(division)
        for lower in _DIVISIONS[_DIVISIONS.index(kind) :]:
            self.above.pop(lower, None)
        self.above[kind] = division
        return text


def _without_closing(last: Article) -> tuple[Article, str]:
    """Cut signature and date (落款) from the last article."""
    paragraphs = last.text.split("\n")
    if len(paragraphs) < 2 or not _ONLY_DATE.fullmatch(paragraphs[-1]):
        return last, ""
    at = len(paragraphs) - 1
    while at > 1 and looks_like_title(paragraphs[at - 1]) and len(paragraphs) - at < 4:
        at -= 1
    kept = replace(last, text="\n".join(paragraphs[:at]))
    return kept, "\n".join(paragraphs[at:])


def _remarks(
    lines: Sequence[Line],
    held: Sequence[Start],
    refused: Sequence[Start],
    articles: Sequence[Article],
    name: str,
) -> Iterator[Problem]:
    """What a person should look at, in words with file and line."""
    numbered = [one for one in held if one.kind == "article"]
    if spans := gaps(numbered):
        yield Problem("article.missing", _MISSING, params={"numbers": _spans(spans)}, where=name)
    if inferred := ", ".join(str(one.number) for one in numbered if one.inferred):
        yield Problem("article.inferred", _INFERRED, params={"numbers": inferred}, where=name)
    yield from _heading_gaps(held, name)
    not_taken = [one for one in refused if one.kind == "article" and one.after_space]
    yield from (_at("article.not_taken", _NOT_TAKEN, one, name) for one in not_taken)
    for one, article in zip(numbered, articles, strict=True):
        if one.doubtful:
            yield _at("article.doubtful", _DOUBTFUL, one, name)
        if article.is_empty:
            yield _at("article.empty", _EMPTY, one, name)
    yield from _page_numbers(lines, name)


def _page_numbers(lines: Iterable[Line], name: str) -> Iterator[Problem]:
    for line in lines:
        if _PAGE_RESIDUE.search(line.text[-8:]):
            params = {"end": line.text[-8:]}
            yield Problem("text.page_number", _PAGE_NUMBER, "", params, f"{name}:{line.number}")


def _at(code: str, message: str, one: Start, name: str) -> Problem:
    return Problem(code, message, params={"label": one.label}, where=f"{name}:{one.line}")


def _heading_gaps(held: Sequence[Start], name: str) -> Iterator[Problem]:
    """Numbers that headings skip; chapters count on through parts or begin again."""
    for kind in (*_DIVISIONS, "annex"):
        spans = []
        last = 0
        for one in held:
            if one.kind == kind and one.number:
                if one.number > last + 1:
                    spans.append((last + 1, one.number - 1))
                last = one.number
        if not spans:
            continue
        message, params = _HEADINGS_MISSING[kind], {"numbers": _spans(spans)}
        yield Problem("heading.missing", message, params=params, where=name)


def _spans(spans: Iterable[tuple[int, int]]) -> str:
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in spans)
