"""What demo files say of a publicity, a list of persons or an emergency, beside every notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from portal.demo.files import DemoFile
from portal.demo.tree import moment
from portal.pages.choices import PublicitySubject, Severity
from portal.problems import Problem

_TEXTS = {
    "basis": "basis",
    "objection_phone": "objection_phone",
    "objection_address": "objection_address",
    "objection_hours": "objection_hours",
    "what_to_do": "what_to_do",
    "phone": "emergency_phone",
}
KIND_KEYS = (
    *_TEXTS,
    "subject",
    "publicised_for",
    "list_for",
    "severity",
    "holds_from",
    "holds_hours",
)
_ENTERED_BY_STAFF = {"workdays.year_missing", "rule_setting.missing"}


def values_of_kind(file: DemoFile, *, published_on: date) -> dict[str, Any]:
    """Further fields of the page; spans count in days or hours from the day of publication."""
    values: dict[str, Any] = {field: file.text(key) for key, field in _TEXTS.items()}
    values["publicity_subject"] = file.choice("subject", PublicitySubject.values)
    if days := file.number("publicised_for"):
        values["publicity_from"] = published_on
        values["publicity_to"] = published_on + timedelta(days=days)
    if days := file.number("list_for"):
        values["has_personal_list"] = True
        values["takedown_on"] = published_on + timedelta(days=days)
    return values | _times_of_emergency(file, published_on)


def _times_of_emergency(file: DemoFile, published_on: date) -> dict[str, Any]:
    hours = file.number("holds_hours")
    if not hours:
        return {}
    try:
        starts_at = moment(published_on, time.fromisoformat(file.text("holds_from")))
    except ValueError:
        file.reject("holds_from", file.text("holds_from"))
        return {}
    severity = file.choice("severity", [str(value) for value in Severity.values])
    return {
        "severity": int(severity) if severity.isdigit() else None,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=hours),
    }


def waits_for_staff(problems: Iterable[Problem]) -> bool:
    """Whether only the calendar or a rule setting is missing: the notice then stays a draft."""
    return {problem.code for problem in problems} <= _ENTERED_BY_STAFF
