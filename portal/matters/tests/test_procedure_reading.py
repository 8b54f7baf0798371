"""What a reader finds on the page of a procedure."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from portal.matters.models import (
    Catalogue,
    Fee,
    Material,
    MatterEntry,
    MatterField,
    Procedure,
    ProcedureBasis,
    Question,
)
from portal.matters.procedure_reading import money, words_of_limit
from portal.matters.procedure_rows import Parts, parts_of
from portal.matters.procedure_rules import REVIEW_KEY, Standing, standing_of
from portal.matters.tests.factories import (
    make_matter,
    make_matter_section,
    make_procedure,
    new_procedure,
)
from portal.models import RuleSetting
from portal.pages.tests.factories import make_regulation, make_regulation_section
from portal.preferences import MODE_COOKIE
from portal.tests.admin_forms import words_of
from portal.tests.factories import make_city, make_community, make_district, published
from portal.tests.query_budget import BUDGET
from portal.tests.test_query_budget import cost
from portal.tests.uploads import make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Any:
    return make_city()


@pytest.fixture
def section(city: Any) -> Any:
    return make_matter_section(city)


def laid(section: Any, **values: Any) -> Procedure:
    """A public procedure with a row of every kind."""
    page = new_procedure(**values)
    page.questions.add(Question(question="能代办吗？", answer="能，带委托书。"))
    return published(section.add_child(instance=page))


def shown(client: Any, page: Procedure, query: str = "") -> BeautifulSoup:
    answer = client.get(page.url + query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def checklist(soup: BeautifulSoup) -> list[str]:
    return [row.get_text(strip=True) for row in soup.select(".checklist__name")]


def test_the_answer_comes_first(client, section):
    facts = shown(client, laid(section)).select_one(".key-facts").get_text(" ", strip=True)
    for words in ("年满65周岁的本市老人", "10个工作日", "20个工作日", "不收费"):
        assert words in facts
    assert "各社区服务中心一楼（演示）" in facts


def test_the_number_in_the_panel_can_be_dialled(client, section):
    soup = shown(client, laid(section))
    assert soup.select_one(".key-facts a.button")["href"] == "tel:000088001122"


def test_without_a_situation_everything_is_listed_with_when_it_is_needed(client, section):
    soup = shown(client, laid(section))
    assert checklist(soup) == ["本人身份证", "代办人身份证", "委托书"]
    assert "只在这种情况带：家人代办" in soup.select(".checklist__how")[1].get_text()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?situation=1", ["本人身份证"]),
        ("?situation=2", ["本人身份证", "代办人身份证", "委托书"]),
        ("?situation=3", ["本人身份证", "代办人身份证", "委托书"]),
        ("?situation=x", ["本人身份证", "代办人身份证", "委托书"]),
    ],
)
def test_the_list_follows_the_situation(client, section, query, names):
    assert checklist(shown(client, laid(section), query)) == names


def test_the_situation_chosen_stays_chosen(client, section):
    soup = shown(client, laid(section), "?situation=2")
    assert soup.select_one("input[name=situation][checked]")["value"] == "2"


def test_what_the_office_looks_up_is_not_on_the_list(client, section):
    page = new_procedure()
    page.materials.add(Material(name="户籍信息", source="shared"))
    soup = shown(client, published(section.add_child(instance=page)))
    assert "户籍信息" not in checklist(soup)
    assert "户籍信息" in soup.get_text()


def test_a_draft_in_the_preview_is_read_from_its_rows_in_memory():
    page = new_procedure()
    parts = parts_of(page)
    assert [row.name for row in parts.materials] == ["本人身份证", "代办人身份证", "委托书"]


def test_stored_rows_are_read_as_they_were_written(section):
    law = make_regulation(make_regulation_section(section.get_parent().specific))
    page = new_procedure(fee_kind="charged")
    page.bases = [ProcedureBasis(regulation=law, number=3, sort_order=0)]
    page.fees.add(Fee(name="工本费", amount=Decimal("12.5"), unit="本", basis="价格文件（演示）"))
    form = make_file(title="申请表")
    page.materials.add(Material(name="申请表", blank_form=form, copies=2, sort_order=9))
    page = section.add_child(instance=page)
    page._chain = []
    parts: Parts = parts_of(page)
    assert parts.fees[0].amount == Decimal("12.50")
    assert (parts.bases[0].number, parts.bases[0].regulation.title) == (3, law.title)
    assert [row.name for row in parts.steps] == ["到窗口交材料", "制证发证"]
    assert (parts.materials[-1].copies, parts.materials[-1].blank_form.url) == (2, form.url)
    assert [row.name for row in parts.situations] == ["本人来", "家人代办"]


def test_a_basis_in_the_library_leads_to_its_article(client, section):
    law = make_regulation(make_regulation_section(section.get_parent().specific))
    page = new_procedure()
    page.bases = [ProcedureBasis(regulation=law, number=3)]
    soup = shown(client, published(section.add_child(instance=page)))
    link = soup.select_one(".procedure__bases a")
    assert link["href"] == f"{law.url}article-3/"


def test_steps_stand_in_their_order(client, section):
    names = [row.get_text(" ", strip=True) for row in shown(client, laid(section)).select("h3")]
    assert names == ["到窗口交材料 您本人，约10分钟", "制证发证 社区，9个工作日"]


def test_a_fee_says_the_document_that_allows_it(client, section):
    page = new_procedure(fee_kind="charged")
    page.fees.add(Fee(name="工本费", amount=10, unit="本", basis="价格文件〔0000〕1号（演示）"))
    facts = shown(client, published(section.add_child(instance=page))).select_one(".key-facts")
    assert "工本费10元 / 本" in facts.get_text()
    assert "价格文件〔0000〕1号（演示）" in facts.get_text()


def test_the_short_version_is_shown_in_large_print_and_on_request(client, section):
    page = laid(section)
    assert shown(client, page).select_one(".procedure__short") is None
    assert "十个工作日拿证" in shown(client, page, "?short=1").select_one(".procedure__short").text
    client.cookies[MODE_COOKIE] = "elder"
    assert shown(client, page).select_one(".procedure__short")


def test_machines_read_a_government_service(client, section):
    soup = shown(client, laid(section))
    graph = json.loads(soup.select_one('script[type="application/ld+json"]').string)["@graph"]
    (service,) = [node for node in graph if node["@type"] == "GovernmentService"]
    assert service["provider"]["name"] == "柳湾区民政部门（演示）"
    assert service["availableChannel"][0]["servicePhone"]["telephone"] == "0000-8800 1122"
    assert service["offers"] == [{"@type": "Offer", "price": "0", "priceCurrency": "CNY"}]


# --- Stale --------------------------------------------------------------------------------------
def enter_review_rule(days: int = 180) -> None:
    RuleSetting.objects.create(
        key=REVIEW_KEY, value=str(days), unit="日", basis="本门户约定（演示）",
        effective_from=date(2000, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(("days", "stale"), [(180, False), (181, True)])
def test_a_page_nobody_checked_for_half_a_year_says_so(client, section, days, stale):
    enter_review_rule()
    page = laid(section, reviewed_on=timezone.localdate() - timedelta(days=days))
    assert ("已到复核时间" in shown(client, page).get_text()) is stale


# --- No longer done here ------------------------------------------------------------------------
def enter_catalogue(city: Any, matter: Any, **values: Any) -> MatterEntry:
    field, _made = MatterField.objects.get_or_create(
        key="aged", defaults={"name": "养老", "source": "statutory", "role": "assist"}
    )
    catalogue = Catalogue.objects.create(
        district=make_district(city), version="2026", title="目录", issued_by="区（演示）",
        effective_from=date(2020, 1, 1),
    )  # fmt: skip
    defaults = {"name": matter.name, "field": field, "role": "assist", "implementer": "区（演示）"}
    entry = MatterEntry.objects.create(
        catalogue=catalogue, matter=matter, audience="person", **{**defaults, **values}
    )
    Catalogue.objects.filter(pk=catalogue.pk).update(published_at=timezone.now())
    return entry


def test_a_superseded_matter_says_so_and_where_to_go(client, city, section):
    new, old = make_matter(name="健康咨询"), make_matter(name="养犬证明")
    instead = make_procedure(section, matter=new)
    page = make_procedure(section, matter=old)
    enter_catalogue(
        city, old, status="superseded", reason="2020年起不再开具。", go_to="找街道。", successor=new
    )
    soup = shown(client, page)
    panel = soup.select_one(".key-facts--ended")
    assert "2020年起不再开具。" in panel.text
    assert "找街道。" in panel.text
    assert panel.select_one("a")["href"] == instead.url
    assert checklist(soup) == []
    assert "GovernmentService" not in str(soup)


def test_a_matter_that_the_new_catalogue_leaves_out_is_over(client, city, section):
    matter = make_matter()
    page = make_procedure(section, matter=matter)
    entry = enter_catalogue(city, matter, status="active")
    assert shown(client, page).select_one(".key-facts--ended") is None
    Catalogue.objects.filter(pk=entry.catalogue_id).update(effective_to=date(2021, 1, 1))
    assert shown(client, page).select_one(".key-facts--ended")


def test_a_suspended_matter_keeps_its_page_and_says_why(client, city, section):
    matter = make_matter()
    page = make_procedure(section, matter=matter)
    enter_catalogue(city, matter, status="suspended", reason="系统升级，下周恢复。")
    soup = shown(client, page)
    assert "系统升级，下周恢复。" in soup.get_text()
    assert checklist(soup)


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (None, Standing.OFFERED),
        ("active", Standing.OFFERED),
        ("suspended", Standing.SUSPENDED),
        ("superseded", Standing.ENDED),
        ("removed", Standing.ENDED),
    ],
)
def test_the_standing_follows_what_is_said_today(status, standing):
    assert standing_of(status) == standing


# --- Words and cost -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1, "working_days", "1个工作日"),
        (15, "days", "15日"),
        (None, "at_once", "当场办结"),
        (None, "none", "没有规定"),
        (None, "days", ""),
    ],
)
def test_a_limit_reads_as_a_resident_says_it(value, unit, words):
    assert words_of_limit(value, unit) == words


def test_money_has_no_fractions_that_are_nothing():
    assert (money(Decimal("10.00")), money(Decimal("1234.50"))) == ("10", "1,234.50")


@pytest.mark.parametrize("rows", [1, 40])
def test_a_procedure_stays_in_its_budget_however_long_it_is(client, section, rows):
    page = new_procedure()
    for number in range(rows):
        page.materials.add(Material(name=f"材料清单第{number}项", sort_order=9 + number))
        page.questions.add(Question(question=f"问{number}", answer="答", sort_order=number))
    page = published(section.add_child(instance=page))
    assert cost(client, page.url) <= BUDGET["procedure"]
    assert cost(client, page.url + "?situation=2") <= BUDGET["procedure"]


def test_a_procedure_of_a_community_names_it(client, city):
    community = make_community(make_district(city), "青禾里社区")
    page = make_procedure(make_matter_section(community))
    assert "青禾里社区" in shown(client, page).select_one(".procedure__head .tags").text


def test_the_topics_lead_to_what_else_they_gather(client, section):
    page = new_procedure()
    page.topics.add("养老", "证件")
    link = shown(client, published(section.add_child(instance=page))).select(".tag--link")
    assert [one.text for one in link] == ["养老", "证件"]
    assert link[0]["href"].endswith("?topic=%E5%85%BB%E8%80%81")
    assert cost(client, page.url) <= BUDGET["procedure"]


def test_the_contact_point_of_a_department_that_posts_nobody_here_is_named(client, section):
    page = laid(section, matter=make_matter(contact_point="区医保局联络点，周三上午（演示）"))
    assert "区医保局联络点" in shown(client, page).select_one("aside").text


def test_no_script_and_no_cookie_is_needed_to_read_it(client, section):
    answer = client.get(laid(section).url)
    assert not answer.cookies
    assert not re.search(r"<script(?![^>]*(src=|ld\+json))", answer.content.decode())
    assert "本人身份证" in words_of(answer)
