"""Terms that a regulation defines (用语): 本办法所称社区，是指…; 下列用语的含义; X（以下简称Y）.

Pure reading of text. A term is taken, or marked where it is used, only where there is no doubt:
a use that is missed harms nobody, a wrong one puts words into the mouth of the law.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

SHORTEST = 2
LONGEST = 20
_SURE_LENGTH = 4
_QUOTE = "[“”\"「」『』‘’']?"
_WORD = rf"{_QUOTE}(?P<word>[\u3400-\u9fffA-Za-z0-9]{{{SHORTEST},{LONGEST}}}?){_QUOTE}"
_MEANS = r"\s?(?:[，,]?\s?(?:是指|系指|係指|指的是)|[，,]\s?(?:指|包括))"
_LAW = (
    "(?:条例|條例|办法|辦法|规定|規定|规则|規則|细则|細則|章程|公约|公約|制度|规程|規程|规范|規範"
    "|标准|標準|法|意见|意見|方案|决定|決定)"
)
_CALLED = re.compile(rf"本{_LAW}(?:中)?所[称稱][的之]?\s?{_WORD}(?:{_MEANS}|[，,]\s?是)")
_TITLE = re.compile(r"《[^《》\n]{1,120}》")
_GLOSSARY = re.compile(r"下列(?:用语|用語|术语|術語|词语|詞語|名词|名詞)[^。：:\n]{0,20}[：:]")
_ITEM = re.compile(
    rf"^\s*(?:[（(][一二三四五六七八九十0-9]{{1,3}}[）)]|[0-9]{{1,2}}[.．、])\s?{_WORD}"
    rf"(?:{_MEANS}|\s?[：:])",
    re.MULTILINE,
)
_SHORT_NAME = re.compile(
    rf"[（(]以下(?:均)?(?:简称|簡稱|统称|統稱|称|稱)(?:为|為)?[：:]?\s?{_WORD}[）)]"
)
_ENGLISH_WORD = "[“\"‘'](?P<word>[A-Za-z][A-Za-z -]{1,38}[A-Za-z])[”\"’']"
_ENGLISH_SHORT_NAME = re.compile(
    r"\((?:hereinafter|hereafter)\s+(?:(?:also\s+)?(?:referred\s+to\s+as|called)\s+)?(?:the\s+)?"
    rf"{_ENGLISH_WORD}\)",
    re.IGNORECASE,
)
_ENGLISH_MEANING = re.compile(rf"{_ENGLISH_WORD}\s(?:means|refers\sto)\b", re.IGNORECASE)
_NO_TERM = re.compile(
    "[和与與及或]|以上|以下|以内|以內|以外|届满|屆滿|不满|不滿|超过|超過|不少于|不超过|^本|^其|^该|^該"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_BEFORE = frozenset("的是应應在由和与與及或对對向从從为為按将將本该該各其个個以至到使让讓")
_AFTER = frozenset("的是应應和与與及或在由内內外为為可不将將对對须須按依已未")
_GOES_ON = frozenset("点點长長员員部所院会會站")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that a regulation explains; `start` and `end` are where, in text number `place`."""

    word: str
    place: int
    start: int
    end: int


def terms_in(texts: Sequence[str]) -> list[Term]:
    """The terms that the articles of one regulation define, in their order, each word once.

    What a word means (是指) goes before what merely shortens a name (以下简称).
    """
    found: dict[str, Term] = {}
    for defined in (_meanings, _short_names):
        for place, text in enumerate(texts):
            for word, start in defined(text):
                if not _NO_TERM.search(word):
                    found.setdefault(word, Term(word, place, start, start + len(word)))
    return sorted(found.values(), key=lambda term: (term.place, term.start))


def _meanings(text: str) -> Iterator[tuple[str, int]]:
    for match in (*_CALLED.finditer(text), *_items(text)):
        yield match["word"], match.start("word")
    for match in _ENGLISH_MEANING.finditer(text):
        yield match["word"], match.start("word")


def _short_names(text: str) -> Iterator[tuple[str, int]]:
    for match in (*_SHORT_NAME.finditer(text), *_ENGLISH_SHORT_NAME.finditer(text)):
        yield match["word"], match.start("word")


def _items(text: str) -> Iterator[re.Match[str]]:
    """The items of a list of words and their meanings, from its heading to the article's end."""
    if opening := _GLOSSARY.search(text):
        yield from _ITEM.finditer(text, opening.end())


def uses_of(
    words: Collection[str], text: str, taken: Iterable[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """Where each of the words is first used in a text, in order, outside the `taken` stretches.

    Of words that begin alike the longest is meant. A short word counts only where its neighbours
    show that it stands alone: 社区 in 在社区内, not in 社区服务站. Titles (《…》) are left out.
    """
    if not words:
        return []
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    blocked = [*taken, *(title.span() for title in _TITLE.finditer(text))]
    seen: set[str] = set()
    uses = []
    for match in re.finditer(pattern, text):
        start, end = match.span()
        if match[0] in seen or any(start < last and first < end for first, last in blocked):
            continue
        if _stands_alone(text, start, end):
            seen.add(match[0])
            uses.append((start, end))
    return uses


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start:end].isascii():
        return not (before.isalnum() or before == "-" or after.isalnum() or after == "-")
    if end - start >= _SURE_LENGTH:
        return after not in _GOES_ON
    return _is_free(before, _BEFORE) and _is_free(after, _AFTER)


def _is_free(neighbour: str, allowed: frozenset[str]) -> bool:
    return not _HAN.match(neighbour) and not neighbour.isalnum() or neighbour in allowed
