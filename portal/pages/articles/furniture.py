"""What a web page puts around a regulation: adverts, download lines, boxes, related links.

Every rule matches a whole line of a known shape; a line that merely mentions such words is law
text and stays. What is left out is reported with its reason and lines, never dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.problems import gettext_noop

from .lines import Line
from .parts import Skipped

ADVERT = gettext_noop("advertisement")
NAVIGATION = gettext_noop("navigation of the web page")
PAGE_HEADING = gettext_noop("heading of the web page")
MARKER = gettext_noop("marker of the collection")
UPLOAD_NOTE = gettext_noop("upload note of the web page")
INFO_BOX = gettext_noop("information box of the web page")
DOWNLOAD = gettext_noop("download and related links")
PAGE_NUMBER = gettext_noop("page number")
CONTENTS = gettext_noop("table of contents")

_LINE_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        ADVERT,
        re.compile(
            r"(?:Subscribe (?:to|now)\b.{0,120}|Key Benefits:?|Sign up\b.{0,60}|广告|廣告)", re.I
        ),
    ),
    (
        NAVIGATION,
        re.compile(
            r"(?:Advanced Search|Home|Print this page|Skip to content|首页|首頁|打印本页|返回顶部"
            r"|联系我们|聯絡我們|上一篇.{0,60}|下一篇.{0,60})",
            re.I,
        ),
    ),
    (NAVIGATION, re.compile(r"(?:当前位置|當前位置|您的位置|所在位置)[:：].{0,120}")),
    (
        UPLOAD_NOTE,
        re.compile(
            r"(?:发布|發布|更新)?(?:时间|時間|日期)[:：]\s?\d{4}[-/年]\d{1,2}[-/月]\d{1,2}.{0,60}"
        ),
    ),
    (
        UPLOAD_NOTE,
        re.compile(r"(?:简介|簡介|导读|導讀)[:：].{0,160}(?:文库|文庫|小编|小編).{0,160}"),
    ),
    (PAGE_NUMBER, re.compile(r"[-—–]\s?\d{1,4}\s?[-—–]|第\s?\d{1,4}\s?[页頁].{0,16}")),
    (PAGE_NUMBER, re.compile(r"Page \d{1,4}(?: of \d{1,4})?", re.I)),
)
_TOP_OF_PAGE = 15
_TOP_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (NAVIGATION, re.compile(r"(?:[^。.!?>»›|]{2,60} [-–>»›|] ){2,6}[^。.!?>»›|]{2,80}")),
    (UPLOAD_NOTE, re.compile(r"(?:来源|來源|作者|责任编辑|浏览次数|点击数?)[:：].{0,60}")),
)
_REST_OF_PAGE = re.compile(
    r"下载.{0,80}(?:word格式文档|\.docx?|\.pdf)|点此处下载文档"
    r"|(?:相关|相關|热门|熱門|推荐|推薦)(?:范文|範文|文章|词条|詞條|链接|連結|阅读|閱讀|推荐|推薦)"
    r"(?:推荐|推薦)?|猜你喜欢|猜你喜歡|Related (?:articles|links|documents|posts|pages):?",
    re.IGNORECASE,
)
_INFO_HEADING = re.compile(r"基本(?:介绍|介紹|信息|資訊|资料|資料)")
_BULLET = re.compile(r"[•·●▪◦*]\s?\S.*")
_TABS = re.compile(r"(?:[^,，。;；:：\s]{2,12}[,，]){2,20}")
_CONTENTS_HEADING = re.compile(r"目\s{0,4}[录錄次]|(?:Table of )?Contents:?", re.I)

Tagged = tuple[Line, str]


def starts_related_links(line: Line) -> bool:
    """Whether from this line on the page speaks of other things."""
    return len(line.text) <= 100 and _REST_OF_PAGE.fullmatch(line.text) is not None


def is_contents_heading(line: Line) -> bool:
    """Whether a table of contents begins (目录)."""
    return _CONTENTS_HEADING.fullmatch(line.text) is not None


def sort_out(lines: Iterable[Line]) -> tuple[list[Line], list[Tagged], set[str]]:
    """Split lines into those to keep, those of the web page with their reason, and the names of
    the page's tabs, which are headings of what follows."""
    kept: list[Line] = []
    page: list[Tagged] = []
    tabs: set[str] = set()
    in_box = False
    for line in lines:
        short = line.text if len(line.text) <= 400 else ""
        if _INFO_HEADING.fullmatch(short):
            in_box = True
        elif in_box and not _BULLET.fullmatch(short):
            in_box = False
        rules = _LINE_RULES + (_TOP_RULES if line.number <= _TOP_OF_PAGE else ())
        reason = INFO_BOX if in_box else _reason(short, rules)
        if not reason and _TABS.fullmatch(short):
            tabs.update(re.split("[,，]", short.strip(",，")))
            reason = NAVIGATION
        if reason:
            page.append((line, reason))
        else:
            kept.append(line)
    return kept, page, tabs


def _reason(text: str, rules: Iterable[tuple[str, re.Pattern[str]]]) -> str:
    for reason, pattern in rules:
        if pattern.fullmatch(text):
            return reason
    return ""


def summary(page: Iterable[Tagged]) -> tuple[Skipped, ...]:
    """Neighbouring lines of one reason as one entry, in the order of the file."""
    entries: list[Skipped] = []
    for line, reason in sorted(page, key=lambda tagged: tagged[0].start):
        last = entries[-1] if entries else None
        if last and last.reason == reason and line.number - last.last_line <= 4:
            size = last.characters + len(line.text)
            entries[-1] = Skipped(reason, last.first_line, line.number, size)
        else:
            entries.append(Skipped(reason, line.number, line.number, len(line.text)))
    return tuple(entries)
