"""Questions about a guidance catalogue that are answered on paper: days, entries, differences.

Knows no database: anything with the named attributes can be asked about. Days are inclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from portal.problems import Problem, gettext_noop

from .choices import ENDED, MatterStatus

_OVERLAP = gettext_noop("Catalogues %(old)s and %(new)s would both be in force on %(day)s.")
_LATE_START = gettext_noop(
    "Catalogue %(old)s is in force. The new one can begin on %(today)s at the earliest, so that "
    "nobody is told afterwards what held before."
)
_DRAFT = gettext_noop("This entry is a draft. Say whether the matter is done here.")
_NO_REASON = gettext_noop("Say why this is not done here.")
_NO_WAY = gettext_noop("Say where people should go instead, or what is done instead.")
_ITSELF = gettext_noop("A matter cannot be done instead of itself.")
_NO_BASIS = gettext_noop("Name the legal basis: a regulation or document and its article.")
_DROPPED = gettext_noop(
    "This stands in catalogue %(version)s and is missing here. Take it over, or keep it as no "
    "longer done here with the reason and where to go."
)


class DatedCatalogue(Protocol):
    """A catalogue as far as its days go; without a last day it holds until the next begins."""

    version: str
    effective_from: date | None
    effective_to: date | None


C = TypeVar("C", bound=DatedCatalogue)


def problems_with_days(
    new: DatedCatalogue, others: Iterable[DatedCatalogue], *, today: date
) -> list[Problem]:
    """What keeps a catalogue from its days beside the published ones of the district.

    Two never hold on one day (贵阳市社区工作条例 第十四条). One without an end is ended by the new
    one on the day before it begins, which is today at the earliest.
    """
    start, end = new.effective_from, new.effective_to
    if start is None:
        message = gettext_noop("Enter the day from which the catalogue is in force.")
        return [Problem("catalogue.start_missing", message, "effective_from")]
    if end is not None and end < start:
        message = gettext_noop("The last day must not be before the first day.")
        return [Problem("catalogue.ends_early", message, "effective_to")]
    problems = [_beside(new, start, other, today) for other in others]
    return [problem for problem in problems if problem is not None]


def _beside(new: DatedCatalogue, start: date, other: DatedCatalogue, today: date) -> Problem | None:
    begun = other.effective_from
    if begun is None:
        return None
    params: dict[str, object] = {"old": other.version, "new": new.version, "today": today}
    if other.effective_to is None and begun < start:
        if start < today:
            return Problem("catalogue.starts_late", _LATE_START, "effective_from", params)
        return None
    day = max(start, begun)
    ends = [one.effective_to for one in (new, other) if one.effective_to is not None]
    if ends and day > min(ends):
        return None
    params["day"] = day
    return Problem("catalogue.overlap", _OVERLAP, "effective_from", params)


def ended_by(new: DatedCatalogue, others: Iterable[C]) -> C | None:
    """The catalogue without a last day that the new one ends by beginning."""
    start = new.effective_from
    if start is None:
        return None
    open_ones = [
        one
        for one in others
        if one.effective_to is None and one.effective_from and one.effective_from < start
    ]
    return max(open_ones, key=lambda one: one.effective_from or date.min, default=None)


def last_day_before(start: date) -> date:
    """The last day of what ends because something begins."""
    return start - timedelta(days=1)


class StatedEntry(Protocol):
    """What an entry says of a matter."""

    name: str
    status: str
    reason: str
    go_to: str
    matter_id: int
    successor_id: int | None


def problems_with_entry(entry: StatedEntry, *, has_basis: bool) -> list[Problem]:
    """What an entry must still say before its catalogue is published, all at once.

    A matter that is not in operation has a reason, one that is over says where to go (never a
    missing page); every matter rests on a law or document.
    """
    problems = []
    if entry.status == MatterStatus.DRAFT:
        problems.append(Problem("entry.draft", _DRAFT, "status", where=entry.name))
    if entry.status in (*ENDED, MatterStatus.SUSPENDED) and not entry.reason.strip():
        problems.append(Problem("entry.reason_missing", _NO_REASON, "reason", where=entry.name))
    if entry.status in ENDED and not (entry.go_to.strip() or entry.successor_id):
        problems.append(Problem("entry.way_missing", _NO_WAY, "go_to", where=entry.name))
    if entry.successor_id is not None and entry.successor_id == entry.matter_id:
        problems.append(Problem("entry.follows_itself", _ITSELF, "successor", where=entry.name))
    if not has_basis and entry.status not in ENDED:
        problems.append(Problem("entry.basis_missing", _NO_BASIS, where=entry.name))
    return problems


def problems_with_dropped(
    old: Iterable[StatedEntry], kept: Iterable[int], *, version: str
) -> list[Problem]:
    """Matters that the catalogue before offered and that the new one leaves out without a word."""
    there = set(kept)
    return [
        Problem("entry.dropped", _DROPPED, params={"version": version}, where=entry.name)
        for entry in old
        if entry.matter_id not in there and entry.status not in (*ENDED, MatterStatus.DRAFT)
    ]


# --- Difference ----------------------------------------------------------------------------------
class ComparedEntry(Protocol):
    """An entry as far as two catalogues are compared."""

    matter_id: int
    name: str
    field_id: int
    role: str
    implementer: str
    audience: str
    status: str


E = TypeVar("E", bound=ComparedEntry)
COMPARED = ("name", "field_id", "role", "implementer", "audience", "status")
"""What of an entry counts as a change when two catalogues are compared."""


@dataclass(frozen=True)
class Changed:
    """A matter in both catalogues, with the names of the fields that differ."""

    old: ComparedEntry
    new: ComparedEntry
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Two catalogues beside each other (目录差异), each list in the order of its catalogue."""

    added: list[ComparedEntry]
    ended: list[Changed]
    dropped: list[ComparedEntry]
    changed: list[Changed]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.ended or self.dropped or self.changed)


def difference(old: Sequence[E], new: Sequence[E]) -> Difference:
    """What the new catalogue has more, ends, leaves out, and says otherwise than the old one."""
    before = {entry.matter_id: entry for entry in old}
    after = {entry.matter_id for entry in new}
    both = [_changed(before[entry.matter_id], entry) for entry in new if entry.matter_id in before]
    ended = [one for one in both if _is_ended(one)]
    return Difference(
        added=[entry for entry in new if entry.matter_id not in before],
        ended=ended,
        dropped=[entry for entry in old if entry.matter_id not in after],
        changed=[one for one in both if one.fields and one not in ended],
        unchanged=sum(not one.fields for one in both),
    )


def _changed(old: ComparedEntry, new: ComparedEntry) -> Changed:
    fields = tuple(name for name in COMPARED if getattr(old, name) != getattr(new, name))
    return Changed(old, new, fields)


def _is_ended(one: Changed) -> bool:
    return one.new.status in ENDED and one.old.status not in ENDED
