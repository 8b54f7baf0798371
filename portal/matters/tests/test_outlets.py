"""Outlets: how far apart they lie, and when too few deals ask for their end."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from portal.desk.doors import door
from portal.desk.tallies import counted, kinds_of
from portal.matters import window_desk
from portal.matters.models import OutletMonth
from portal.matters.outlet_rules import (
    TradeNorm,
    metres_between,
    missing_months,
    problems_with_months,
    problems_with_trade,
)
from portal.matters.tests.factories import make_facility
from portal.models import RuleSetting
from portal.pages.tests.test_directory_viewsets import sent
from portal.tests.desks import make_desk

NORM = TradeNorm(idle_months=1, fewest=20, quiet_months=3)


@pytest.mark.parametrize(
    ("deals", "code"),
    [
        ([], ""),
        ([20, 20, 20], ""),
        ([19, 19, 20], ""),
        ([19, 19], ""),
        ([19, 19, 19], "outlet.quiet"),
        ([30, 19, 1, 19], "outlet.quiet"),
        ([30, 0], "outlet.idle"),
        ([0, 30], ""),
    ],
)
def test_an_outlet_goes_after_a_month_without_or_three_with_too_few_deals(deals, code):
    months = {f"2026-{number:02d}": deal for number, deal in enumerate(deals, start=1)}
    assert [row.code for row in problems_with_trade(months, NORM)] == ([code] if code else [])


def test_a_degree_of_longitude_is_shorter_away_from_the_equator():
    assert metres_between((40.0, 116.0), (40.001, 116.0)) == 111
    assert metres_between((60.0, 116.0), (60.0, 116.001)) == 56


def test_months_left_out_between_two_are_named_over_the_turn_of_the_year():
    assert missing_months(["2025-11", "2026-02"]) == ["2025-12", "2026-01"]
    assert missing_months([]) == []


@pytest.mark.parametrize(
    ("kind", "months", "code"),
    [
        ("outlet", ["2026-09", "2026-10"], ""),
        ("outlet", ["2026-11"], "outlet.month_not_over"),
        ("outlet", ["2026-08", "2026-10"], "outlet.month_missing"),
        ("market", ["2026-10"], "outlet.months_of_another_kind"),
        ("market", [], ""),
    ],
)
def test_months_are_over_unbroken_and_of_an_outlet(kind, months, code):
    found = problems_with_months(kind, months, today=date(2026, 11, 28))
    assert [row.code for row in found] == ([code] if code else [])


# --- At the desk ----------------------------------------------------------------------------------
@pytest.fixture
def desk(db: None) -> SimpleNamespace:
    """Two communities and the rule settings, no centre."""
    desk = make_desk()
    call_command("load_rule_settings", verbosity=0)
    return desk


def outlet(community, *deals, **values):
    """An outlet with the deals of the first months of the year."""
    words = {"price_list": "复印 1元", "complaint_phone": "0000-8800 1122"}
    row = make_facility(community, kind="outlet", **words, **values)
    OutletMonth.objects.bulk_create(
        OutletMonth(facility=row, month=f"2026-{number:02d}", deals=deal)
        for number, deal in enumerate(deals, start=1)
    )
    return row


def waiting(person) -> dict[str, int]:
    """What the tallies of outlets count for a person."""
    found = counted(kinds_of(window_desk.tallies(person.user)))
    return {key: number for key, (number, _since) in found.items() if key.startswith("outlets")}


def listed(person, key) -> list[str]:
    """The words that stand behind a line."""
    one = door(key)
    assert one is not None and one.is_list
    return [words for words, _url in one.targets(person.user)]


@pytest.mark.parametrize(
    ("deals", "words"),
    [((25, 19, 19, 19), "20"), ((30, 0), "1"), ((19, 19), ""), ((0, 30), ""), ((), "")],
)
def test_the_desk_says_the_same_as_the_rule(desk, deals, words):
    row = outlet(desk.one, *deals)
    found = listed(desk.editor, "outlets-to-withdraw")
    assert waiting(desk.editor) == ({"outlets-to-withdraw": 1} if words else {})
    assert [row.name in line and words in line for line in found] == [True] * bool(words)


def test_without_rule_settings_no_outlet_is_judged(desk):
    RuleSetting.objects.filter(key__startswith="outlet.").delete()
    outlet(desk.one, 0, 0, 0, latitude="40.0", longitude="116.0")
    outlet(desk.one, latitude="40.0", longitude="116.0")
    assert waiting(desk.editor) == {}


@pytest.mark.parametrize(("latitude", "count"), [("40.004000", 1), ("40.004600", 0), (None, 0)])
def test_a_neighbour_within_500_metres_is_named_even_of_another_community(desk, latitude, count):
    outlet(desk.one, name="一号网点", latitude="40.0", longitude="116.0")
    outlet(desk.two, name="二号网点", latitude=latitude, longitude="116.0" if latitude else None)
    assert waiting(desk.editor) == ({"outlets-too-near": 1} if count else {})
    found = listed(desk.editor, "outlets-too-near")
    assert ["二号网点" in words and "500" in words for words in found] == [True] * count


def test_what_is_withdrawn_or_no_outlet_is_not_near_and_not_idle(desk):
    place = {"latitude": "40.0", "longitude": "116.0"}
    outlet(desk.one, **place)
    outlet(desk.one, 0, is_active=False, **place)
    make_facility(desk.one, kind="shop", **place)
    assert waiting(desk.editor) == {}


def months(*rows: tuple[str, int]) -> dict[str, Any]:
    """The inner rows of a form as a browser sends them."""
    sent_rows: dict[str, Any] = {"trade_months-TOTAL_FORMS": len(rows)}
    for number, (month, deals) in enumerate(rows):
        sent_rows |= {f"trade_months-{number}-month": month, f"trade_months-{number}-deals": deals}
    return sent_rows


def test_deals_are_entered_with_the_outlet_and_a_month_left_out_is_asked_for(desk):
    row = outlet(desk.one)
    answer = sent(desk.editor, "facilities", row.pk, **months(("2026-01", 30), ("2026-03", 7)))
    assert answer.status_code == 200 and "2026-02" in answer.content.decode()
    assert not row.trade_months.exists()
    sent(desk.editor, "facilities", row.pk, **months(("2026-01", 30), ("2026-02", 7)))
    assert list(row.trade_months.values_list("month", "deals")) == [("2026-01", 30), ("2026-02", 7)]
