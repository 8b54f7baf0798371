"""One analysis (分词) for documents and queries, whatever the engine.

NFKC, lower case, Traditional to Simplified: that is folding, and a reader's word is found where its
folded form stands in the folded text. Folded text then becomes blank-separated tokens of two kinds:
*grams*, overlapping pieces in order by which any run of characters is found exactly, and *words*,
stemmed Latin words and whole numbers by which related texts are ranked. Pure Python.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from operator import add
from typing import NamedTuple

import opencc
import snowballstemmer

MAX_TYPED = 200
MAX_TERMS = 32
MAX_FOLDED = 400
"""Characters of a query after folding: compatibility forms may unfold to many."""

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f"
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e0fff]|[\U0001fffe-\U0001ffff\U0010fffe-\U0010ffff]"
)
"""Controls, formats (zero width, bidi), lone surrogates, noncharacters: never searched."""

_WIDE = tuple(zip("，：；（）！？\u3000\xa0", ",:;()!?  ", strict=True))
"""The usual ones that NFKC makes narrow: a text without them mostly needs nothing else of it."""

_LETTER = re.compile(f"[^\\W_{HAN}]")
_LETTER_RUN = re.compile(f"[^\\W_{HAN}]+")
_WORD = re.compile(f"\\d+(?:\\.\\d+)*|[^\\W\\d_{HAN}]+")
_WORD_RUN = re.compile(f"[^\\W_{HAN}]+(?:\\.\\d+)*")
"""What may hold words: one set of characters is skipped faster than two ways to begin are tried."""
_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d+(?:\.\d+)*")
_LETTERS = re.compile(f"(?<![^\\W\\d_{HAN}])[^\\W\\d_{HAN}]+")
"""A number and a word where they begin: matched at a place, they look at what stands before it."""
_IE = frozenset({"die", "lie", "tie"})
_HAN_RUN = re.compile(f"[{HAN}]+")
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SAFE = {mark: chr(0xFDD0 + place) for place, mark in enumerate(_PUNCTUATION)}
"""Each ASCII mark as a noncharacter: no tokenizer splits on it, no query syntax knows it."""
MARK_OF = {replaced: mark for mark, replaced in _SAFE.items()}
"""Back from the noncharacters, none of which folded text holds."""
_MARK = re.compile("[" + re.escape(_PUNCTUATION) + "]")

_CODES = f"utf-32-{sys.byteorder[0]}e"
_NOTHING, _BLANK = "\x00", "\x01"
"""Places in a text that is laid out; no folded text holds them."""
_EMPTY = array("I", map(ord, f" {_NOTHING}{_NOTHING} "))
_FROM_BLANK = re.compile(f"{_BLANK}[^ ]*")
_BLANKS = frozenset(" \n")

_NUMBER_PART = re.compile(r"\d+号?|(?:(?!第\d)[^\W\d_])+")
_BETWEEN_PARTS = frozenset("第年文号")

simplify = opencc.OpenCC("t2s").convert
_to_taiwan = opencc.OpenCC("s2twp").convert
_from_taiwan = opencc.OpenCC("tw2sp").convert
_stemmer = snowballstemmer.stemmer("english")


def clean(raw: str) -> str:
    """What a reader typed, as one line without invisible characters, at most 200 characters."""
    if not raw:
        return ""
    return " ".join(_DROPPED.sub("", raw[: MAX_TYPED * 4]).split())[:MAX_TYPED].strip()


def invisible(char: str) -> bool:
    """Whether a character is left out of folded text."""
    return _DROPPED.match(char) is not None


def fold(text: str) -> str:
    """Text in the form in which it is compared; every run of blanks becomes one space."""
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    normal = unicodedata.normalize("NFKC", _DROPPED.sub("", text)).lower()
    return " ".join(simplify(_DROPPED.sub("", normal)).split())


def terms_of(cleaned: str) -> tuple[str, ...]:
    """The blank-separated words of a query, folded, each once, at most 32."""
    return tuple(dict.fromkeys(fold(cleaned)[:MAX_FOLDED].split()))[:MAX_TERMS]


def number_key(text: str) -> str:
    """A document number (文号) as it is compared: its parts, folded; nothing where there is none.

    临民发〔2021〕35号, 臨民發[2021]第35號 and 临民发 2021年35号 are all three 临民发 2021 35号.
    """
    parts = _NUMBER_PART.findall(fold(text))
    return " ".join(part for part in parts if part not in _BETWEEN_PARTS)


def in_full(part: str) -> tuple[str, ...]:
    """What a figure of a document number may be; none for letters, which a longer part may begin.

    Figures are a year or, with or without 号, the number within it; neither is ever cut.
    """
    if not part[0].isdecimal():
        return ()
    return (part,) if part.endswith("号") else (part, f"{part}号")


def safe(text: str) -> str:
    """Text whose ASCII marks no tokenizer and no query language can misread."""
    return _MARK.sub(lambda mark: _SAFE[mark[0]], text)


def grams(plain: str) -> str:
    """The gram tokens of folded `safe` text in order.

    A gram begins at every character that is not a blank: two characters, or three where a letter or
    digit is among the first two, cut short where a blank ends the run.
    """
    if plain.isascii():
        return " ".join(map(_word_grams, plain.split()))
    laid = _laid_out(plain.replace(" ", _BLANK)).replace(_NOTHING, "")
    return _FROM_BLANK.sub("", laid).replace("  ", " ")[:-1]


@lru_cache(maxsize=20_000)
def _word_grams(run: str) -> str:
    return " ".join(_grams_of_run(run))


def _laid_out(text: str) -> str:
    """Four places a character: it, the next one, the third of its gram or nothing, and a space."""
    codes = array("I", text.encode(_CODES, "surrogatepass"))
    laid = _EMPTY * len(codes)
    laid[0::4] = codes
    codes.extend((0, 0))
    laid[1::4] = codes[1:-1]
    for letters in _LETTER_RUN.finditer(text):
        start, end = max(letters.start() - 1, 0), letters.end()
        laid[4 * start + 2 : 4 * end + 2 : 4] = codes[start + 2 : end + 2]
    return laid.tobytes().decode(_CODES, "surrogatepass")


def _grams_of_run(run: str) -> list[str]:
    pieces = [*map(add, run, run[1:]), run[-1]]
    for letter in _LETTER.finditer(run):
        at = letter.start()
        pieces[at] = run[at : at + 3]
        if at:
            pieces[at - 1] = run[at - 1 : at + 2]
    return pieces


def shorts(plain: str) -> set[str]:
    """Of folded `safe` text every character, and every pair that begins a three-character gram."""
    found = set(plain)
    for letters in _LETTER_RUN.finditer(plain):
        found |= _pairs(plain[max(letters.start() - 1, 0) : letters.end() + 1].strip())
    found -= _BLANKS
    return found


@lru_cache(maxsize=20_000)
def _pairs(run: str) -> frozenset[str]:
    return frozenset(map(add, run, run[1:]))


class Phrase(NamedTuple):
    """A term as an index looks it up: `grams` in a row, or one `short` token.

    With `open_end` the last gram is the beginning of a longer one. The match is exact: a text holds
    the phrase where, and only where, its folded form holds the term.
    """

    grams: tuple[str, ...] = ()
    short: str = ""
    open_end: bool = False


def phrase_of(term: str) -> Phrase:
    """How a folded, blank-free term is looked up."""
    term = safe(term)
    has_letters = _LETTER.search(term) is not None
    if len(term) == 1 or (len(term) == 2 and has_letters):
        return Phrase(short=term)
    pieces = _grams_of_run(term)
    if not has_letters:
        return Phrase(grams=tuple(pieces[:-1]))
    covered = max(at + len(piece) for at, piece in enumerate(pieces[:-1]) if _whole(piece))
    whole = [piece for piece in pieces[:-1] if _whole(piece)]
    if covered == len(term):
        return Phrase(grams=tuple(whole))
    return Phrase(grams=(*whole, pieces[len(whole)]), open_end=True)


def _whole(piece: str) -> bool:
    return len(piece) == 3 or (len(piece) == 2 and not _LETTER.search(piece))


def words(folded: str) -> list[str]:
    """Stemmed Latin words and whole numbers of folded text, in order."""
    return [stem for run in _WORD_RUN.findall(folded) for stem in _stems(run)]


def holds_stem(folded: str, stem: str) -> bool:
    """Whether a stem is among the `words` of folded text; only what may be it is looked at.

    A word and its stem begin with the same two letters, but for dying and its like.
    """
    is_number = stem[0].isdecimal()
    pattern, begin = (_NUMBER, stem) if is_number else (_LETTERS, stem[: 1 if stem in _IE else 2])
    at = folded.find(begin)
    while at >= 0:
        word = pattern.match(folded, at)
        if word and stem in _stems(word[0]):
            return True
        at = folded.find(begin, at + 1)
    return False


@lru_cache(maxsize=20_000)
def _stems(run: str) -> tuple[str, ...]:
    return tuple(
        str(_stemmer.stemWord(word)) if word.isascii() and word.isalpha() else word
        for word in _WORD.findall(run)
    )


def han_pairs(folded: str) -> list[str]:
    """Overlapping pairs of the Han runs of folded text; a lone character stays alone."""
    return [
        pair
        for run in _HAN_RUN.findall(folded)
        for pair in (list(map(add, run, run[1:])) if len(run) > 1 else [run])
    ]


@lru_cache(maxsize=1_000)
def variants(text: str) -> tuple[str, ...]:
    """The text folded as typed, and through the regional words of both sides, each once.

    網路, 网络 and 程式, 程序 meet here: {t2s(q), t2s(s2twp(q)), t2s(tw2sp(q))}.
    """
    return tuple(dict.fromkeys((fold(text), fold(_to_taiwan(text)), fold(_from_taiwan(text)))))


@cache
def analysis_version() -> str:
    """Changes when the same text may give other tokens: an index must then be rebuilt."""
    parts = ("grams-1", unicodedata.unidata_version, version("opencc"), version("snowballstemmer"))
    return sha256("|".join(parts).encode()).hexdigest()[:12]
