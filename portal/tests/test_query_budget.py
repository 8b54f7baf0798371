"""Public pages cost a fixed number of queries: at ten rows and at a thousand, shallow and deep."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.models import CalendarDay
from portal.pages.models import (
    ArticleReference,
    Centre,
    OpeningHours,
    OrganisationUnit,
)
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import (
    make_directory,
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.query_budget import BUDGET

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A community with everything its home page can show."""
    community = make_community(make_district(make_city()))
    centre = Centre.objects.create(
        community=community, name="中心", address="青禾路27号", phone="0000-88001122"
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(centre=centre, weekday=day, opens="08:30", closes="17:30") for day in range(5)
    )
    OrganisationUnit.objects.create(community=community, kind="party", name="党组织", duties="统筹")
    CalendarDay.objects.create(date=date.today(), kind="workday")
    return community


def texts(count: int) -> list[Text]:
    """`count` notices of one month."""
    return [
        Text(f"bulk-{number}", f"通知 {number}", date(2026, 1, 1 + number % 28))
        for number in range(count)
    ]


def cost(client: Client, address: str, status: int = 200) -> int:
    """Queries of the second request: the first warms content types and site roots."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == status
    return len(queries)


@pytest.mark.parametrize("count", [10, 1000])
def test_lists_cost_the_same_at_ten_and_at_a_thousand_notices(client, place, count):
    section = make_notice_section(place)
    add_notices(section, texts(count))
    assert cost(client, section.url) <= BUDGET["notice_section"]
    assert cost(client, section.url + "?kind=notice&year=2026&page=2") <= BUDGET["notice_section"]
    assert cost(client, place.url) <= BUDGET["home"]
    assert cost(client, "/") <= BUDGET["home"]


def test_a_notice_six_levels_deep_stays_in_its_budget(client, place):
    notice = make_notice(make_notice_section(place))
    answer = make_notice(notice.get_parent().specific, kind="result", answers=notice)
    notice.topics.add("停水")
    notice.save()
    assert notice.depth == 6
    assert cost(client, notice.url) <= BUDGET["notice"]
    assert cost(client, answer.url) <= BUDGET["notice"]


@pytest.mark.parametrize("count", [10, 1200])
def test_a_regulation_and_its_articles_stay_in_their_budget(client, place, count):
    section = make_regulation_section(place)
    regulation = make_regulation(section)
    old = make_version(regulation, no=1, articles=count, effective_from=date(2020, 1, 1))
    make_version(regulation, no=2, articles=count, effective_from=date(2022, 1, 1))
    source = old.articles.first()
    ArticleReference.objects.create(source=source, start=0, end=2, target=regulation, number=2)
    assert cost(client, regulation.url) <= BUDGET["regulation"]
    for part in ("article-2/", "v1/article-2/", "article-2/?on=2021-01-01"):
        assert cost(client, regulation.url + part) <= BUDGET["article"]
    for part in ("v1/", "?on=2021-01-01", "?whole=1", "?around=article-7"):
        assert cost(client, regulation.url + part) <= BUDGET["regulation"]
    assert cost(client, section.url) <= BUDGET["regulation_section"]


@pytest.mark.parametrize("count", [10, 1200])
def test_comparison_citations_and_files_of_a_regulation_stay_in_their_budget(client, place, count):
    section = make_regulation_section(place)
    regulation, other = make_regulation(section), make_regulation(section)
    make_version(regulation, no=1, articles=count)
    new = make_version(regulation, no=2, articles=count)
    citing = make_version(other, articles=count)
    ArticleReference.objects.bulk_create(
        ArticleReference(source=row, start=0, end=2, target=regulation, number=row.number)
        for row in [*citing.articles.all(), *new.articles.filter(number=2)]
    )
    assert cost(client, regulation.url) <= BUDGET["regulation"]
    assert cost(client, regulation.url + "compare/") <= BUDGET["comparison"]
    assert cost(client, regulation.url + "compare/?show=all&page=2") <= BUDGET["comparison"]
    assert cost(client, regulation.url + "cited-by/") <= BUDGET["cited_by"]
    for part in ("?article=article-2", "?of=notices", "?page=2"):
        assert cost(client, regulation.url + "cited-by/" + part) <= BUDGET["cited_by"]
    for name in ("text.txt", "regulation.json", "regulation.docx", "v1/text.txt"):
        assert cost(client, regulation.url + name) <= BUDGET["regulation_file"]


def test_the_directory_and_a_missing_page_stay_in_their_budget(client, place):
    directory = make_directory(place)
    assert cost(client, directory.url) <= BUDGET["directory"]
    assert cost(client, directory.url + "nothing/", status=404) <= BUDGET["not_found"]
