"""Readers say whether a procedure helped; nothing leads to them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.matters.models import UsefulAnswer
from portal.matters.tests.factories import make_matter_section, make_procedure
from portal.matters.useful_rules import LONGEST_WHY, problems_with_why
from portal.publication.models import SenderMark
from portal.publication.rules import MOST_AN_HOUR
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    cache.clear()
    return make_procedure(make_matter_section(make_community(make_district(make_city()))))


def send(client: Client, page: Any, **values: Any) -> Any:
    return client.post(f"/useful/{page.pk}/", {"helped": "yes", **values})


def test_the_page_asks_and_leads_to_the_form(client, page):
    assert (
        f'href="/en/useful/{page.pk}/?helped=no"' in client.get("/en" + page.url).content.decode()
    )
    shown = client.get(f"/useful/{page.pk}/?helped=no").content.decode()
    assert 'value="no"' in shown and "checked" in shown


def test_an_answer_is_kept_with_its_day_and_community_and_no_more(client, page):
    assert send(client, page, helped="no", why="没写几楼").status_code == 302
    (answer,) = UsefulAnswer.objects.all()
    assert (answer.helped, answer.why) == (False, "没写几楼")
    assert answer.given_on == timezone.localdate()
    assert answer.community_id == page.in_community_id
    names = {field.name for field in UsefulAnswer._meta.get_fields()}
    assert names == {"id", "procedure", "community", "helped", "why", "given_on"}


def test_looking_at_the_form_keeps_nothing(client, page):
    client.get(f"/useful/{page.pk}/?helped=yes")
    assert not UsefulAnswer.objects.exists()


def test_no_answer_is_asked_again_and_what_was_typed_stays(client, page):
    shown = send(client, page, helped="", why="太长了")
    assert shown.status_code == 200
    assert "太长了" in shown.content.decode()
    assert not UsefulAnswer.objects.exists()


def test_numbers_of_people_are_refused(client, page):
    shown = send(client, page, why="打我 13800138000")
    assert shown.status_code == 200
    assert not UsefulAnswer.objects.exists()


def test_a_robot_is_thanked_and_not_believed(client, page):
    assert send(client, page, website="x").status_code == 302
    assert not UsefulAnswer.objects.exists()


def test_one_address_answers_a_few_times_an_hour(client, page):
    for _time in range(MOST_AN_HOUR):
        assert send(client, page).status_code == 302
    assert send(client, page).status_code == 429
    assert UsefulAnswer.objects.count() == MOST_AN_HOUR
    assert not SenderMark.objects.filter(mark__contains="127").exists()


def test_the_form_wants_its_own_token(page):
    assert Client(enforce_csrf_checks=True).post(f"/useful/{page.pk}/", {}).status_code == 403


def test_of_a_draft_nobody_is_asked(client, page):
    draft = make_procedure(page.get_parent().specific, live=False)
    assert client.get(f"/useful/{draft.pk}/").status_code == 404
    assert send(client, draft).status_code == 404


def test_a_reason_has_a_length():
    assert problems_with_why("长" * LONGEST_WHY) == []
    assert [one.code for one in problems_with_why("长" * (LONGEST_WHY + 1))] == ["useful.too_long"]


def test_answers_are_counted(page):
    for helped in (True, True, False):
        UsefulAnswer.objects.create(procedure=page, helped=helped, given_on="2026-01-01")
    assert page.useful_answers.counted() == {"yes": 2, "no": 1}


def test_thanks_lead_back(client, page):
    assert page.url in client.get(f"/useful/{page.pk}/thanks/").content.decode()
