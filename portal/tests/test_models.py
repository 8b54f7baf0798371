"""The tree of places, the frame around every page, rules and calendar."""

from __future__ import annotations

from datetime import date

import pytest
from wagtail.models import Page

from portal import signals
from portal.models import RuleSetting, SiteSettings
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.problems import Refused
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


def frame() -> dict:
    return SiteSettings.objects.get().navigation


def names() -> list[str]:
    return [row["name"] for row in frame()["communities"]]


def test_the_frame_knows_a_section_as_soon_as_it_is_published_and_forgets_it_when_withdrawn():
    city = make_city()
    section = make_notice_section(city)
    assert [word["path"] for word in frame()["words"]] == ["notices/"]
    withdraw(section, by=None, reason="合并")
    assert frame()["words"] == []


def test_the_frame_lists_communities_with_their_district_and_follows_a_move():
    city = make_city()
    east, west = make_district(city, "东区"), make_district(city, "西区")
    community = make_community(east, "青禾里社区")
    assert [row["district"] for row in frame()["communities"]] == ["东区"]
    community.move(Page.objects.get(pk=west.pk), pos="last-child")
    assert [row["district"] for row in frame()["communities"]] == ["西区"]


def test_a_renamed_slug_is_followed_by_the_frame():
    community = make_community(make_district(make_city()))
    community.refresh_from_db()
    community.slug = "new-name"
    community.save()
    assert frame()["communities"][0]["path"].endswith("new-name/")


def test_a_community_without_its_figures_cannot_be_published():
    with pytest.raises(Refused) as refusal:
        make_community(make_district(make_city()), population=None)
    assert [problem.field for problem in refusal.value.problems] == ["population"]
    assert names() == []


def test_an_item_knows_its_community_and_loses_it_when_moved_to_the_city():
    city = make_city()
    community = make_community(make_district(city))
    notice = make_notice(make_notice_section(community))
    target = make_notice_section(city)
    assert notice.in_community == community
    notice.move(target, pos="last-child")
    notice.refresh_from_db()
    assert notice.in_community is None


def test_a_moved_community_takes_its_items_along():
    city = make_city()
    community = make_community(make_district(city))
    notice = make_notice(make_notice_section(community))
    community.move(Page.objects.get(pk=make_district(city, "西区").pk), pos="last-child")
    notice.refresh_from_db()
    assert notice.in_community == community


def test_the_rule_of_a_day_is_the_youngest_that_has_started_and_a_narrow_scope_wins():
    for value, scope, start in (("40", "", 2012), ("42", "", 2025), ("44", "station", 2020)):
        RuleSetting.objects.create(
            key="hours", value=value, scope=scope, basis="某办法", effective_from=date(start, 1, 1)
        )
    rules = RuleSetting.objects
    assert rules.in_force("hours", on=date(2024, 6, 1)).value == "40"
    assert rules.in_force("hours", on=date(2025, 1, 1)).value == "42"
    assert rules.in_force("hours", on=date(2025, 1, 1), scope="station").value == "44"
    assert rules.in_force("hours", on=date(2000, 1, 1)) is None


def test_a_public_page_that_is_saved_without_being_published_tells_who_listens():
    notice = make_notice(make_notice_section(make_city()))
    heard = []

    def listen(sender, queryset, **kwargs):
        heard.extend(queryset.values_list("title", flat=True))

    signals.content_changed.connect(listen)
    try:
        notice.refresh_from_db()
        notice.title = "改过的标题"
        notice.save()
        notice.save(update_fields=["title"])
    finally:
        signals.content_changed.disconnect(listen)
    assert heard == ["改过的标题"]
