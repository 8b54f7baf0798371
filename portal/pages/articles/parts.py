"""What a regulation text is made of (编章节条款): the values the parser hands on.

All text in them is copied from the source paragraph by paragraph, joined with line feeds, never
converted or completed. Offsets count characters of the text in normal form (see `lines`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from portal.problems import Problem

DivisionKind = Literal["part", "chapter", "section"]
Shape = Literal["articles", "sections", "plain"]
HintKind = Literal["lost", "misprinted", "empty"]


@dataclass(frozen=True, slots=True)
class Division:
    """A heading above articles (编, 章, 节); its title may be missing in the source."""

    kind: DivisionKind
    number: int
    label: str
    title: str
    start: int

    @property
    def heading(self) -> str:
        """Label and title as one line: 第一章 总则."""
        return f"{self.label} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Article:
    """One article (条) with its text as printed.

    `number` is the printed number, or one that a person has inferred (推定, `number_inferred`)
    because it is lost or misprinted; `number_doubtful` marks a printed number that cannot be right
    where it stands. `suffix` counts 之一, 之二. The text is empty where the source prints a number
    and nothing else.
    """

    number: int
    suffix: int
    label: str
    text: str
    divisions: tuple[Division, ...]
    start: int
    number_lost: bool = False
    number_doubtful: bool = False
    number_inferred: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the source prints the number without any text."""
        return not self.text

    @property
    def chapter(self) -> str:
        """The headings above the article, the nearest last."""
        return " / ".join(division.heading for division in self.divisions)


@dataclass(frozen=True, slots=True)
class Section:
    """Text that is not an article: 一、…, an explanation (说明), a review report, news."""

    title: str
    text: str
    start: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Lines that belong to the web page and not to the regulation; `reason` is a message id."""

    reason: str
    first_line: int
    last_line: int
    characters: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is plainly printed about an instrument; nothing here is verified by anybody."""

    kind: str = "normative_doc"
    document_number: str = ""
    adopted_on: date | None = None
    approved_on: date | None = None
    promulgated_on: date | None = None
    effective_from: date | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """One regulation found in a file (法规、制度); `title` is empty when none is printed."""

    title: str
    other_title: str
    language: str
    preamble: str
    articles: tuple[Article, ...]
    sections: tuple[Section, ...]
    divisions: tuple[Division, ...]
    closing: str
    missing_numbers: tuple[tuple[int, int], ...]
    facts: Facts
    remarks: tuple[Problem, ...]
    start: int
    end: int

    @property
    def shape(self) -> Shape:
        """Whether it has articles, only numbered sections, or plain text."""
        if self.articles:
            return "articles"
        return "sections" if len(self.sections) > 1 else "plain"

    @property
    def lost(self) -> int:
        """How many articles have lost their number."""
        return sum(article.number_lost for article in self.articles)

    @property
    def doubtful(self) -> int:
        """How many articles carry a number that cannot be right."""
        return sum(article.number_doubtful for article in self.articles)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a person saw at one place of one document: a number, never a text.

    `kind`: `lost` an article begins here whose number is missing; `misprinted` the number printed
    here is wrong; `empty` the article here has no text in the source.
    """

    kind: HintKind
    offset: int
    number: int


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All instruments of one file, and all that was left out of them."""

    name: str
    sha256: str
    text: str
    instruments: tuple[Instrument, ...]
    skipped: tuple[Skipped, ...]
    remarks: tuple[Problem, ...] = ()
    hints: Mapping[int, Hint] = field(default_factory=dict)

    @property
    def skipped_characters(self) -> int:
        """How much of the file belongs to the web page."""
        return sum(skipped.characters for skipped in self.skipped)
