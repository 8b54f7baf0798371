"""Regulation text to numbered articles (编章节条款): a pure parser, knowing no page and no file.

Text is kept as printed; what could not be placed is reported, and nothing is made up.
"""

from .hints import read_hints
from .instruments import parse_regulations
from .parts import Article, Division, Facts, Hint, Instrument, ParsedFile, Section, Skipped

__all__ = [
    "Article",
    "Division",
    "Facts",
    "Hint",
    "Instrument",
    "ParsedFile",
    "Section",
    "Skipped",
    "parse_regulations",
    "read_hints",
]
