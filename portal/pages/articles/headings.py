"""Where articles and divisions may begin: 第三条, 第二章, Article IV, Fourth community work.

Looks at one line at a time and only proposes; whether a proposal holds is decided by the order
of the numbers (`numbering`). A citation (除本条例第十一条…) is never proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from portal.citations import ENGLISH_NUMBER, NUMERAL, ORDINAL_WORDS, english_int, to_int

from .lines import GAP, Line

Kind = Literal["article", "part", "chapter", "section", "annex"]


@dataclass(slots=True)
class Start:
    """A place where an article, a division or an annex may begin.

    `body` is where its text begins; a `strong` proposal stands at the beginning of a line;
    `placed` tells that its number fits the order of the others.
    """

    kind: Kind
    number: int
    label: str
    start: int
    body: int
    line: int
    strong: bool = True
    suffix: int = 0
    title: str = ""
    lost: bool = False
    doubtful: bool = False
    inferred: bool = False
    after_space: bool = False
    placed: bool = False

    @property
    def key(self) -> tuple[int, int]:
        """What the order of articles is judged by."""
        return self.number, self.suffix


_KINDS: dict[str, Kind] = {
    "编": "part",
    "編": "part",
    "篇": "part",
    "章": "chapter",
    "节": "section",
    "節": "section",
    "part": "part",
    "book": "part",
    "title": "part",
    "chapter": "chapter",
    "section": "section",
}
_SPACED = rf"第{GAP}{{0,2}}(?P<number>(?:{NUMERAL}{GAP}{{0,2}}){{1,9}})"
_ARTICLE = re.compile(
    rf"{_SPACED}[条條](?:{GAP}?之{GAP}?(?P<suffix>[一二三四五六七八九十0-9]{{1,2}})(?![条條款项項]))?"
    rf"(?P<mark>{GAP}*[:：.．]?)"
)
_CITED = re.compile(
    rf"{GAP}?第?{GAP}?{NUMERAL}{GAP}?[款项項]|{GAP}?[、,，和及或至到与與]{GAP}?第"
    r"|之?(?:规定|規定|所列|所称|所稱|所述|规定的)|的|之外|以外|除外|中(?:的|规定|規定|关于|關於)"
)
_DIVISION = re.compile(rf"{_SPACED}(?P<kind>[编編篇章节節])")
_DIVISION_CITED = re.compile(rf"{GAP}?(?:的|规定|規定|所|[、,，和及或至到与與]{GAP}?第|各条|各條)")
_INLINE = re.compile(rf"[。！？!?][”」』）)]{{0,2}}(?P<gap>{GAP}{{0,8}})(?=第)")
_AFTER_TITLE = re.compile(rf"(?<=\s)(?=第{GAP}{{0,2}}{NUMERAL}{GAP}{{0,2}}[条條])")

_ENGLISH_ARTICLE = re.compile(
    rf"(?:Article|ARTICLE|Art\.?)\s{{1,3}}(?P<number>{ENGLISH_NUMBER})(?![\w-])\s?[.:,)—–-]?"
)
_ENGLISH_CITED = re.compile(
    r"\s*(?:of\s+(?:the|this|these|that)\b|(?:,|and|or|to|through)\s+(?:[Aa]rticle\s)?\d"
    r"|,?\s*paragraph\b|\(\d)"
)
_ENGLISH_INLINE = re.compile(r"[.!?;][”\")]?\s{1,4}(?=(?:Article|ARTICLE)\s)")
_ENGLISH_DIVISION = re.compile(
    rf"(?P<kind>Part|Book|Title|Chapter|Section|PART|BOOK|TITLE|CHAPTER|SECTION)\s{{1,3}}"
    rf"(?P<number>{ENGLISH_NUMBER})(?![\w-])\s?[.:—–-]?\s*"
)
_ORDINAL = re.compile(rf"(?P<number>(?i:{ORDINAL_WORDS}))(?P<comma>,)?\s+(?=\S)")
_ANNEX = re.compile(
    r"(?:(?:关于|關於).{0,60}的)?(?:起草|修订|修訂|立法|编制|編制)?(?:说明|說明)"
    r"|(?:(?:关于|關於).{0,60}的)?(?:审议|審議|审查|審查|修改)(?:结果|結果|意见|意見|情况|情況)?的?"
    r"(?:报告|報告|说明|說明)"
    r"|(?:相关|相關)(?:报道|報導|報道|新闻|新聞|资料|資料)"
    r"|(?:附件|附表|附录|附錄)\s?[一二三四五六七八九十0-9]{0,2}(?:[:：].{0,60})?"
    r"|Explanatory (?:note|statement)s?"
    r"|(?:Annex|Appendix|Schedule)(?:\s[0-9A-Z]{1,3})?(?:\s?[:.—–-].{0,60})?"
)
_TITLE_LIMIT = 40
_ENGLISH_TITLE_LIMIT = 100
_SENTENCE = re.compile("[。；;！？]|，.*，")


def starts_in(line: Line) -> Iterator[Start]:
    """Proposals of one line, from left to right."""
    text = line.text
    first = text[0]
    if first == "第":
        yield from _chinese_at(line, 0, strong=True)
    elif first in "ABCPST" and (english := _english_at(line)):
        yield english
    elif (first.isascii() and first.isalpha()) and (ordinal := _ordinal_at(line)):
        yield ordinal
    if len(text) <= 80 and is_annex_heading(text):
        yield Start("annex", 0, text, line.start, line.end, line.number, title=text)
    for match in _INLINE.finditer(text):
        yield from _chinese_at(line, match.end(), strong=False, spaced=bool(match["gap"]))
    for match in _ENGLISH_INLINE.finditer(text):
        inline = _english_article(line, match.end())
        if inline:
            inline.strong = False
            yield inline


def is_annex_heading(text: str) -> bool:
    """Whether a line heads an explanation, a review report, news or an annex."""
    return _ANNEX.fullmatch(text) is not None


def _chinese_at(line: Line, at: int, *, strong: bool, spaced: bool = False) -> Iterator[Start]:
    match = _DIVISION.match(line.text, at)
    if match:
        division = _division(line, match)
        if division:
            yield division
            if division.body < line.end:
                yield from _article(line, division.body - line.start, strong=strong, spaced=True)
        return
    yield from _article(line, at, strong=strong, spaced=spaced)


def _article(line: Line, at: int, *, strong: bool, spaced: bool) -> Iterator[Start]:
    match = _ARTICLE.match(line.text, at)
    if not match or (not match["mark"] and _CITED.match(line.text, match.end())):
        return
    if _CITED.match(line.text, match.end()) and line.text[match.end()] in "、,，第和及或至":
        return
    number = to_int(re.sub(GAP, "", match["number"]))
    if not number:
        return
    follows = line.text[match.end() : match.end() + 1]
    yield Start(
        "article",
        number,
        _without_mark(match[0]),
        line.start + at,
        line.start + match.end(),
        line.number,
        strong,
        to_int(match["suffix"] or "") or 0,
        after_space=bool(match["mark"]) or spaced or follows in ("(", "（"),
    )


def _division(line: Line, match: re.Match[str]) -> Start | None:
    number = to_int(re.sub(GAP, "", match["number"]))
    rest_end = len(line.text)
    inline = _AFTER_TITLE.search(line.text, match.end(), match.end() + _TITLE_LIMIT + 10)
    if inline:
        rest_end = inline.end()
    title = line.text[match.end() : rest_end].strip()
    if not number or len(title) > _TITLE_LIMIT or _SENTENCE.search(title):
        return None
    if _DIVISION_CITED.match(line.text, match.end()):
        return None
    label = match[0].strip()
    start, body = line.start + match.start(), line.start + rest_end
    kind = _KINDS[match["kind"]]
    return Start(kind, number, label, start, body, line.number, title=title.lstrip(":： "))


def _english_at(line: Line) -> Start | None:
    return _english_article(line, 0) or _english_division(line)


def _english_article(line: Line, at: int) -> Start | None:
    match = _ENGLISH_ARTICLE.match(line.text, at)
    if not match or _ENGLISH_CITED.match(line.text, match.end()):
        return None
    number = english_int(match["number"])
    if not number:
        return None
    start = line.start + at
    label = _without_mark(match[0])
    return Start("article", number, label, start, line.start + match.end(), line.number)


def _english_division(line: Line) -> Start | None:
    match = _ENGLISH_DIVISION.match(line.text) if len(line.text) <= 140 else None
    number = english_int(match["number"]) if match else None
    if match is None or not number:
        return None
    title = line.text[match.end() :].strip()
    if len(title) > _ENGLISH_TITLE_LIMIT or title.startswith(("of ", "and ", "shall ")):
        return None
    kind = _KINDS[match["kind"].lower()]
    label = _without_mark(match[0])
    return Start(kind, number, label, line.start, line.end, line.number, title=title)


def _without_mark(printed: str) -> str:
    """The number as printed, without the stop or colon between it and the text."""
    return printed.strip().rstrip(".:,)—–-：．").strip()


def _ordinal_at(line: Line) -> Start | None:
    """Fourth community work …: an article; Fourth, community supervision: a chapter."""
    match = _ORDINAL.match(line.text)
    number = english_int(match["number"]) if match else None
    if match is None or not number or not line.text[0].isupper():
        return None
    label, body = match["number"], line.start + match.end()
    if not match["comma"]:
        return Start("article", number, label, line.start, body, line.number, strong=False)
    if len(line.text) > _ENGLISH_TITLE_LIMIT:
        return None
    title = line.text[match.end() :].strip()
    return Start(
        "chapter", number, f"{label},", line.start, line.end, line.number, False, title=title
    )
