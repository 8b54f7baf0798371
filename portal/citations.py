"""Citations of articles (引用): 第十九条, 本办法第三条第二款, 《…》第十条, Article 19.

Pure reading of text: what is cited and where it stands. Which page that is, is decided by
`portal.pages`; which results it leads to, by search. Offsets count characters of the given text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Scope = Literal["here", "titled", "unmarked", "bare"]

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "兩": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[0-9０-９零〇○一二三四五六七八九十百千两兩]{1,9}"
"""Regular expression of a Chinese, ASCII or full-width number, at most nine characters."""
MOST_DIGITS = 9
"""No article has a longer number; longer runs of digits are no number."""


def to_int(numeral: str) -> int | None:
    """The value of 十九, 一百零一, 一〇一, 19 or １９; None when it is not a well-formed number."""
    text = unicodedata.normalize("NFKC", numeral)
    if len(text) > MOST_DIGITS:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if text and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _unit_value(text)


def _unit_value(text: str) -> int | None:
    """Read digits with 十, 百, 千, whose size must fall from left to right."""
    total, digit, ceiling = 0, None, 10_000
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= ceiling or (digit is None and unit != 10) or digit == 0:
                return None
            total, digit, ceiling = total + (digit or 1) * unit, None, unit
        elif char in _DIGITS and digit in (None, 0):
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0) if ceiling < 10_000 else None


def article_slug(number: int | None, suffix: int = 0) -> str:
    """The last part of an article's address: article-19, and article-19-1 for 第十九条之一."""
    return f"article-{number}-{suffix}" if suffix else f"article-{number}"


def to_chinese(number: int) -> str:
    """The number as law texts print it: 10 is 十, 101 is 一百零一. From 1 to 9999."""
    if not 1 <= number <= 9999:
        raise ValueError(f"no article has the number {number}")
    digits = "零一二三四五六七八九"
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += digits[digit] + name
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ONES += " sixteen seventeen eighteen nineteen"
_FIRSTS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_FIRSTS += " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _english_words(ones: list[str], tens_ending: str) -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(ones, start=1))
    for ten, word in enumerate(_TENS.split(), start=2):
        yield (word.removesuffix("y") + "ieth" if tens_ending else word), ten * 10
        yield from ((f"{word}-{one}", ten * 10 + value) for value, one in enumerate(ones[:9], 1))


CARDINALS = dict(_english_words(_ONES.split(), ""))
ORDINALS = dict(_english_words(_FIRSTS.split(), "ieth"))
_ROMAN = re.compile(r"(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(sorted((word.replace("-", "[- ]") for word in words), key=len, reverse=True))


ORDINAL_WORDS = _alternatives(ORDINALS)
ENGLISH_NUMBER = (
    rf"(?:[0-9０-９]{{1,4}}|[IVXLC]{{1,9}}|(?i:{ORDINAL_WORDS}|{_alternatives(CARDINALS)}))"
)
"""Regular expression of an English article number: arabic, roman, cardinal or ordinal word."""


def english_int(word: str) -> int | None:
    """The value of 19, XIX, nineteen, nineteenth or Twenty-first; None when it is none of them."""
    text = unicodedata.normalize("NFKC", word)
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= MOST_DIGITS else None
    lowered = text.lower().replace(" ", "-")
    if lowered in ORDINALS or lowered in CARDINALS:
        return ORDINALS.get(lowered) or CARDINALS.get(lowered)
    return _roman_value(text.upper())


def _roman_value(text: str) -> int | None:
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[char] for char in text]
    followers = [*values[1:], 0]
    pairs = zip(values, followers, strict=True)
    return sum(-value if value < after else value for value, after in pairs)


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention (引用) of a regulation or of an article in it; `text[start:end]` is the mention.

    `scope` says whose article it is: of this very text (本办法), of `title` in book marks, of the
    regulation whose name ends the run of characters `title` (unmarked), or unsaid (bare).
    Without an article `number` is None; `last` closes a range (第三条至第五条).
    """

    start: int
    end: int
    scope: Scope
    title: str = ""
    number: int | None = None
    suffix: int = 0
    paragraph: int | None = None
    item: int | None = None
    last: int | None = None


_LAW_WORD = (
    "(?:条例|條例|办法|辦法|规定|規定|规则|規則|细则|細則|章程|公约|公約|准则|準則|意见|意見|决定"
    "|決定|通知|方案|制度|规程|規程|标准|標準|规范|規範|法典|宪法|憲法|法)"
)
_HERE = re.compile(rf"本{_LAW_WORD}\s?$")
_UNMARKED = re.compile(rf"[\u3400-\u9fff]{{0,40}}{_LAW_WORD}$")
_ENGLISH_LAW = re.compile(
    r"\b(?:regulations?|measures|rules?|law|act|code|provisions|charter|opinions?|decree)\b", re.I
)
_ARTICLE = re.compile(
    rf"第\s?(?P<numbers>{NUMERAL}(?:\s?[、,，和及至到~～—–-]\s?{NUMERAL}){{0,30}})\s?[条條]"
    rf"(?:\s?之\s?(?P<suffix>[一二三四五六七八九十0-9]{{1,2}}))?"
    rf"(?:\s?第?\s?(?P<paragraph>{NUMERAL})\s?款)?"
    rf"(?:\s?第?\s?[（(]?(?P<item>{NUMERAL})[）)]?\s?[项項])?"
)
_LISTED = re.compile(rf"(?P<join>[、,，和及至到~～—–-]?)\s?(?P<number>{NUMERAL})")
_MARKED = re.compile(r"《([^《》\n]{1,120})》")
_ALIAS = re.compile(
    r"《([^《》\n]{1,120})》[(（]以下(?:简称|簡稱)[:：]?[《“\"]([^《》“”\"\n]{1,20})[》”\"][)）]"
)
_ENGLISH = re.compile(
    rf"\b(?:[Aa]rticles?|ARTICLES?|[Aa]rts?\.?)\s{{0,3}}(?P<number>{ENGLISH_NUMBER})(?![\w-])"
    r"(?:\s?\((?P<paragraph>[0-9]{1,2})\))?"
    r"(?:\s+of\s+(?:(?P<here>th(?:is|ese)\s+[A-Za-z]{3,20})"
    r"|the\s+(?P<title>[A-Z][\w'-]{1,30}(?:\s(?:(?:of|on|for|the|and)\s)?[A-Z][\w'-]{1,30}){0,12})"
    r"))?"
)
_CHAIN = re.compile(r"\s?(?:[、,，]?\s?(?:和|及|与|與|或者|或|以及|and|or)?)\s?")
_THROUGH = re.compile(r"\s?(?:至|到|~|～|—|–|-)\s?")


def aliases_in(text: str) -> dict[str, str]:
    """Short names and what they stand for: 《…》（以下简称《条例》）."""
    return {match[2]: match[1] for match in _ALIAS.finditer(text)}


def find_citations(text: str, known: Mapping[str, str] | None = None) -> list[Citation]:
    """Every citation in the text, in order; a list gives one each, a range one with `last`.

    `known` holds short names that another part of the same document has explained.
    """
    aliases = {**(known or {}), **aliases_in(text)}
    found = [*_chinese(text, aliases), *_english(text)]
    taken = {citation.end for citation in found if citation.scope == "titled"}
    found += _titles_alone(text, found, aliases, taken)
    found.sort(key=lambda citation: (citation.start, citation.end))
    return _chained(text, found)


def _chinese(text: str, aliases: dict[str, str]) -> Iterator[Citation]:
    for match in _ARTICLE.finditer(text):
        scope, title, start = _owner(text, match.start())
        offset, group = match.start("numbers"), match["numbers"]
        listed = list(_LISTED.finditer(group))
        for place, part in enumerate(listed):
            number = to_int(part["number"])
            if not number:
                continue
            is_last = place == len(listed) - 1
            end = match.end() if is_last else offset + part.end()
            citation = Citation(start, end, scope, aliases.get(title, title), number)
            start = end
            if part["join"] in tuple("至到~～—–-") and place:
                citation = replace(citation, last=-1)
            yield _with_details(citation, match) if is_last else citation


def _with_details(citation: Citation, match: re.Match[str]) -> Citation:
    values = {name: to_int(match[name] or "") for name in ("suffix", "paragraph", "item")}
    return replace(
        citation,
        suffix=values["suffix"] or 0,
        paragraph=values["paragraph"],
        item=values["item"],
    )


def _owner(text: str, start: int) -> tuple[Scope, str, int]:
    """Whose article is cited at `start`, its printed title, and where the mention begins."""
    before = text[max(0, start - 130) : start].rstrip(" \u3000")
    at = max(0, start - 130)
    if before.endswith("》"):
        opening = before.rfind("《")
        if opening >= 0:
            return "titled", before[opening + 1 : -1], at + opening
    here = _HERE.search(before[-6:])
    if here:
        return "here", "", at + len(before) - len(here[0])
    unmarked = _UNMARKED.search(before[-42:])
    if unmarked:
        return "unmarked", unmarked[0], start
    return "bare", "", start


def _english(text: str) -> Iterator[Citation]:
    for match in _ENGLISH.finditer(text):
        number = english_int(match["number"])
        if not number:
            continue
        title = match["title"] or ""
        if title and not _ENGLISH_LAW.search(title):
            title = ""
        scope: Scope = "here" if match["here"] else "titled" if title else "bare"
        paragraph = int(match["paragraph"]) if match["paragraph"] else None
        yield Citation(match.start(), match.end(), scope, title, number, paragraph=paragraph)


def _titles_alone(
    text: str, found: list[Citation], aliases: dict[str, str], taken: set[int]
) -> list[Citation]:
    """《…》 that no article follows."""
    starts = {citation.start for citation in found if citation.scope == "titled"}
    return [
        Citation(match.start(), match.end(), "titled", aliases.get(match[1], match[1]))
        for match in _MARKED.finditer(text)
        if match.start() not in starts and match.end() not in taken
    ]


def _chained(text: str, found: list[Citation]) -> list[Citation]:
    """Close ranges, and let 第十二条 in 本条例第十一条、第十二条 belong to the same text."""
    result: list[Citation] = []
    for citation in found:
        previous = result[-1] if result else None
        if previous is None or not previous.number or not citation.number:
            result.append(citation)
            continue
        between = text[previous.end : citation.start]
        if citation.last == -1 or (_THROUGH.fullmatch(between) and citation.scope == "bare"):
            result[-1] = replace(previous, end=citation.end, last=citation.number)
        elif citation.scope == "bare" and _CHAIN.fullmatch(between):
            result.append(replace(citation, scope=previous.scope, title=previous.title))
        else:
            result.append(citation)
    return result


@dataclass(frozen=True, slots=True)
class QueryCitation:
    """What a reader typed to find one article: 社区工作条例第19条. `title` may be empty; `number`
    is None for a title in book marks alone; `rest` holds the words that are no part of it."""

    title: str
    number: int | None
    suffix: int = 0
    paragraph: int | None = None
    rest: str = ""


_SHORT = re.compile(rf"(?<![0-9第])(?P<number>{NUMERAL})[条條](?=$|\s|之|第)")


_IN_ENGLISH = (
    re.compile(r"\barticle\s?(?P<n>[ivxlc]{1,9})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<n>{ORDINAL_WORDS})\s+article\b", re.IGNORECASE),
)


def parse_query(query: str) -> QueryCitation | None:
    """The citation in a search query, or None; only the first 200 characters are read."""
    text = unicodedata.normalize("NFKC", query[:200]).strip()
    cited = next((found for found in find_citations(text) if found.number), None)
    if cited is None:
        cited = _loose(text)
    marked = _MARKED.search(text)
    if cited is None:
        if marked is None:
            return None
        rest = (text[: marked.start()] + " " + text[marked.end() :]).strip()
        return QueryCitation(marked[1], None, rest=rest)
    before, after = text[: cited.start].strip(), text[cited.end :].strip()
    if cited.scope == "titled":
        return _query(cited, cited.title, f"{before} {after}")
    if marked:
        return _query(cited, marked[1], _MARKED.sub(" ", f"{before} {after}", count=1))
    return _query(cited, *_title_and_rest(before, after))


def _loose(text: str) -> Citation | None:
    """Forms that only a reader in a hurry uses: 19条, article xix, nineteenth article."""
    short = _SHORT.search(text)
    if short and (number := to_int(short["number"])):
        details = _ARTICLE.match("第" + text[short.start() :])
        end = short.start() + details.end() - 1 if details else short.end()
        citation = Citation(short.start(), end, "bare", "", number)
        return _with_details(citation, details) if details else citation
    for pattern in _IN_ENGLISH:
        match = pattern.search(text)
        if match and (number := english_int(match["n"])):
            return Citation(match.start(), match.end(), "bare", "", number)
    return None


def _title_and_rest(before: str, after: str) -> tuple[str, str]:
    of_law = re.match(r"of\s+(?:the\s+)?(.+)", after, re.IGNORECASE)
    if of_law:
        return of_law[1].strip(), before
    if re.search(rf"{_LAW_WORD}$", before) or _ENGLISH_LAW.search(before):
        words, _, name = ("", "", before) if before.isascii() else before.rpartition(" ")
        return name.strip(" ,的"), f"{words} {after}"
    return "", f"{before} {after}"


def _query(cited: Citation, title: str, rest: str) -> QueryCitation:
    return QueryCitation(
        title.strip(), cited.number, cited.suffix, cited.paragraph, " ".join(rest.split())
    )
