"""Demo notices: read from their files, numbered, laid down in the order of their days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractUser

from portal.demo.files import DemoFile, Shelf
from portal.demo.markup import rich_text
from portal.demo.tree import LaidPages, moment
from portal.pages.choices import NoticeKind, TextLanguage
from portal.pages.models import Notice
from portal.problems import Refused
from portal.publication.actions import withdraw
from portal.publication.numbering import next_index_no

from .notice_kinds import KIND_KEYS, values_of_kind, waits_for_staff

_REQUIRED = ("title", "kind", "published", "issuer", "topics", "summary")
_OPTIONAL = (
    "series",
    "doc_no",
    "language",
    "answers",
    "withdrawn",
    "withdrawn_reason",
    "historical",
    "written",
    "valid_for",
    *KIND_KEYS,
)


@dataclass(frozen=True)
class PlannedNotice:
    """A notice as its file tells it (演示通知), not yet stored; `series` still needs a number."""

    address: str
    published_on: date
    values: dict[str, Any]
    topics: tuple[str, ...]
    series: str = ""
    answers: str = ""
    withdrawn_on: date | None = None
    withdrawal_reason: str = ""


def read_notices(shelf: Shelf) -> list[PlannedNotice]:
    """All notices, oldest first, each with its document number."""
    paths = [*shelf.files("notices/*"), *shelf.files("*/*/notices/*")]
    read = [(shelf.read(path, required=_REQUIRED, optional=_OPTIONAL), path) for path in paths]
    planned = {path: _planned(shelf, file, path) for file, path in read}
    for file, path in read:
        _check_dates(shelf, file, planned[path], planned.values())
    return _numbered(sorted(planned.values(), key=lambda notice: notice.published_on))


def _planned(shelf: Shelf, file: DemoFile, path: Path) -> PlannedNotice:
    on = file.day("published", on=shelf.on) or shelf.on
    return PlannedNotice(
        address=shelf.address(path),
        published_on=on,
        values=_values(file, shelf.on, published_on=on) | {"slug": path.stem},
        topics=tuple(file.words("topics")),
        series=file.text("series"),
        answers=file.text("answers"),
        withdrawn_on=file.day("withdrawn", on=shelf.on),
        withdrawal_reason=file.text("withdrawn_reason"),
    )


def _values(file: DemoFile, today: date, *, published_on: date) -> dict[str, Any]:
    """Fields of the page; days inside its texts count from the day of publication."""
    written = file.day("written", on=today)
    valid_days = file.number("valid_for")
    historical = file.choice("historical", ("yes", "no"), "no") == "yes"
    return {
        "title": file.filled(file.text("title"), on=published_on),
        "summary": file.filled(file.text("summary"), on=published_on),
        "body": rich_text(file.filled(file.body, on=published_on)),
        "kind": file.choice("kind", NoticeKind.values),
        "language": file.choice("language", TextLanguage.values, TextLanguage.SIMPLIFIED),
        "issuer": file.text("issuer"),
        "doc_no": file.text("doc_no"),
        "written_on": written or published_on,
        "is_historical": historical,
        "original_date": written if historical else None,
        "valid_until": published_on + timedelta(days=valid_days) if valid_days else None,
        **values_of_kind(file, published_on=published_on),
    }


def _check_dates(
    shelf: Shelf, file: DemoFile, notice: PlannedNotice, others: Iterable[PlannedNotice]
) -> None:
    """What would be published must lie in the past, its answer and its withdrawal after it."""
    answered = [other for other in others if other.address == notice.answers]
    if notice.published_on >= shelf.on:
        file.reject("published", str(notice.published_on))
    if notice.answers and not any(one.published_on < notice.published_on for one in answered):
        file.reject("answers", notice.answers)
    if notice.withdrawn_on and not notice.published_on < notice.withdrawn_on < shelf.on:
        file.reject("withdrawn", str(notice.withdrawn_on))
    if bool(notice.withdrawn_on) != bool(notice.withdrawal_reason):
        file.reject("withdrawn_reason", notice.withdrawal_reason or "?")


def _numbered(notices: list[PlannedNotice]) -> list[PlannedNotice]:
    """Gives each notice of a series the next number of its year, as 青社服通〔2025〕3号."""
    last: Counter[tuple[str, int]] = Counter()
    result = []
    for notice in notices:
        series, year = notice.series, notice.published_on.year
        if series:
            last[series, year] += 1
            doc_no = f"{series}〔{year}〕{last[series, year]}号（演示）"
            notice = replace(notice, values=notice.values | {"doc_no": doc_no})
        result.append(notice)
    return result


def lay_notices(laid: LaidPages, planned: list[PlannedNotice], *, by: AbstractUser | None) -> int:
    """Adds the notices that are missing, oldest first; says how many."""
    missing = [notice for notice in planned if notice.address not in laid]
    for notice in missing:
        section = laid.parent_of(notice.address)
        if section is not None:
            _lay_notice(laid, notice, section, by=by)
    return len(missing)


def _lay_notice(
    laid: LaidPages, notice: PlannedNotice, section: Any, *, by: AbstractUser | None
) -> None:
    page = Notice(
        **notice.values,
        index_no=next_index_no(year=notice.published_on.year),
        answers=laid.page(notice.answers) if notice.answers else None,
    )
    page.topics.add(*notice.topics)
    at = moment(notice.published_on)
    try:
        page = laid.add(page, below=section, address=notice.address, at=at, by=by)
    except Refused as refusal:
        if not waits_for_staff(refusal.problems):
            raise
        return
    if notice.withdrawn_on:
        at = moment(notice.withdrawn_on)
        withdraw(page, by=by, reason=notice.withdrawal_reason, at=at)
