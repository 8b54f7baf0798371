"""How pages look: menu of a community, days and hours in words, states on tags."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory
from django.utils import translation
from django.utils.timezone import get_default_timezone, localdate

from portal.navigation import Frame
from portal.pages.tests.factories import make_notice_section, make_regulation_section
from portal.templatetags import look
from portal.tests.factories import make_city, make_community, make_district


def spans(*rows):
    names = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"]
    return [
        SimpleNamespace(
            weekday=weekday,
            opens=opens,
            closes=closes,
            get_weekday_display=lambda d=weekday: names[d],
        )
        for weekday, opens, closes in rows
    ]


def test_days_in_a_row_with_the_same_hours_are_one_line():
    morning = [(day, time(8), time(12)) for day in range(5)]
    lines = look.weekly_hours(spans(*morning, (5, time(9), time(12)), (6, time(9), time(12))))
    assert [(line["first"], line["last"]) for line in lines] == [
        ("星期一", "星期五"),
        ("星期六", "星期日"),
    ]


def test_a_day_off_between_two_days_keeps_their_lines_apart():
    lines = look.weekly_hours(spans((0, time(8), time(12)), (2, time(8), time(12))))
    assert [line["first"] for line in lines] == ["星期一", "星期三"]


def test_an_instant_is_shown_as_the_day_it_is_in_the_city():
    late = datetime(2025, 9, 16, 23, 30, tzinfo=get_default_timezone())
    with translation.override("zh-hans"):
        assert look.day(late) == '<time datetime="2025-09-16">2025年9月16日</time>'
    assert look.day(None) == ""


def test_a_last_day_is_past_only_when_it_is_over():
    assert look.is_past(date(2020, 1, 1))
    assert not look.is_past(localdate())
    assert not look.is_past(None)


def test_a_telephone_link_holds_no_blanks():
    assert look.telephone("0000-8800 1122") == "tel:000088001122"


def test_a_text_that_holds_is_green_and_one_nobody_checked_asks_for_a_look():
    assert look.validity_tag("in_force") == "tag--ok"
    assert look.validity_tag("unverified") == "tag--lamp"
    assert look.validity_note("repealed") == "note--alert"
    assert look.validity_tag("repealed") == ""


def test_page_numbers_leave_gaps_in_a_long_list():
    numbers = look.page_numbers(Paginator(range(400), 20).page(10))
    assert numbers == [1, "…", 8, 9, 10, 11, 12, "…", 20]


@pytest.mark.parametrize(("code", "html"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_the_language_of_the_interface_is_written_as_html_wants_it(code, html):
    with translation.override(code):
        assert look.html_language() == html


@pytest.mark.django_db
class TestMenu:
    @pytest.fixture
    def city(self):
        city = make_city()
        make_notice_section(city)
        make_regulation_section(city)
        return city

    def frame(self, city, path="/", cookie=""):
        request = RequestFactory().get(path)
        request.COOKIES["portal_community"] = cookie
        site = city.sites_rooted_here.get()
        return Frame(site=site, settings=site.sitesettings, request=request)

    def test_a_community_puts_its_own_section_in_the_place_of_the_citys(self, city):
        community = make_community(make_district(city, slug="liuwan"), slug="qingheli")
        make_notice_section(community)
        frame = self.frame(city, "/liuwan/qingheli/")
        with translation.override("zh-hans"):
            assert [word["url"] for word in frame.menu] == [
                "/liuwan/qingheli/notices/",
                "/regulations/",
            ]
            address = look.section_address({"frame": frame}, "Notices")
        assert address == "/liuwan/qingheli/notices/"

    def test_a_page_of_the_city_has_the_menu_of_the_city(self, city):
        make_notice_section(make_community(make_district(city), slug="qingheli"))
        frame = self.frame(city)
        with translation.override("zh-hans"):
            assert [word["url"] for word in frame.menu] == ["/notices/", "/regulations/"]
        assert frame.chosen is None

    def test_a_chosen_community_brings_its_menu_to_pages_of_the_city(self, city):
        community = make_community(make_district(city, slug="liuwan"), slug="qingheli")
        make_notice_section(community)
        frame = self.frame(city, cookie=str(community.pk))
        with translation.override("zh-hans"):
            word = frame.menu[0]
            assert word["url"] == "/liuwan/qingheli/notices/"
            assert look.is_in("/notices/first/", word), "the city's own section stays marked"
            address = look.section_address({"frame": frame}, "Notices")
        assert address == "/notices/"

    def test_a_section_that_becomes_public_later_comes_into_the_menu(self, city):
        community = make_community(make_district(city))
        assert self.frame(city).communities[0]["words"] == []
        make_notice_section(community)
        assert [word["label"] for word in self.frame(city).communities[0]["words"]] != []


def test_a_source_is_named_without_the_folders_it_lay_in():
    assert look.last_part("library/2024/rules.txt") == "rules.txt"
    assert look.last_part("rules.docx") == "rules.docx"
