"""Questions about public pages that can be answered on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import unescape
from re import sub
from typing import Protocol, TypeVar

from portal.problems import Problem, gettext_noop


def plain(text: str) -> str:
    """The words of a rich text without its marks."""
    return unescape(sub(r"<[^>]*>", " ", text)).strip()


def problems_with_notice(
    *, title: str, text: str, issuer: str, is_historical: bool, original_date: date | None
) -> list[Problem]:
    """What a notice lacks: words, an issuer, and for historical material its own date."""
    problems = []
    if not title.strip():
        problems.append(
            Problem("notice.title_missing", gettext_noop("A title is needed."), field="title")
        )
    if not plain(text):
        problems.append(
            Problem("notice.text_missing", gettext_noop("The notice has no text yet."), field="body")
        )
    if not issuer.strip():
        message = gettext_noop("Say who issues this, with the full name.")
        problems.append(Problem("notice.issuer_missing", message, field="issuer"))
    if is_historical and original_date is None:
        message = gettext_noop("Historical material needs its original date.")
        problems.append(Problem("notice.original_date_missing", message, field="original_date"))
    return problems


class DatedVersion(Protocol):
    """A version of a regulation as far as its dates go; both ends inclusive."""

    no: int
    effective_from: date | None
    effective_to: date | None


V = TypeVar("V", bound=DatedVersion)


def version_on(versions: Iterable[V], on: date) -> V | None:
    """The version that holds on a day: the latest that has started and not ended by then.

    Where no version has dates (an import nobody has verified yet) the highest number stands for
    the text, so that the page is never empty; where dates exist and none fits, there is none.
    """
    ordered = sorted(versions, key=lambda version: version.no)
    started = [
        version
        for version in ordered
        if version.effective_from is not None
        and version.effective_from <= on
        and (version.effective_to is None or on <= version.effective_to)
    ]
    if started:
        return max(started, key=lambda version: (version.effective_from, version.no))
    if ordered and all(version.effective_from is None for version in ordered):
        return ordered[-1]
    return None
