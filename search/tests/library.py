"""A small public library that the tests of pages and answers share; all of it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.models import City, Community
from portal.pages.models import Article, Notice, Regulation
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import publish
from portal.tests.factories import make_city, make_community, make_district
from search.rebuild import rebuild


@dataclass
class Library:
    """What was made, by name."""

    city: City
    community: Community
    water: Notice
    draft: Notice
    rules: Regulation
    old_rules: Regulation


def make_library() -> Library:
    """A city with one community, four notices and two regulations, indexed with its words."""
    city = make_city()
    community = make_community(make_district(city))
    city_notices, own_notices = make_notice_section(city), make_notice_section(community)
    water = make_notice(own_notices, title="青禾里停水通知", slug="water", body="<p>周二停水</p>")
    water.topics.add("停水")
    publish(water, by=None)
    text = "<p>请看全文。</p>"
    make_notice(city_notices, title="居住登记改在社区办理", slug="register", body=text)
    make_notice(city_notices, title="<b>加装电梯</b> & 采光", slug="lift", body=text)
    make_notice(city_notices, title="How to volunteer", slug="english", language="en", body=text)
    draft = make_notice(city_notices, title="停水机密草稿", slug="draft", live=False)
    section = make_regulation_section(city)
    rules = _regulation(section, title="临河市居住登记办法（演示）", slug="rules")
    old_rules = _regulation(section, title="临河市旧规定（演示）", slug="old", validity="repealed")
    rebuild()
    return Library(city, community, water, draft, rules, old_rules)


def _regulation(section: Any, **values: Any) -> Regulation:
    regulation = make_regulation(section, **values)
    version = make_version(regulation, articles=6, effective_from=date(2020, 1, 1))
    texts = ("居住登记当场办结。", "居住登记带身份证件。", "居住登记不收费。", "居住登记可以上门。")
    for article, text in zip(version.articles.order_by("seq"), texts, strict=False):
        Article.objects.filter(pk=article.pk).update(
            text=text, label=f"第{'一二三四五六'[article.number - 1]}条"
        )
    return publish(regulation, by=None)
