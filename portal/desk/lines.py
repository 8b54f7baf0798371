"""What stands on the desk: lines, doors, tallies and lamps, as plain values.

Knows no model and asks nothing: how lines are ordered and counted can be decided on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

MOST = 20
"""No part of the desk shows, or fetches, more lines than this and one."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Group(StrEnum):
    """The parts of the screen: waits for me, late, soon, mine, what others did."""

    WAITING = "waiting"
    LATE = "late"
    SOON = "soon"
    MINE = "mine"
    OTHERS = "others"


class Tone(StrEnum):
    """How a line looks; the tag beside it says the same in a word."""

    PLAIN = ""
    LATE = "late"
    LAMP = "lamp"
    ENAMEL = "enamel"
    PLUM = "plum"
    OK = "ok"


class Urgency(IntEnum):
    """The order of what waits: the smallest first."""

    LATE = 0
    STOPPED = 1
    CONFIRM = 2
    APPROVAL = 3
    RETURNED = 4
    REPORT = 5
    REVIEW = 6
    DRAFT = 7


@dataclass(frozen=True)
class Line:
    """One line of the desk (一行待办): what it is, where it leads, and the verb on its button.

    `stands_for` says how many things the line counts for, as in "3 reports wait".
    """

    words: str
    url: str
    group: Group = Group.WAITING
    at: datetime | None = None
    verb: str = ""
    tone: Tone = Tone.PLAIN
    tag: str = ""
    detail: str = ""
    urgency: Urgency = Urgency.REVIEW
    stands_for: int = 1


@dataclass(frozen=True)
class Tally:
    """Many rows that wait, shown as one line (合计): how many, and since when.

    `rows` are those in reach of the person; `moment` names the field that says since when, if any.
    """

    key: str
    rows: Any
    moment: str
    words: Callable[[int], str]
    url: str
    verb: str
    tag: str
    urgency: Urgency = Urgency.REPORT


@dataclass(frozen=True)
class Door:
    """One thing a person does here (一件事), in words of the work: a button, a word of the menu.

    `sign` is the character on its plate. `targets` lists where it leads, one address for each
    community in reach. `opens_to` says from what is known already, without asking the database,
    whether the person may do it at all. Behind a door that `is_list` stands what is to be put
    right, each with what it lacks: it is read first, even when there is only one.
    """

    key: str
    sign: str
    words: Any
    opens_to: Callable[[Any], bool]
    targets: Callable[[Any], Sequence[tuple[str, str]]]
    order: int = 100
    tone: Tone = Tone.PLAIN
    on_desk: bool = True
    in_menu: bool = False
    icon: str = ""
    is_list: bool = False


@dataclass(frozen=True)
class Lamp:
    """One part of the machinery and whether it is at work (系统状态): lit or dark, and in words."""

    words: str
    is_lit: bool


def by_urgency(lines: Iterable[Line]) -> list[Line]:
    """What waits: the most urgent first, and of equals what has waited longest."""
    return sorted(lines, key=lambda line: (line.urgency, line.at or LONG_AGO, line.words))


def by_moment(lines: Iterable[Line], *, newest_first: bool = False) -> list[Line]:
    """By date; lines without one stand first."""
    return sorted(lines, key=lambda line: line.at or LONG_AGO, reverse=newest_first)


def how_many(lines: Iterable[Line]) -> int:
    """How many things the lines stand for together."""
    return sum(line.stands_for for line in lines)
