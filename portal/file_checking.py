"""Checks what is uploaded (上传检查): files for download and pictures, by content, size and kind.

Every way into the portal ends here: the forms of the desk say the problems beside their field, and
our models refuse to be stored without it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.conf import settings

from portal import privacy
from portal.file_child import ask, shown_name
from portal.file_findings import as_problem
from portal.filereaders.found import Finding, Unreadable
from portal.filereaders.signatures import (
    demand_content,
    holds_test_virus,
    kind_of_picture,
    kind_of_upload,
)
from portal.filetext import bytes_of
from portal.privacy.labels import HEAD_ROWS
from portal.problems import Refused
from portal.virus_scanner import demand_clean

PIECE_CHARACTERS = 50_000
LONGEST_HEADS = 5_000
FILE_MARK = "_portal_checked"
"""What a file object carries that has passed, so that one upload is looked at once."""


@dataclass(frozen=True)
class Checked:
    """A file for download that was looked at (查验过的文件): nothing is wrong with it.

    `hidden` and `personal` are findings that a person has to judge before it becomes public.
    """

    name: str
    kind: str
    size: int
    sha256: str
    text: str = ""
    hidden_text: str = ""
    warnings: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[dict[str, Any]] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)


def check_file(source: bytes | BinaryIO, *, name: str) -> Checked:
    """Looks at a file for download; refuses, by name of the finding, what must not be taken."""
    name = shown_name(name)
    try:
        kind = kind_of_upload(name)
        data = _harmless(source)
        demand_content(kind, data)
        found = ask("inspect", kind, data)
    except Unreadable as refusal:
        raise Refused([as_problem(refusal.finding, name)]) from None
    if found["refusals"]:
        raise Refused(as_problem(Finding(**row), name) for row in found["refusals"])
    return Checked(
        name=name,
        kind=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        text=found["text"],
        hidden_text=found["hidden_text"],
        warnings=found["warnings"],
        hidden=found["hidden"],
        personal=personal_in(f"{name}\n{found['text']}\n{found['hidden_text']}"),
    )


def redraw_picture(source: bytes | BinaryIO, *, name: str) -> tuple[bytes, str]:
    """The picture drawn anew without anything else that was in the file, and its kind.

    Refuses what is no JPEG, PNG, GIF or WEBP by name and content, is damaged or too large.
    """
    name = shown_name(name)
    try:
        data = _harmless(source)
        if not data.strip():
            raise Unreadable("empty")
        kind = kind_of_picture(name, data)
        answer = ask("redraw", kind, data)
    except Unreadable as refusal:
        raise Refused([as_problem(refusal.finding, name)]) from None
    return base64.b64decode(answer["picture"]), kind


def personal_in(text: str) -> list[str]:
    """Kinds of personal data in a text, in order of their first place, each once.

    The kinds alone are kept: what was found is never written anywhere else.
    """
    kinds: dict[str, None] = {}
    for piece in _pieces(text):
        kinds.update(dict.fromkeys(str(finding.kind) for finding in privacy.find(piece)))
    return list(kinds)


def _pieces(text: str) -> Iterator[str]:
    """A long text in parts that end with a line; a table that goes on takes its heads along."""
    heads: list[str] = []
    piece: list[str] = []
    size = 0
    for line in text.split("\n"):
        if "\t" not in line:
            heads = []
        elif len(heads) < HEAD_ROWS:
            heads.append(line[:LONGEST_HEADS])
        piece.append(line)
        size += len(line) + 1
        if size >= PIECE_CHARACTERS:
            yield "\n".join(piece)
            piece, size = list(heads), 0
    yield "\n".join(piece)


def _harmless(source: bytes | BinaryIO) -> bytes:
    data = bytes_of(source)
    if holds_test_virus(data):
        raise Unreadable("virus", name=" (EICAR)")
    demand_clean(data, settings.PORTAL["SCANNER"])
    return data
