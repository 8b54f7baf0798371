"""The sketch of the way: everything stays inside, nothing lies on something else."""

from __future__ import annotations

from itertools import product

import pytest
from django.utils import translation

from portal.pages.plan import HEIGHT, LETTER, SIDES, SIGN, WIDTH, Label, PlanFacts, drawing_of
from portal.templatetags.plan import plan_words

LONG, SHORT = "一二三四五六七八九", "一二三四五六"


def facts(landmark_side: str = "north", bus_side: str = "south", door: str = "south") -> PlanFacts:
    """All four streets and both points, with the longest names that fit."""
    return PlanFacts(dict.fromkeys(SIDES, LONG), door, SHORT, landmark_side, SHORT, bus_side)


def box(label: Label) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a label of Han characters."""
    width = max(len(line) for line in label.lines) * LETTER
    left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
    return left, label.y - LETTER, left + width, label.y + (len(label.lines) - 1) * LETTER + 6


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(("landmark", "bus"), list(product(SIDES, SIDES)))
def test_names_stay_inside_the_sketch_and_off_each_other(landmark: str, bus: str) -> None:
    drawing = drawing_of(facts(landmark, bus))
    assert drawing.landmark and drawing.bus_stop and drawing.bus_sign
    boxes = [box(drawing.landmark), box(drawing.bus_stop)]
    for left, top, right, bottom in boxes:
        assert left >= 0 and top >= -1 and right <= WIDTH and bottom <= HEIGHT + 1
    x, y = drawing.bus_sign
    assert 0 <= x <= WIDTH - SIGN and 0 <= y <= HEIGHT - SIGN
    assert not overlap(*boxes)
    assert not overlap((x, y, x + SIGN, y + SIGN), boxes[0])


@pytest.mark.parametrize("side", SIDES)
def test_the_door_touches_the_house_on_its_side(side: str) -> None:
    x, y, width, height = drawing_of(facts(door=side)).door
    house = (126, 136, 274, 236)
    assert overlap((x - 1, y - 1, x + width + 1, y + height + 1), house)
    assert not overlap((x + 1, y + 1, x + width - 1, y + height - 1), (132, 142, 268, 230))


def test_a_latin_name_along_a_side_street_is_turned() -> None:
    plan = PlanFacts({"west": "River Rd"}, "west", bus_stop="Gate", bus_stop_side="east")
    drawing = drawing_of(plan)
    assert drawing.roads[0].label.angle == 90
    assert drawing.bus_stop and drawing.bus_stop.lines == ("Gate",)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (PlanFacts(), False),
        (PlanFacts({"north": "柳湾北街"}), False),
        (PlanFacts({"north": ""}, "north"), False),
        (PlanFacts({"north": "柳湾北街"}, "north"), True),
    ],
)
def test_a_sketch_needs_a_street_and_a_door(plan: PlanFacts, expected: bool) -> None:
    assert plan.can_be_drawn is expected


def test_what_is_drawn_is_said_in_words_and_escaped() -> None:
    plan = PlanFacts({"south": "<b>青禾路"}, "south", "小学", "south", "青禾", "west")
    with translation.override("en"):
        words = plan_words(plan)
    assert "&lt;b&gt;青禾路 runs along the south side." in words
    assert "The entrance is on the south side." in words
    assert "Across the street to the south: 小学." in words
    assert "“青禾”" in words and "west" in words
