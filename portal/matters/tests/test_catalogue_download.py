"""The catalogue as a table for everybody: what the public page says, and no cell a formula."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.matters.catalogue_actions import begin_catalogue, publish_catalogue
from portal.matters.catalogue_import import Mode, plan, read
from portal.matters.models import Catalogue, EntryBasis, Matter, MatterEntry
from portal.pages.tests.factories import make_regulation, make_regulation_section
from portal.safe_csv import BYTE_ORDER_MARK
from portal.tests.factories import make_city, make_community, make_district, make_user
from portal.tests.query_budget import BUDGET

from .factories import make_catalogue, make_entry, make_field, make_matter, make_matter_section
from .local_factories import make_occasion

pytestmark = pytest.mark.django_db
TABLE = "/services/catalogue/table/"


@pytest.fixture
def town() -> SimpleNamespace:
    """A district whose catalogue has one matter, published; sections of city and community."""
    city = make_city()
    district = make_district(city, slug="liuwan")
    community = make_community(district, slug="qingheli")
    make_matter_section(city)
    make_matter_section(community)
    catalogue = make_catalogue(district, title="柳湾区目录（演示）")
    matter = make_matter("YL-002", name="老年人优待证申领")
    matter.occasions.add(make_occasion(name="养老"))
    entry = make_entry(catalogue, matter=matter, field=make_field(name="民政"))
    return SimpleNamespace(city=city, district=district, catalogue=catalogue, entry=entry)


def publish(catalogue: Catalogue) -> None:
    publish_catalogue(catalogue, by=None, at=timezone.now())


def text_of(client: Client, address: str = TABLE) -> str:
    answer: Any = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def table(client: Client, address: str = TABLE) -> list[dict[str, str]]:
    text = text_of(client, address).removeprefix(BYTE_ORDER_MARK)
    return list(csv.DictReader(StringIO(text)))


# --- What stands in it ----------------------------------------------------------------------------
def test_each_entry_is_a_row_in_the_words_of_the_reader(client: Client, town: Any) -> None:
    publish(town.catalogue)
    (row,) = table(client)
    assert row == {
        "事项编码": "YL-002", "事项名称": "老年人优待证申领", "领域": "民政", "承担方式": "配合",
        "实施主体": "社区服务中心（演示）", "服务对象": "个人",
        "窗口分组": "公共服务和社会综合管理", "法律依据": "《社区服务办法（演示）》第九条",
        "状态": "在办", "原因": "", "改到哪里办": "", "改办事项编码": "",
        "人生事件和服务人群": "养老",
    }  # fmt: skip


def test_in_english_headings_and_choices_are_english(client: Client, town: Any) -> None:
    publish(town.catalogue)
    (row,) = table(client, f"/en{TABLE}")
    assert (row["Matter code"], row["Serves"]) == ("YL-002", "persons (个人)")


def test_excel_reads_it_as_chinese(client: Client, town: Any) -> None:
    publish(town.catalogue)
    assert text_of(client).startswith(BYTE_ORDER_MARK)


def test_who_wrote_it_does_not_stand_in_it(client: Client, town: Any) -> None:
    MatterEntry.objects.filter(pk=town.entry.pk).update(written_by=make_user("secret-writer"))
    publish(town.catalogue)
    assert "secret-writer" not in text_of(client)


def test_a_basis_that_is_not_public_is_not_named(client: Client, town: Any) -> None:
    hidden = make_regulation(make_regulation_section(town.city), live=False, title="内部办法")
    EntryBasis.objects.create(entry=town.entry, regulation=hidden, number=3)
    publish(town.catalogue)
    assert "内部办法" not in text_of(client)


@pytest.mark.parametrize("words", ["=cmd|'/C calc'!A0", "＝1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_taken_for_a_formula(client: Client, town: Any, words: str) -> None:
    Catalogue.objects.filter(pk=town.catalogue.pk).update(published_at=timezone.now())
    MatterEntry.objects.filter(pk=town.entry.pk).update(implementer=words)
    (row,) = table(client)
    assert row["实施主体"] == f"'{words}"


def test_it_can_be_brought_in_again(client: Client, town: Any) -> None:
    publish(town.catalogue)
    data = text_of(client).encode()
    draft = make_catalogue(town.district, effective_from="2030-01-01")
    found = plan(draft, read(data, name="catalogue.csv"), mode=Mode.REPLACE)
    assert found.problems == []


# --- Which catalogue ------------------------------------------------------------------------------
def test_a_draft_cannot_be_had(client: Client, town: Any) -> None:
    assert client.get(TABLE).status_code == 404
    draft = f"/services/catalogue/v{town.catalogue.pk}/table/"
    assert client.get(draft).status_code == 404


def test_an_earlier_catalogue_stays_to_be_had_at_its_address(client: Client, town: Any) -> None:
    publish(town.catalogue)
    start = timezone.localdate() + timedelta(days=1)
    after = begin_catalogue(
        town.district, by=None, entries_from=town.catalogue, version="next", title="新目录",
        issued_by="区政府（演示）", effective_from=start,
    )  # fmt: skip
    after.entries.update(name="新名称")
    publish(after)
    addresses = [f"/services/catalogue/v{one.pk}/table/" for one in (town.catalogue, after)]
    names = [table(client, address)[0]["事项名称"] for address in addresses]
    assert names == ["老年人优待证申领", "新名称"]


@pytest.mark.parametrize("page", ["/services/catalogue/", "/liuwan/qingheli/services/catalogue/"])
def test_the_page_of_the_catalogue_leads_to_its_table(client: Client, town: Any, page: str) -> None:
    publish(town.catalogue)
    links = BeautifulSoup(client.get(page).content, "html.parser").select("a[download]")
    assert [len(table(client, link["href"])) for link in links] == [1]


def test_without_a_catalogue_in_force_no_table_is_offered(client: Client, town: Any) -> None:
    assert "table/" not in client.get("/services/catalogue/").content.decode()


# --- How it is sent -------------------------------------------------------------------------------
def test_it_is_a_file_to_keep_and_no_answer_to_a_search(client: Client, town: Any) -> None:
    publish(town.catalogue)
    answer = client.get(TABLE)
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_thousand_matters_cost_no_more_statements_than_ten(client: Client, town: Any) -> None:
    Catalogue.objects.filter(pk=town.catalogue.pk).update(published_at=timezone.now())
    costs = []
    for count in (10, 980):
        made = Matter.objects.bulk_create(
            Matter(code=f"M-{count}-{number}", name=f"事项{number}") for number in range(count)
        )
        MatterEntry.objects.bulk_create(
            MatterEntry(catalogue=town.catalogue, matter=one, name=one.name, field=town.entry.field,
                        role="lead", implementer="中心", audience="person", status="active")
            for one in made
        )  # fmt: skip
        text_of(client)
        with CaptureQueriesContext(connection) as seen:
            rows = table(client)
        costs.append(len(seen))
    assert len(rows) == 991
    assert costs[0] == costs[1] <= BUDGET["catalogue_table"]
