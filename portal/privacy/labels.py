"""What stands beside a number and says what it is: the words before it, the head of its column.

Each kind of label is looked for once in a text, and marks the places that it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

NEAR = 18
"""How many signs before a number its label may begin."""
HEAD_ROWS = 3
"""In how many rows at the top of a table the head of a column may stand, below a title."""
_LONGEST_HEAD = 40


class Label(NamedTuple):
    """Words that say what a number is; `is_tight` ones speak only of the number right after."""

    words: re.Pattern[str]
    head: re.Pattern[str]
    is_tight: bool = False


def _label(words: str, *, is_tight: bool = False) -> Label:
    """At whatever sign a label begins it is found, also inside of another."""
    head = rf"(?:{words})[ \t]*[:为是]?[ \t]*$" if is_tight else words
    here = re.compile(f"(?=({words}))", re.IGNORECASE)
    return Label(here, re.compile(head, re.IGNORECASE), is_tight)


_OF_IDENTITY = _label(
    r"身份[证證号號]|证件[号號]|證件[号號]|公民身份|居民[证證]"
    r"|(?:ID|identity)[ _]?(?:card|number|no)"
)
_OF_CARD = _label(
    r"卡[ \t]{0,4}[号號]|银行卡|銀行卡|储蓄卡|借记卡|信用卡|社保卡|一卡通|存折"
    r"|[账帳賬][号號户戶]|card"
)
_OF_PHONE = _label(
    r"电话|電話|手机|手機|联系方式|聯繫方式|联络|微信|致电|热线|mobile|phone"
    r"|tel(?![^\W\d_])|(?<!\w)cell"
)
_OF_BODY = _label(
    r"信用代码|信用代碼|机构代码|注册号|登记号|税号|纳税人识别号|编号|編號|编码|編碼|单号|文号|案号|流水号|序列号"
    r"|批号|批次|备案号|许可证[号號]?|项目代码|代码|代碼|订单[号號]?|合同[号號]|发票[号號]|凭证[号號]|索引号",
    is_tight=True,
)
_BEFORE_NUMBER = re.compile(rf"[ \t]{{0,{NEAR}}}[:为是]?[ \t]{{0,{NEAR}}}")


class Surroundings:
    """A text with its lines and tables, asked what stands beside a place in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def says_identity(self, place: int) -> bool:
        """Whether the number there is called one of a resident."""
        return bool(self.identity[place])

    def says_card(self, place: int) -> bool:
        """Whether the number there is called one of a card or account."""
        return bool(self.card[place])

    def says_phone(self, place: int) -> bool:
        """Whether the number there is called a telephone."""
        return bool(self._phone[place])

    def says_body(self, place: int) -> bool:
        """Whether the number there is called one of a body or document, and not of a person."""
        return bool(self._body[place] and not self.identity[place])

    @cached_property
    def identity(self) -> bytearray:
        """A mark at every place where a number would be called one of a resident."""
        return self._marked(_OF_IDENTITY)

    @cached_property
    def card(self) -> bytearray:
        """A mark at every place where a number would be called one of a card or account."""
        return self._marked(_OF_CARD)

    @cached_property
    def _phone(self) -> bytearray:
        return self._marked(_OF_PHONE)

    @cached_property
    def _body(self) -> bytearray:
        return self._marked(_OF_BODY)

    def _marked(self, label: Label) -> bytearray:
        """A mark at every place of the text that a label speaks of."""
        marks = bytearray(len(self.text) + 1)
        for begins, ends in (*self._after(label), *self._cells_below(label)):
            if begins < ends:
                marks[begins:ends] = b"\1" * (ends - begins)
        return marks

    def _after(self, label: Label) -> Iterator[tuple[int, int]]:
        """What begins near a label in its line."""
        for match in label.words.finditer(self.text):
            begins, last = match.end(1), min(match.start() + NEAR, len(self.text))
            line_end = self.text.find("\n", begins, last)
            last = last if line_end < 0 else line_end
            tail = _BEFORE_NUMBER.match(self.text, begins) if label.is_tight else None
            yield begins, 1 + (min(tail.end(), last) if tail else last)

    def _cells_below(self, label: Label) -> Iterator[tuple[int, int]]:
        """The cells of which the head of their column tells."""
        for table in self._tables:
            columns: set[int] = set()
            for number, (begins, row) in enumerate(table):
                if number >= HEAD_ROWS and not columns:
                    break
                cells = row.split("\t")
                for place, cell in _those_of(cells, columns, begins):
                    yield place, place + 1 + (0 if label.is_tight else len(cell))
                if number < HEAD_ROWS:
                    heads = enumerate(cell[:_LONGEST_HEAD] for cell in cells)
                    columns |= {column for column, head in heads if label.head.search(head)}

    @cached_property
    def _tables(self) -> list[list[tuple[int, str]]]:
        """Lines with tabs that follow each other, each with the place where it begins."""
        tables: list[list[tuple[int, str]]] = []
        begins, is_inside = 0, False
        for line in self.text.split("\n") if "\t" in self.text else ():
            has_cells = "\t" in line
            if has_cells and not is_inside:
                tables.append([])
            if has_cells:
                tables[-1].append((begins, line))
            is_inside = has_cells
            begins += len(line) + 1
        return tables


def _those_of(cells: list[str], columns: set[int], begins: int) -> Iterator[tuple[int, str]]:
    """The cells of these columns, each with the place where it begins."""
    for column, cell in enumerate(cells if columns else ()):
        if column in columns:
            yield begins, cell
        begins += len(cell) + 1
