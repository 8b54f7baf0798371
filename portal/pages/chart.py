"""The organisation chart (组织架构图): rows of units become trees; pure but for the rows given.

A unit hangs on the body its first line names, if that body is shown as well; its other lines are
told in words. Nothing is lost: a unit whose body above is missing, or that would stand above
itself, is a root.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .choices import LineKind

ACROSS = 2
"""So many levels below a root stand side by side."""
WIDEST = 5


@dataclass(frozen=True)
class ContactCard:
    """What stands on a card that may be shown (联系卡): a name only with the person's agreement."""

    pk: int
    post: str
    display_name: str
    phone: str
    duties: str
    area: str
    unit: Any


@dataclass(frozen=True)
class Line:
    """A line as it is told: which body stands above, and how."""

    above: Any
    kind: str

    @property
    def words(self) -> str:
        """In charge, guides, guides in its field."""
        return str(LineKind(self.kind).label)


@dataclass
class Chart:
    """Units in order, the roots of the chart, and all cards that may be shown.

    Each unit has `all_lines`, `hangs_by` (the line it hangs on), `others`, `below` and `cards`.
    """

    units: list[Any] = field(default_factory=list)
    roots: list[Any] = field(default_factory=list)
    contacts: list[ContactCard] = field(default_factory=list)


def chart_of(rows: Iterable[Any]) -> Chart:
    """The chart of the rows that `with_lines_and_contacts` gives."""
    units: dict[int, Any] = {}
    above: dict[int, dict[int, tuple[int, str]]] = {}
    cards: dict[int, dict[int, ContactCard]] = {}
    for row in rows:
        unit = units.setdefault(row.pk, row)
        if row.line_pk:
            above.setdefault(row.pk, {})[row.line_pk] = (row.line_above, row.line_kind)
        if row.contact_pk and (row.contact_consent_public or not row.contact_display_name):
            cards.setdefault(row.pk, {})[row.contact_pk] = _card(row, unit)
    for key, unit in units.items():
        found = above.get(key, {}).values()
        unit.all_lines = [Line(units[pk], kind) for pk, kind in found if pk in units]
        unit.cards, unit.below = list(cards.get(key, {}).values()), []
    return Chart(
        units=list(units.values()),
        roots=_hang(units.values()),
        contacts=[card for unit in units.values() for card in unit.cards],
    )


def _card(row: Any, unit: Any) -> ContactCard:
    names = ("pk", "post", "display_name", "phone", "duties", "area")
    return ContactCard(**{name: getattr(row, f"contact_{name}") for name in names}, unit=unit)


def _hang(units: Iterable[Any]) -> list[Any]:
    """Hangs every unit below the body of its first line; returns those that hang nowhere."""
    roots: list[Any] = []
    parent: dict[int, Any] = {}
    for unit in units:
        line = unit.all_lines[0] if unit.all_lines else None
        above = line.above if line else None
        if above is None or _reaches(above, unit, parent):
            unit.hangs_by, unit.others = None, unit.all_lines
            roots.append(unit)
        else:
            unit.hangs_by, unit.others = line, unit.all_lines[1:]
            above.below.append(unit)
            parent[unit.pk] = above
    for root in roots:
        _measure(root, 0)
    return roots


def _measure(unit: Any, level: int) -> None:
    """Gives each unit its `level` below the root and its `breadth`: how many columns it takes.

    Two levels stand side by side; what is deeper hangs in one column.
    """
    unit.level = level
    for child in unit.below:
        _measure(child, level + 1)
    across = sum(child.breadth for child in unit.below) if level < ACROSS else 0
    unit.breadth = max(1, min(across, WIDEST))


def _reaches(start: Any, unit: Any, parent: dict[int, Any]) -> bool:
    """Whether the way up from `start` comes to `unit`."""
    while start is not None:
        if start.pk == unit.pk:
            return True
        start = parent.get(start.pk)
    return False
