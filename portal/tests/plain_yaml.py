"""Reads the plain part of YAML that the compose file keeps to; anything else is an error.

Mappings, lists, one-line lists in brackets, plain and quoted words, anchors and merges. No library
for YAML is needed by the portal, and one for this test alone would be a dependency too many.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

KEY = re.compile(r'^([\w.$<-]+|"[^"]+"):(?:\s+(.*))?$')


@dataclass
class Reader:
    """The lines that are left, and what anchors stand for."""

    lines: list[tuple[int, str]]
    anchors: dict[str, Any] = field(default_factory=dict)

    def block(self, depth: int) -> Any:
        """A mapping or a list whose lines stand at this depth."""
        is_list = self.lines[0][1].startswith("- ")
        return self.items(depth) if is_list else self.mapping(depth)

    def items(self, depth: int) -> list[Any]:
        found = []
        while self.lines and self.lines[0][0] == depth:
            line = self.lines.pop(0)[1]
            assert line.startswith("- "), f"not an item of the list: {line}"
            found.append(scalar(line[2:]))
        return found

    def mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        while self.lines and self.lines[0][0] == depth:
            line = self.lines.pop(0)[1]
            match = KEY.match(line)
            assert match, f"neither a key nor an item: {line}"
            key, text = match[1].strip('"'), match[2] or ""
            if key == "<<":
                merged = self.anchors[text.removeprefix("*")]
                continue
            assert key not in found, f"{key} stands there twice"
            found[key] = self.value(text, depth)
        assert not self.lines or self.lines[0][0] < depth, f"at no known depth: {self.lines[0]}"
        return {**merged, **found}

    def value(self, text: str, depth: int) -> Any:
        anchor = re.fullmatch(r"&(\w+)", text)
        if text and not anchor:
            return scalar(text)
        inside = self.block(self.lines[0][0]) if self.lines and self.lines[0][0] > depth else None
        if anchor:
            self.anchors[anchor[1]] = inside
        return inside


def scalar(text: str) -> Any:
    """One value on one line."""
    if text[0] in '["':
        return json.loads(text)
    assert text[0] not in "{}&*!|>'%@`#", f"not plain: {text}"
    assert ": " not in text and " #" not in text, f"must be quoted: {text}"
    return text


def read(text: str) -> Any:
    """The whole file."""
    assert "\t" not in text, "YAML knows no tabs"
    rows = [line.rstrip() for line in text.splitlines()]
    kept = [row for row in rows if row.strip() and not row.lstrip().startswith("#")]
    reader = Reader([(len(row) - len(row.lstrip()), row.lstrip()) for row in kept])
    return reader.block(0)
