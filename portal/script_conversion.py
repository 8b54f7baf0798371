"""Chinese texts in the other script (简繁转换), on request and marked as converted.

For notices and pages of information only. The text of law is shown as it was adopted, always.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import opencc
from django.utils.safestring import SafeString, mark_safe

PARAMETER = "script"
SIMPLIFIED, TRADITIONAL = "zh-Hans", "zh-Hant"
OTHER = {SIMPLIFIED: TRADITIONAL, TRADITIONAL: SIMPLIFIED}
ASKED_AS = {TRADITIONAL: "hant", SIMPLIFIED: "hans"}
CONFIGURATIONS = {TRADITIONAL: "s2tw", SIMPLIFIED: "t2s"}

# Where conversion by character leaves normal traditional usage.
USAGE = {
    "發佈": "發布",
    "公佈": "公布",
    "聲明瞭": "聲明了",
    "文本里": "文本裡",
    "鬚髮": "須發",
    "有隻有": "有只有",
    "後臺": "後台",
    "平臺": "平台",
    "工作臺": "工作台",
    "髮結果": "發結果",
    "賬": "帳",
}

_MARK = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_LANG = re.compile(r'(\slang=")([^"]*)(")')
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr", "path", "rect", "use", "circle",
}  # fmt: skip
_LITERAL = {"script", "style"}


@dataclass(frozen=True)
class Script:
    """In which script a text is shown: as written, or converted on request."""

    written: str
    shown: str
    offered: str

    @property
    def is_converted(self) -> bool:
        """Whether the reader sees another script than the text was written in."""
        return self.written != self.shown

    @property
    def offered_as(self) -> str:
        """The word of the address that asks for the script offered."""
        return ASKED_AS.get(self.offered, "")


def script_of(written: str, *, asked: str, interface: str) -> Script:
    """The script to show a text in, and the one to offer.

    `written` and `interface` are languages as HTML writes them; `asked` is the word of the
    address. A text that is not Chinese is never converted; the other script is offered to who
    reads the interface in it.
    """
    other = OTHER.get(written, "")
    if other and asked == ASKED_AS[other]:
        return Script(written, other, "")
    return Script(written, written, other if other and interface == other else "")


@lru_cache(maxsize=2)
def _converter(script: str) -> opencc.OpenCC:
    return opencc.OpenCC(CONFIGURATIONS[script])


def convert(text: str, script: str) -> str:
    """A plain text in the script asked for (zh-Hans or zh-Hant)."""
    converted: str = _converter(script).convert(text)
    if script == TRADITIONAL:
        for found, usual in USAGE.items():
            converted = converted.replace(found, usual)
    return converted


def convert_html(html: str, script: Script) -> SafeString:
    """HTML of ours with the words of the text converted; addresses and attributes stay.

    The outermost element with `lang` is the text, and gets the language shown. What has a `lang`
    of its own inside it (the words of the interface) is left alone.
    """
    parts = _MARK.split(html)
    out: list[str] = []
    depth, alone = 0, 0  # alone: depth at which a part that is left alone began
    for part in parts:
        if not part.startswith("<"):
            out.append(part if alone or not part.strip() else convert(part, script.shown))
            continue
        opens, closes = _moves(part)
        if opens:
            depth += 1
            part, keeps = _opened(part, depth, script)
            alone = alone or (depth if keeps else 0)
        out.append(part)
        if closes:
            alone = 0 if alone == depth else alone
            depth -= 1
    return mark_safe("".join(out))  # noqa: S308 - markup of our own templates, words converted


def _moves(mark: str) -> tuple[bool, bool]:
    """Whether a mark opens an element, and whether it closes one."""
    name = _NAME.match(mark)
    if name is None or name.group(1).lower() in _VOID or mark.endswith("/>"):
        return False, False
    return not mark.startswith("</"), mark.startswith("</")


def _opened(mark: str, depth: int, script: Script) -> tuple[str, bool]:
    """The opening mark with the language shown, and whether what is in it is left alone."""
    name = _NAME.match(mark)
    if name and name.group(1).lower() in _LITERAL:
        return mark, True
    lang = _LANG.search(mark)
    if lang is None:
        return mark, False
    if depth == 1:
        return _LANG.sub(rf"\g<1>{script.shown}\g<3>", mark, count=1), False
    return mark, True
