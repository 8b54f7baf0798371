"""Those who look after the city's portal see what the server refused, and send it again."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from portal.tests.desks import make_desk
from search.conf import embedded
from search.models import IndexEvent

from .engine_contract import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> Any:
    settings.SEARCH = {"URL": "http://127.0.0.1:9"}
    found = make_desk()
    embedded().write([entry(901, "停水通知"), entry(902, "停电通知")])
    parked = IndexEvent.objects.filter(object_key__in=["901:main", "902:main"])
    parked.update(parked=True, last_error="400 strict_dynamic_mapping_exception")
    return found


def test_refused_documents_are_listed_with_their_reason(desk: Any) -> None:
    text = desk.administrator.browser.get(reverse("search_parked")).text
    assert "停水通知" in text and "停电通知" in text
    assert "400 strict_dynamic_mapping_exception" in text


def test_one_is_sent_again_and_the_other_stays(desk: Any) -> None:
    url = reverse("search_parked_retry")
    answer = desk.city_editor.browser.post(url, {"key": "901:main"}, follow=True)
    assert "已重新发送 1 份文档" in answer.text
    parked = IndexEvent.objects.filter(parked=True)
    assert [row.object_key for row in parked] == ["902:main"]


def test_all_are_sent_again_at_once(desk: Any) -> None:
    desk.administrator.browser.post(reverse("search_parked_retry"))
    assert not IndexEvent.objects.filter(parked=True).exists()
    text = desk.administrator.browser.get(reverse("search_parked")).text
    assert "检索服务器没有拒收任何文档" in text


def test_people_of_one_community_neither_see_nor_send_them(desk: Any) -> None:
    browser = desk.publisher.browser
    assert "停水通知" not in browser.get(reverse("search_parked"), follow=True).text
    browser.post(reverse("search_parked_retry"))
    assert IndexEvent.objects.filter(parked=True).count() == 2


def test_looking_at_the_address_of_the_button_sends_nothing(desk: Any) -> None:
    answer = desk.administrator.browser.get(reverse("search_parked_retry"))
    assert answer.status_code == 405
    assert IndexEvent.objects.filter(parked=True).count() == 2
