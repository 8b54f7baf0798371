"""One page of a list: its rows and whether there is more, without counting all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR
from typing import Any
from urllib.parse import urlencode

MAX_PAGE = 5_000


def whole_number(text: str) -> int | None:
    """A positive whole number of at most seven ASCII digits, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else None


def calendar_year(text: str) -> int | None:
    """A year that a date can have, or None."""
    year = whole_number(text)
    return year if year and year <= MAXYEAR else None


@dataclass(frozen=True)
class Listing:
    """Rows of one page; `number` counts from 1, `query` is the filter without the page."""

    rows: list[Any]
    number: int
    has_next: bool
    query: str

    @classmethod
    def of(cls, queryset: Any, parameters: Mapping[str, str], *, size: int) -> Listing:
        """Reads one row more than it shows; one query. A page that is no number is page 1."""
        number = min(max(whole_number(parameters.get("page", "")) or 1, 1), MAX_PAGE)
        start = (number - 1) * size
        rows = list(queryset[start : start + size + 1])
        kept = [(key, value) for key, value in parameters.items() if key != "page" and value]
        return cls(rows[:size], number, len(rows) > size, urlencode(kept))

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before this one."""
        return self.number > 1

    def _address(self, number: int) -> str:
        return f"?{self.query}&page={number}" if self.query else f"?page={number}"

    @property
    def next_address(self) -> str:
        """Query string of the next page."""
        return self._address(self.number + 1)

    @property
    def previous_address(self) -> str:
        """Query string of the previous page."""
        return self._address(self.number - 1)
