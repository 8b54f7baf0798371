"""The organisation chart: who hangs where, whatever the rows say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from portal.pages.chart import chart_of


def row(pk: int, above: int | None = None, **values: Any) -> SimpleNamespace:
    """A row of a unit with one line and one card, or none."""
    card = {f"contact_{name}": "" for name in ("post", "display_name", "phone", "duties", "area")}
    values = {"contact_pk": None, "contact_consent_public": False, **card, **values}
    line = (pk * 10 + above) if above else None
    return SimpleNamespace(pk=pk, line_pk=line, line_above=above, line_kind="guides", **values)


def keys(units: list[Any]) -> list[int]:
    return [unit.pk for unit in units]


def test_a_unit_hangs_on_the_body_of_its_first_line_and_tells_the_others() -> None:
    chart = chart_of([row(1), row(2), row(3, 1), row(3, 2)])
    assert keys(chart.roots) == [1, 2]
    third = chart.units[2]
    assert third.hangs_by.above.pk == 1
    assert [line.above.pk for line in third.others] == [2]


def test_a_unit_whose_body_is_not_shown_is_a_root() -> None:
    assert keys(chart_of([row(1, 9)]).roots) == [1]


def test_no_unit_is_lost_when_lines_run_in_a_ring() -> None:
    chart = chart_of([row(1, 2), row(2, 3), row(3, 1)])
    assert keys(chart.roots) == [3]
    assert keys(chart.roots[0].below) == [2]
    assert keys(chart_of([row(1, 1)]).roots) == [1]


def test_two_levels_stand_side_by_side_and_deeper_ones_take_one_column() -> None:
    chart = chart_of([row(1), row(2, 1), row(3, 1), row(4, 3), row(5, 3), row(6, 4), row(7, 4)])
    breadth = {unit.pk: (unit.level, unit.breadth) for unit in chart.units}
    assert breadth == {
        1: (0, 3), 2: (1, 1), 3: (1, 2), 4: (2, 1), 5: (2, 1), 6: (3, 1), 7: (3, 1),
    }  # fmt: skip


def test_a_card_is_shown_with_agreement_or_without_a_name() -> None:
    rows = [
        row(1, contact_pk=1, contact_display_name="林女士", contact_consent_public=True),
        row(1, contact_pk=2, contact_display_name="周先生"),
        row(1, contact_pk=3, contact_post="值班岗"),
        row(1, contact_pk=3, contact_post="值班岗"),
    ]
    assert [card.pk for card in chart_of(rows).contacts] == [1, 3]
