"""Names and homes of people, where a label or the head of a column says that they are that.

Suggestions, not findings: an official's name may have to be public. A name is shown as 张*, a home
not below its community.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .findings import Finding, Kind
from .plain import plain

_HAN = r"[\u3400-\u9fff]"
_NAME_WORDS = (
    "姓名|申请人|申請人|当事人|當事人|户主|戶主|业主|業主|产权人|受益人|救助对象|保障对象|持卡人"
    "|家长|监护人"
)
_HOME_WORDS = (
    "住址|家庭地址|家庭住址|现住址|現住址|户籍地址|戶籍地址|户籍所在地|户口所在地|居住地址|房屋坐落"
)
_NAMED = re.compile(
    rf"(?:{_NAME_WORDS}|联系人|聯繫人)[ \x00]*[:：][ \x00]*"
    rf"({_HAN}(?:[ ·\x00]?{_HAN}){{1,3}})(?!{_HAN}|[ \x00]?[*某])"
)
_LIVES = re.compile(rf"(?:{_HOME_WORDS})[ \x00]*[:：][ \x00]*([^\n\t,，;；。]{{2,60}})")
_NAME_HEAD = re.compile(rf"\s*(?:{_NAME_WORDS})[^\t]{{0,6}}")
_HOME_HEAD = re.compile(rf"\s*(?:{_HOME_WORDS}|地址)[^\t]{{0,6}}")
_NAME = re.compile(rf"{_HAN}(?:[ ·\x00]?{_HAN}){{1,3}}")
_DOUBLE_SURNAMES = {"欧阳", "司马", "上官", "诸葛", "尉迟", "皇甫", "令狐", "慕容", "东方", "夏侯"}
_NO_NAMES = re.compile(r"姓名|合计|小计|备注|单位|社区|委员|公司|以上|以下|[某无無]")
_COMMUNITY = re.compile(r".*(?:社区|社區|居委会|村|街道|镇|鎮|乡|鄉)")
_BELOW = re.compile(
    r"(?:[\dA-Za-z一二三四五六七八九十甲乙丙丁]{1,8}[ \-]?)"
    r"(?:号|號|栋|棟|幢|座|单元|單元|楼|樓|室|弄|组|組|户|戶|层|層|门|門|#)|\d{1,6}-\d{1,6}"
)


def suggestions(text: str) -> list[Finding]:
    """Names and homes in `text` that are not masked yet, in order."""
    read = plain(text)
    found = [*_labelled(read), *_in_columns(read)]
    ordered = sorted(found, key=lambda one: (one.start, -one.end))
    return [one for place, one in enumerate(ordered) if not _is_covered(one, ordered[:place])]


def _is_covered(one: Finding, before: list[Finding]) -> bool:
    return bool(before) and before[-1].overlaps(one)


def _labelled(read: str) -> Iterator[Finding]:
    for match in _NAMED.finditer(read):
        yield from _name(match[1], match.start(1))
    for match in _LIVES.finditer(read):
        yield from _home(match[1], match.start(1))


def _in_columns(read: str) -> Iterator[Finding]:
    """The cells below a head of names or homes, in tables with a tab between cells."""
    heads: list[str] = []
    place = 0
    for line in read.split("\n"):
        cells = line.split("\t")
        if len(cells) < 2:
            heads = []
        elif not heads or any(_NAME_HEAD.fullmatch(cell) for cell in cells):
            heads = cells
        else:
            yield from _in_row(heads, cells, place)
        place += len(line) + 1


def _in_row(heads: list[str], cells: list[str], place: int) -> Iterator[Finding]:
    for head, cell in zip(heads, cells, strict=False):
        begins = place + len(cell) - len(cell.lstrip())
        if _NAME_HEAD.fullmatch(head) and _NAME.fullmatch(cell.strip()):
            yield from _name(cell.strip(), begins)
        elif _HOME_HEAD.fullmatch(head):
            yield from _home(cell.strip(), begins)
        place += len(cell) + 1


def _name(name: str, start: int) -> Iterator[Finding]:
    if _NO_NAMES.search(name):
        return
    surname = name[:2] if name[:2] in _DOUBLE_SURNAMES else name[:1]
    yield Finding(Kind.NAME, start, start + len(name), name, f"{surname}*")


def _home(home: str, start: int) -> Iterator[Finding]:
    """The part below the community: house, building, unit, room."""
    community = _COMMUNITY.match(home)
    begins = community.end() if community else 0
    below = _BELOW.search(home, begins)
    if below is not None:
        begins = begins if community else below.start()
        yield Finding(Kind.ADDRESS, start + begins, start + len(home), home[begins:], "*")
