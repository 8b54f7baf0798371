"""Days as residents write them in a form: strict about the calendar, lenient about the signs."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DAY = re.compile(r"(\d{4})(?:[-./年 ]+(\d{1,2})[-./月 ]+(\d{1,2})|(\d\d)(\d\d)) ?日?", re.ASCII)


def day_of(typed: str) -> date | None:
    """The day that was written (2026-05-01, 2026年5月1日, 2026/5/1, 20260501); None for no day."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        return None
    year, *rest = (int(part) for part in found.groups() if part)
    try:
        return date(year, *rest)
    except ValueError:
        return None
