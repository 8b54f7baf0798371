"""What a reader found in a file, in a form that crosses from the child process to its parent.

Codes and places only: `portal.filetext` puts them into words.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing to say about a file (发现): `code` is a key of `portal.file_findings.MESSAGES`.

    `line` and `page` count from 1, 0 is unknown; `part` is a member of an archive.
    """

    code: str
    params: dict[str, str | int] = field(default_factory=dict)
    line: int = 0
    page: int = 0
    part: str = ""


@dataclass(frozen=True)
class Reading:
    """The text of a file (取得的文本); lines end in `\\n`, `page_starts` are offsets, if any."""

    text: str
    page_starts: tuple[int, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Inspection:
    """What an upload holds (文件检查): `refusals` keep it out; `hidden` wants a person's word.

    `hidden_text` are the words that no reader sees at once: deleted, commented, in hidden cells or
    in the properties. They are asked for personal data as the visible ones are.
    """

    text: str = ""
    page_starts: tuple[int, ...] = ()
    warnings: tuple[Finding, ...] = ()
    refusals: tuple[Finding, ...] = ()
    hidden: tuple[Finding, ...] = ()
    hidden_text: str = ""


class Unreadable(Exception):
    """The file is not read, for the one reason given."""

    def __init__(
        self, code: str, *, line: int = 0, page: int = 0, part: str = "", **params: str | int
    ) -> None:
        self.finding = Finding(code, params, line, page, part)
        super().__init__(code)
