"""A sketch of how to find a centre (示意图), drawn from a few words: pure geometry.

North is up. Four streets at most frame the block in which the centre stands; a landmark and a bus
stop lie across a street. Sizes are units of the view box; letters are `LETTER` high, large enough
to be read at the narrowest screen. What is drawn is also said in words: see `PlanFacts.sides`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

WIDTH, HEIGHT = 400, 372
LETTER = 25
MOST_LETTERS_STREET = 9
MOST_LETTERS_POINT = 6
"""How many Han characters fit along a street, and beside it."""
EDGE, ROAD, SIGN = 50, 46, 30
SIDES = ("north", "east", "south", "west")
_DOOR = {"north": (181, 126), "south": (181, 232), "west": (116, 168), "east": (274, 168)}


@dataclass(frozen=True)
class PlanFacts:
    """What the centre has said about its surroundings (周边): every part may be missing."""

    streets: Mapping[str, str] = field(default_factory=dict)
    entrance: str = ""
    landmark: str = ""
    landmark_side: str = ""
    bus_stop: str = ""
    bus_stop_side: str = ""

    @property
    def can_be_drawn(self) -> bool:
        """A sketch needs a street and the side of the entrance."""
        return bool(self.entrance and any(self.streets.values()))

    @property
    def drawing(self) -> PlanDrawing:
        """The sketch as shapes."""
        return drawing_of(self)

    @property
    def sides(self) -> list[tuple[str, str]]:
        """Sides and names of the streets, clockwise from the north."""
        return [(side, self.streets[side]) for side in SIDES if self.streets.get(side)]


@dataclass(frozen=True)
class Road:
    """A street as a band with its name on it."""

    x: int
    y: int
    width: int
    height: int
    label: Label


@dataclass(frozen=True)
class Label:
    """Words at a place; `lines` stand below each other (one letter each along a side street)."""

    x: int
    y: int
    lines: tuple[str, ...]
    anchor: str = "middle"
    angle: int = 0

    @property
    def rows(self) -> Iterator[tuple[str, int]]:
        """Each line with the height of its foot."""
        return ((line, self.y + place * LETTER) for place, line in enumerate(self.lines))


@dataclass(frozen=True)
class PlanDrawing:
    """The sketch as shapes: roads, door, labels, place of the bus sign."""

    roads: tuple[Road, ...]
    door: tuple[int, int, int, int]
    landmark: Label | None
    bus_stop: Label | None
    bus_sign: tuple[int, int] | None


def drawing_of(facts: PlanFacts) -> PlanDrawing:
    """The shapes of the sketch."""
    x, y = _DOOR[facts.entrance]
    flat = facts.entrance in ("north", "south")
    is_shared = bool(facts.landmark and facts.bus_stop) and (
        facts.landmark_side == facts.bus_stop_side
    )
    bus = _point(facts.bus_stop, facts.bus_stop_side, place=1 if is_shared else 0)
    return PlanDrawing(
        roads=tuple(_road(side, name) for side, name in facts.sides),
        door=(x, y, 38 if flat else 10, 10 if flat else 38),
        landmark=_point(facts.landmark, facts.landmark_side, place=-1 if is_shared else 0),
        bus_stop=bus,
        bus_sign=_bus_sign(bus, facts.bus_stop_side) if bus else None,
    )


def _road(side: str, name: str) -> Road:
    far_x, far_y = WIDTH - EDGE - ROAD, HEIGHT - EDGE - ROAD
    if side in ("north", "south"):
        y = EDGE if side == "north" else far_y
        return Road(0, y, WIDTH, ROAD, Label(WIDTH // 2, y + 32, (name,)))
    x = EDGE if side == "west" else far_x
    return Road(x, 0, ROAD, HEIGHT, _upright(name, x + ROAD // 2, HEIGHT // 2))


def _upright(name: str, x: int, middle: int) -> Label:
    """A name along a street from north to south: letters below each other, Latin ones turned."""
    if name.isascii():
        return Label(x + 8, middle, (name,), angle=90)
    return Label(x, middle - len(name) * LETTER // 2 + LETTER - 4, tuple(name))


def _point(name: str, side: str, *, place: int) -> Label | None:
    """A landmark or a bus stop across the street on a side.

    `place` is the middle of the side (0), or its beginning (-1) and end (1) where two share it.
    """
    if not name or not side:
        return None
    if side in ("north", "south"):
        y = 33 if side == "north" else HEIGHT - 17
        x, anchor = {-1: (8, "start"), 0: (WIDTH // 2, "middle"), 1: (WIDTH - 8, "end")}[place]
        return Label(x, y, (name,), anchor=anchor)
    x = EDGE // 2 if side == "west" else WIDTH - EDGE // 2
    length = _length(name)
    ends = HEIGHT - SIGN - 16 - length // 2
    middle = {-1: 4 + length // 2, 0: HEIGHT // 2, 1: ends}[place]
    return _upright(name, x, middle)


def _length(name: str) -> int:
    """How long a name is: two Latin letters take the room of one Han character."""
    return sum(1 if sign.isascii() else 2 for sign in name) * LETTER // 2


def _bus_sign(label: Label, side: str) -> tuple[int, int]:
    """Where the sign of the stop stands: beside its name, or below it along a side street."""
    length = _length("".join(label.lines))
    if side in ("east", "west"):
        end = label.y + length // 2 if label.angle else label.y + length - LETTER
        return (EDGE if side == "west" else 2 * WIDTH - EDGE) // 2 - SIGN // 2, end + 8
    if label.anchor == "end":
        return label.x - length - SIGN - 6, label.y - SIGN + 6
    return label.x + length // 2 + 6, label.y - SIGN + 6
