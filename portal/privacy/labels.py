"""What stands beside a number and says what it is: the words before it, the head of its column."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

NEAR = 18
"""How many signs before a number its label may begin."""
_OF_IDENTITY = re.compile(
    r"身份[证證号號]|证件[号號]|證件[号號]|公民身份|居民[证證]"
    r"|(?:ID|identity)[ _]?(?:card|number|no)",
    re.IGNORECASE,
)
_OF_CARD = re.compile(
    r"[卡]\s*[号號]|银行卡|銀行卡|储蓄卡|借记卡|信用卡|社保卡|一卡通|存折|[账帳賬][号號户戶]|card",
    re.IGNORECASE,
)
_OF_PHONE = re.compile(
    r"电话|電話|手机|手機|联系方式|聯繫方式|联络|微信|致电|热线|mobile|phone|tel\b|\bcell",
    re.IGNORECASE,
)
_OF_BODY = re.compile(
    r"(?:信用代码|信用代碼|机构代码|注册号|登记号|税号|纳税人识别号|编号|編號|编码|編碼|单号|文号|案号|流水号|序列号"
    r"|批号|批次|备案号|许可证[号號]?|项目代码|代码|代碼|订单[号號]?|合同[号號]|发票[号號]|凭证[号號]|索引号)"
    r"\s*[:：为是]?\s*$"
)


class Surroundings:
    """A text with its lines, asked what stands beside a place in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._said: dict[tuple[int, re.Pattern[str]], bool] = {}

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def _heads(self) -> list[int]:
        """For every line the first line of the table that it belongs to; itself outside a table."""
        heads: list[int] = []
        was_in_table = False
        bounds = [*self._starts, len(self.text) + 1]
        for number in range(len(self._starts)):
            in_table = self.text.find("\t", bounds[number], bounds[number + 1] - 1) >= 0
            heads.append(heads[-1] if in_table and was_in_table else number)
            was_in_table = in_table
        return heads

    @cached_property
    def _cells(self) -> dict[int, list[str]]:
        """The cells of heads that were asked for."""
        return {}

    def number_of(self, place: int) -> int:
        """The line in which a place stands, counted from 0."""
        return bisect_right(self._starts, place) - 1

    def line(self, number: int) -> str:
        """One line without its end."""
        begins = self._starts[number]
        ends = self.text.find("\n", begins)
        return self.text[begins : ends if ends >= 0 else len(self.text)]

    def before(self, place: int, *, near: int = NEAR) -> str:
        """What stands before a place in its line, after the head of its column in a table."""
        begins = max(place - near, 0)
        words = self.text[begins:place]
        line_start = words.rfind("\n") + 1
        return f"{self._column_head(place)} {words[line_start:]}"

    def _column_head(self, place: int) -> str:
        number = self.number_of(place)
        head = self._heads[number]
        if head == number:
            return ""
        column = self.text.count("\t", self._starts[number], place)
        if head not in self._cells:
            self._cells[head] = self.line(head).split("\t")
        cells = self._cells[head]
        return cells[column][:40] if column < len(cells) else ""

    def _says(self, place: int, words: re.Pattern[str]) -> bool:
        """Whether the words before a place match; remembered, several kinds of numbers ask."""
        known = self._said.get((place, words))
        if known is None:
            known = self._said[place, words] = bool(words.search(self.before(place)))
        return known

    def says_identity(self, place: int) -> bool:
        """Whether the number there is called one of a resident."""
        return self._says(place, _OF_IDENTITY)

    def says_card(self, place: int) -> bool:
        """Whether the number there is called one of a card or account."""
        return self._says(place, _OF_CARD)

    def says_phone(self, place: int) -> bool:
        """Whether the number there is called a telephone."""
        return self._says(place, _OF_PHONE)

    def says_body(self, place: int) -> bool:
        """Whether the number there is called one of a body or document, and not of a person."""
        return self._says(place, _OF_BODY) and not self._says(place, _OF_IDENTITY)
