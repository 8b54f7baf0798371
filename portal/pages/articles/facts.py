"""What is plainly printed about an instrument: title, document number (文号), dates, kind.

Only forms that leave no choice are read; two different dates for one fact give none. Whatever is
found stays unverified until a person confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from portal.citations import to_int

from .lines import Line
from .parts import Facts

TITLE_LIMIT = 80
_DAY = "[0-9０-９一二三四五六七八九十]{1,3}"
_DATE = rf"(?P<y>[0-9０-９〇○零一二三四五六七八九]{{4}})年(?P<m>{_DAY})月(?P<d>{_DAY})日"
_SECOND_DATE = _DATE.replace("<y>", "<y2>").replace("<m>", "<m2>").replace("<d>", "<d2>")
_MADE_PUBLIC = "(?:公布|公告|发布|發布|颁布|頒布)"
_ADOPTED = re.compile(_DATE + r"[^。;；\n年]{0,60}?(?:通过|通過)")
_APPROVED = re.compile(_DATE + r"[^。;；\n年]{0,60}?(?:批准)")
_PROMULGATED = re.compile(rf"{_MADE_PUBLIC}\s?{_DATE}|{_SECOND_DATE}{_MADE_PUBLIC}")
_EFFECTIVE = re.compile(r"自\s?" + _DATE + r"\s?起\s?(?:施行|实施|實施|试行|試行|执行|執行)")
_MONTHS = "January February March April May June July August September October November December"
_ENGLISH_ORDER = re.compile(
    rf"(?P<no>(?:Order|Decree) No\. ?\d{{1,4}})(?: of (?P<d>\d{{1,2}}) "
    rf"(?P<m>{'|'.join(_MONTHS.split())}) (?P<y>\d{{4}}))?"
)
_DOCUMENT_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,12}[〔\[［(（]\d{4}[〕\]］)）]\s?第?\d{1,5}[号號]"
    r"|[\u3400-\u9fff]{0,14}令\s?第\s?[0-9一二三四五六七八九十百]{1,6}\s?[号號]"
)
_KINDS = (
    ("convention", re.compile("公约|公約|村规民约")),
    ("rules_of_procedure", re.compile("议事规则|議事規則|Rules of Procedure", re.I)),
    ("charter", re.compile("章程|Charter", re.I)),
    ("local_regulation", re.compile("条例|條例")),
    ("law", re.compile("(?<!办)(?<!辦)法$|法典$")),
)
_RULE_BY_ORDER = re.compile("令|Order|Decree")
_DRAFT = re.compile("送审稿|送審稿|草案|征求意见|徵求意見|征求意見|draft", re.I)
_LAW_NAME = re.compile(
    r"(?:条例|條例|办法|辦法|规定|規定|规则|規則|细则|細則|章程|公约|公約|法|意见|意見|方案|制度|通知)"
    r"(?:[(（][^()（）]{1,12}[)）])*$"
)
_TRAILING_DATE = re.compile(r"\s?\d{4}[.年-]?\d{1,2}月?$")
_ORIGINAL_TITLE = re.compile(
    r"(?:Original Language Title|原文标题|原名)[:：]\s?(?P<title>.{2,200})"
)
_END_OF_SENTENCE = re.compile("[。；;！？]|[.!?:：,，]$")
_LAW_BEFORE_BRACKET = re.compile(
    r"(?P<title>[\u3400-\u9fff]{2,60}"
    r"(?:条例|條例|办法|辦法|规定|規定|规则|規則|细则|細則|章程|公约|公約|法))[(（]"
)
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_TRADITIONAL = re.compile("[條區會務個為應當經國與關責員體發對業護權規]")
_SIMPLIFIED = re.compile("[条区会务个为应当经国与关责员体发对业护权规]")


def looks_like_title(text: str) -> bool:
    """Whether a line may be the name of a regulation: short, and no sentence."""
    return len(text) <= TITLE_LIMIT and not _END_OF_SENTENCE.search(text) and text[0] not in "(（•"


def names_a_law(text: str) -> bool:
    """Whether a line ends as names of regulations do: …办法(试行)."""
    return looks_like_title(text) and _LAW_NAME.search(text) is not None


def tidy_title(text: str) -> str:
    """The title without a date that a web site has added behind it."""
    return _TRAILING_DATE.sub("", text).strip()


def title_lines(head: Sequence[Line], marked: str) -> tuple[str, str, list[Line]]:
    """Title, second title in another language, and the lines of the head that print them.

    `marked` is the title printed in the marker of a collection; a fuller form of it in the next
    line is preferred. Empty when nothing is printed.
    """
    used: list[Line] = []
    original = ""
    plain: list[str] = []
    for line in head:
        match = _ORIGINAL_TITLE.fullmatch(line.text)
        if match:
            original = match["title"].strip()
            used.append(line)
        elif looks_like_title(line.text) and (not plain or tidy_title(line.text) in plain):
            plain.append(tidy_title(line.text))
            used.append(line)
        elif not plain and (opening := _LAW_BEFORE_BRACKET.match(line.text)):
            plain.append(opening["title"])
    first = plain[0] if plain else ""
    stem = tidy_title(marked)
    if stem and not first.startswith(stem[:6]):
        used = [line for line in used if tidy_title(line.text) != first]
        first = stem
    if original:
        return original, first, used
    return first or stem, "", used


def facts_of(title: str, preamble: str, last_article: str) -> Facts:
    """Facts from the title, the text before the first article, and the article on coming into
    force."""
    number = _DOCUMENT_NUMBER.search(preamble)
    orders = list(_ENGLISH_ORDER.finditer(preamble))
    order = next((one for one in orders if one["no"].startswith("Order")), None) or (
        orders[0] if orders else None
    )
    document_number = number[0] if number else order["no"] if order else ""
    promulgated = _only(_PROMULGATED.finditer(preamble))
    if order and order["y"] and not promulgated:
        promulgated = _date(order["y"], str(_MONTHS.split().index(order["m"]) + 1), order["d"])
    return Facts(
        kind=_kind(title, document_number),
        document_number=document_number,
        adopted_on=_only(_ADOPTED.finditer(preamble)),
        approved_on=_only(_APPROVED.finditer(preamble)),
        promulgated_on=promulgated,
        effective_from=_only(_EFFECTIVE.finditer(f"{preamble}\n{last_article}")),
        is_draft=bool(_DRAFT.search(title)),
    )


def _kind(title: str, document_number: str) -> str:
    for kind, pattern in _KINDS:
        if pattern.search(title):
            return kind
    return "government_rule" if _RULE_BY_ORDER.search(document_number) else "normative_doc"


def _only(matches: Iterable[re.Match[str]]) -> date | None:
    """The one date that all matches agree on."""
    found = set()
    for match in matches:
        parts = match.groupdict()
        year, month, day = (parts.get(key) or parts.get(key + "2") or "" for key in "ymd")
        found.add(_date(year, month, day))
    return found.pop() if len(found) == 1 else None


def _date(year: str, month: str, day: str) -> date | None:
    numbers = [to_int(part) for part in (year, month, day)]
    try:
        return date(numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
    except ValueError:
        return None


def language_of(text: str) -> str:
    """`en`, `zh-hant` or `zh-hans`, by what most of the letters are."""
    sample = text[:20_000]
    if len(_LATIN.findall(sample)) > 2 * len(_HAN.findall(sample)):
        return "en"
    traditional = len(_TRADITIONAL.findall(sample))
    return "zh-hant" if traditional > len(_SIMPLIFIED.findall(sample)) else "zh-hans"
