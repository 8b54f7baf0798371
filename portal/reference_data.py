"""Loads what every installation starts with: the calendar of working days and the rule settings.

Both loads add what is missing and leave what is there: a day or a setting that staff have edited
is never overwritten, and a second load changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from portal.calendar_files import ArrangedDay, days_of_year
from portal.models import CalendarDay, RuleSetting
from portal.problems import Problem, Refused, gettext_noop

RULE_FIELDS = ("key", "value", "unit", "scope", "basis", "effective_from")


@dataclass(frozen=True)
class Loaded:
    """What a load did (载入结果): rows added, and rows left as they were."""

    added: int
    kept: int


def load_calendar_days(paths: Iterable[Path]) -> Loaded:
    """Add the days of the given year files (节假日安排); days already there keep their kind.

    Refuses an unreadable file, naming it; then nothing of any file is stored.
    """
    days = [day for path in paths for day in _days_in(path)]
    with transaction.atomic():
        stored = set(CalendarDay.objects.values_list("date", flat=True))
        missing = [day for day in days if day.date not in stored]
        CalendarDay.objects.bulk_create(CalendarDay(**day._asdict()) for day in missing)
    return Loaded(len(missing), len(days) - len(missing))


def load_rule_settings(path: Path) -> Loaded:
    """Add the rule settings (规则参数) of a file, each with the article it rests on.

    A row with the same key, scope and start date is left as it is, and so is the history of
    values. Refuses an unreadable file and a setting without its legal basis.
    """
    found = _settings_in(path)
    with transaction.atomic():
        stored = set(RuleSetting.objects.values_list("key", "scope", "effective_from"))
        missing = [row for row in found if (row.key, row.scope, row.effective_from) not in stored]
        RuleSetting.objects.bulk_create(missing)
    return Loaded(len(missing), len(found) - len(missing))


@lru_cache(maxsize=1)
def rules_of_the_law() -> frozenset[str]:
    """The keys with which every installation begins: all of them are numbers."""
    rows = json.loads(_text_of(settings.BASE_DIR / "fixtures" / "rule_settings.json"))
    return frozenset(row["key"] for row in rows)


def _days_in(path: Path) -> list[ArrangedDay]:
    return days_of_year(_text_of(path), where=path.name)


def _settings_in(path: Path) -> list[RuleSetting]:
    """The rows of the file, unsaved; every field is there and the basis is not empty."""
    try:
        rows = [
            {name: str(row[name]) for name in RULE_FIELDS} for row in json.loads(_text_of(path))
        ]
        found = [
            RuleSetting(**{**row, "effective_from": date.fromisoformat(row["effective_from"])})
            for row in rows
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise Refused([_unreadable(path, error)]) from None
    problems = [_without_basis(path, row) for row in found if not row.basis.strip()]
    if problems:
        raise Refused(problems)
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused([_unreadable(path, error)]) from None


def _unreadable(path: Path, error: Exception) -> Problem:
    return Problem(
        "reference_data.file_unreadable",
        gettext_noop("This file cannot be read (%(reason)s)."),
        params={"reason": f"{type(error).__name__}: {error}"},
        where=path.name,
    )


def _without_basis(path: Path, row: RuleSetting) -> Problem:
    return Problem(
        "reference_data.basis_missing",
        gettext_noop("The rule setting %(key)s names no legal basis."),
        params={"key": row.key},
        where=path.name,
    )
