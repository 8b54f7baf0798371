"""Reads demo files: header lines `key: value`, an empty line, then the text.

All that is wrong in all files is collected with file and line, and refused at once before
anything is stored. Which keys a file may have is said by the loader that asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from portal.problems import Problem, Refused, gettext_noop

from .days import day_from, with_days

T = TypeVar("T")

SUFFIX = ".txt"
_HEADER = re.compile(r"(?P<key>[a-z][a-z0-9_]*): ?(?P<value>.*)")


@dataclass(frozen=True)
class Entry:
    """One header line."""

    key: str
    value: str
    line: int


@dataclass
class DemoFile:
    """One readable file of the demo (演示文件). Asking for a bad value notes a problem."""

    name: str
    entries: list[Entry]
    body: str
    body_line: int
    problems: list[Problem]

    def text(self, key: str) -> str:
        """The value of `key`, or an empty text."""
        return next((entry.value for entry in self.entries if entry.key == key), "")

    def texts(self, key: str) -> list[str]:
        """All values of a key that may be repeated."""
        return [entry.value for entry in self.entries if entry.key == key]

    def words(self, key: str) -> list[str]:
        """The value of `key` split at its commas."""
        return [word.strip() for word in self.text(key).split(",") if word.strip()]

    def choice(self, key: str, choices: Collection[str], default: str = "") -> str:
        """The value of `key`, which must be one of `choices`."""
        value = self.text(key) or default
        if value not in choices:
            self.reject(key, f"{value}: {', '.join(choices)}")
        return value

    def number(self, key: str) -> int | None:
        """A whole number."""
        return self._converted(key, int)

    def decimal(self, key: str) -> Decimal | None:
        """A number with a fraction."""
        return self._converted(key, Decimal)

    def day(self, key: str, *, on: date) -> date | None:
        """A day, told from the day of loading `on`."""
        return self._converted(key, lambda value: day_from(value, on=on))

    def filled(self, text: str, *, on: date) -> str:
        """`text` of this file with its places for days filled (see `with_days`)."""
        try:
            return with_days(text, on=on)
        except ValueError as error:
            self.reject("", str(error))
            return text

    def reject(self, key: str, reason: str) -> None:
        """Notes that a line of `key` (the one with the value `reason`), or the text, is no use."""
        entries = [entry for entry in self.entries if entry.key == key]
        entries.sort(key=lambda entry: entry.value != reason)
        line = entries[0].line if entries else self.body_line
        message = gettext_noop("This line cannot be used (%(reason)s).")
        self.problems.append(
            Problem("demo.line_unusable", message, key, {"reason": reason}, f"{self.name}:{line}")
        )

    def _converted(self, key: str, convert: Callable[[str], T]) -> T | None:
        value = self.text(key)
        if not value:
            return None
        try:
            return convert(value)
        except (ValueError, InvalidOperation):
            self.reject(key, value)
            return None


@dataclass
class Shelf:
    """The folder of demo files, read on the day `on`; gathers what is wrong in any of them."""

    root: Path
    on: date
    problems: list[Problem] = field(default_factory=list)

    def files(self, pattern: str) -> list[Path]:
        """The files that match `pattern`, in the order of their names."""
        return sorted(self.root.glob(pattern + SUFFIX))

    def address(self, path: Path) -> str:
        """Where the file lies in the folder, without its ending: also its place in the tree."""
        return path.relative_to(self.root).with_suffix("").as_posix()

    def read(
        self, path: Path, *, required: Iterable[str], optional: Iterable[str] = ()
    ) -> DemoFile:
        """Reads one file; unknown, missing and unreadable lines become problems."""
        name = f"{self.root.name}/{path.relative_to(self.root).as_posix()}"
        file = self._parsed(path, name)
        required = list(required)
        known = {*required, *optional}
        for entry in file.entries:
            if entry.key not in known:
                file.reject(entry.key, f"{entry.key}?")
        given = {entry.key for entry in file.entries if entry.value}
        for key in required:
            if key not in given:
                self._note(gettext_noop("The line “%(reason)s” is missing."), key, f"{name}:1")
        return file

    def settle(self) -> None:
        """Refuses with all problems of all files read so far."""
        if self.problems:
            raise Refused(self.problems)

    def _parsed(self, path: Path, name: str) -> DemoFile:
        entries: list[Entry] = []
        lines = self._lines(path, name)
        for number, line in enumerate(lines, 1):
            if not line.strip():
                return DemoFile(
                    name, entries, "\n".join(lines[number:]).strip(), number + 1, self.problems
                )
            match = _HEADER.fullmatch(line)
            if match:
                entries.append(Entry(match["key"], match["value"].strip(), number))
            else:
                message = gettext_noop("This line is not “key: value” (%(reason)s).")
                self._note(message, line[:40], f"{name}:{number}")
        return DemoFile(name, entries, "", len(lines), self.problems)

    def _lines(self, path: Path, name: str) -> list[str]:
        try:
            return path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            self._note(gettext_noop("This file cannot be read (%(reason)s)."), str(error), name)
            return []

    def _note(self, message: str, reason: str, where: str) -> None:
        self.problems.append(
            Problem("demo.file_unusable", message, params={"reason": reason}, where=where)
        )
