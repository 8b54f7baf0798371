"""A clerk fills a month of the roster in one screen, and sees which days are still open."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.matters.models import Duty
from portal.matters.tests.factories import make_card, make_centre, make_matter_section, make_roster
from portal.models import RuleSetting
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.centre = make_centre(desk.one)
    desk.cards = [make_card(desk.one, post="甲岗"), make_card(desk.one, post="乙岗")]
    make_card(desk.two, post="别处岗")
    return desk


def asked(desk: Any, days: int = 7, **more: Any) -> str:
    first = timezone.localdate()
    values = {
        "first": first.isoformat(), "last": (first + timedelta(days=days - 1)).isoformat(),
        "which": "all", "turn": "daily", "shift": "全天", "phone": "0000-8800 1122", **more,
    }  # fmt: skip
    people = "&".join(f"people={card.pk}" for card in desk.cards)
    pairs = "&".join(f"{name}={value}" for name, value in values.items())
    return f"{reverse('duty-roster:plan')}?{pairs}&{people}"


def table(desk: Any, url: str) -> dict[str, Any]:
    return fields_of(desk.editor.browser.get(url))


def test_the_screen_opens_with_the_own_people_and_the_telephone_of_the_centre(desk):
    words = words_of(desk.editor.browser.get(reverse("duty-roster:plan")))
    assert "甲岗" in words and "别处岗" not in words


def test_the_days_are_proposed_by_turns_and_stored_together(desk):
    url = asked(desk)
    answer = desk.editor.browser.post(url, table(desk, url))
    assert answer.status_code == 302
    holders = list(Duty.objects.order_by("date").values_list("holder", flat=True))
    one, two = (card.pk for card in desk.cards)
    assert holders == [one, two, one, two, one, two, one]


def test_a_wrong_day_is_marked_what_was_typed_stays_and_nothing_is_stored(desk):
    url, today = asked(desk), timezone.localdate().isoformat()
    values = {**table(desk, url), f"{today}-phone": "13800000000", f"{today}-backup": ""}
    answer = desk.editor.browser.post(url, values)
    words = words_of(answer)
    assert "都没有保存" in words and "像是手机号码" in words
    assert 'value="13800000000"' in answer.text
    assert not Duty.objects.exists()


def test_what_is_entered_already_is_shown_and_kept(desk):
    make_roster(desk.one, 2, holder=desk.cards[1])
    url = asked(desk, days=3)
    assert words_of(desk.editor.browser.get(url)).count("已排") == 2
    desk.editor.browser.post(url, table(desk, url))
    assert (
        list(Duty.objects.order_by("date").values_list("holder", flat=True)[:2])
        == [desk.cards[1].pk] * 2
    )


def test_a_day_whose_card_has_moved_away_is_not_taken_out_unasked(desk):
    make_roster(desk.one, 1, holder=desk.cards[0])
    moved = desk.cards.pop(0)
    url = asked(desk, days=2)
    unit = make_card(desk.two).unit
    type(moved).objects.filter(pk=moved.pk).update(unit=unit)
    answer = desk.editor.browser.post(url, table(desk, url))
    assert "别的社区" in words_of(answer)
    assert Duty.objects.get().holder_id == moved.pk


def test_the_telephone_of_a_centre_out_of_reach_is_not_told(desk):
    make_centre(desk.two, phone="0000-7700 9988")
    page = desk.editor.browser.get(f"{reverse('duty-roster:plan')}?community={desk.two.pk}")
    assert "0000-7700 9988" not in page.text


def test_who_shares_a_centre_has_open_days_too(desk):
    desk.centre.shared_by.add(desk.two)
    desk.centre.save()
    answer = desk.city_editor.browser.get(reverse("duty-roster:gaps"))
    assert "桐荫巷社区" in words_of(answer)


def test_days_of_rest_of_a_year_nobody_has_entered_are_not_guessed(desk):
    words = words_of(desk.editor.browser.get(asked(desk, which="rest")))
    assert "放假安排" in words or "节假日安排" in words


@pytest.mark.parametrize(
    "odd",
    [
        "first=x",
        "community=x",
        "community=999999",
        "turn=x",
        "people=x",
        f"community={'9' * 20}",
    ],
)
def test_an_odd_question_is_answered_in_words(desk, odd):
    answer = desk.editor.browser.get(f"{reverse('duty-roster:plan')}?turn=daily&{odd}")
    assert answer.status_code == 200
    assert "rows" not in answer.context


def test_the_last_days_there_are_can_be_asked_for(desk):
    url = asked(desk, first="9999-12-25", last="9999-12-31")
    assert len(desk.editor.browser.get(url).context["rows"]) == 7


def test_the_table_costs_the_same_for_a_week_and_for_two_months(desk):
    costs = []
    for days in (7, 62):
        with CaptureQueriesContext(connection) as queries:
            desk.editor.browser.get(asked(desk, days=days))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_open_days_are_named_with_the_way_to_fill_them(desk):
    make_roster(desk.one, 30)
    answer = desk.editor.browser.get(reverse("duty-roster:gaps"))
    last = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert f"first={last}&amp;last={last}" in answer.text
    assert "桐荫巷社区" not in words_of(answer)


def test_without_a_gap_the_page_says_so(desk):
    make_roster(desk.one, 31)
    assert "没有空缺" in words_of(desk.editor.browser.get(reverse("duty-roster:gaps")))


def test_residents_see_on_which_weekday_all_staff_are_there(desk, client):
    section = make_matter_section(desk.one)
    day = timezone.localdate()
    RuleSetting.objects.create(
        key="duty.joint_weekday", value=str(day.weekday() + 1), basis="演示",
        effective_from=date(2000, 1, 1),
    )  # fmt: skip
    assert client.get(f"{section.url}duty/").text.count("全体工作人员在岗") == 2
    assert "全体工作人员在岗" in client.get(f"{section.url}contact-card/").text
