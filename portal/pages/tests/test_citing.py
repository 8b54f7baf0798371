"""Who cites a regulation and its articles: counted whole, shown a few, listed in pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from portal.pages.citing import PAGE, citing_of
from portal.pages.models import ArticleReference, RegulationVersion
from portal.pages.reading import article_of, contents_of
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_regulation_section(make_city())


@pytest.fixture
def cited(section):
    return make_regulation(section)


def cite(version, cited, *, number=None, sources=None):
    """Every article (or those numbered) of a version cites the regulation, or one article."""
    rows = version.articles.all()
    rows = rows.filter(number__in=sources) if sources else rows
    ArticleReference.objects.bulk_create(
        ArticleReference(source=row, start=0, end=2, target=cited, number=number) for row in rows
    )


def published_before(version, days):
    at = timezone.now() - timedelta(days=days)
    RegulationVersion.objects.filter(pk=version.pk).update(published_at=at)
    return version


def test_an_article_shows_the_newest_three_and_knows_how_many_there_are(section, cited):
    target = make_version(cited)
    old = published_before(make_version(make_regulation(section), articles=4), 90)
    new = published_before(make_version(make_regulation(section), articles=2), 1)
    cite(old, cited, number=2)
    cite(new, cited, number=2)
    row = contents_of(target).articles[1]
    assert row.cited_total == 6
    assert [one.source.version_id for one in row.cited_by] == [new.pk, new.pk, old.pk]
    alone = article_of(target, "article-2")["article"]
    assert (alone.cited_total, len(alone.cited_by)) == (6, 6)


def test_the_regulation_counts_the_articles_of_others_each_once(section, cited):
    target = make_version(cited)
    other = make_version(make_regulation(section), articles=5)
    cite(other, cited)
    cite(other, cited, number=2)
    cite(target, cited, number=1)
    whole = contents_of(target).cited
    assert whole.total == 5
    assert len({one.source_id for one in whole.newest}) == 3


def test_a_text_that_nobody_else_cites_has_no_list(section, cited):
    target = make_version(cited)
    cite(target, cited, number=1)
    assert (contents_of(target).cited.total, contents_of(target).cited.newest) == (0, [])


def test_the_list_is_grouped_by_text_newest_first_and_goes_on_in_pages(section, cited):
    make_version(cited)
    old = published_before(make_version(make_regulation(section), articles=PAGE), 90)
    new = published_before(make_version(make_regulation(section), articles=2), 1)
    cite(old, cited)
    cite(new, cited)
    first, second = citing_of(cited, {}), citing_of(cited, {"page": "2"})
    groups = [(group["regulation"].pk, len(group["articles"])) for group in first["groups"]]
    assert groups == [(new.regulation_id, 2), (old.regulation_id, PAGE - 2)]
    assert [len(group["articles"]) for group in second["groups"]] == [2]
    assert not second["listing"].has_next


def test_the_list_of_one_article_holds_its_own_text_too(section, cited):
    target = make_version(cited)
    other = make_version(make_regulation(section))
    cite(target, cited, number=2)
    cite(other, cited, number=2, sources=[1])
    cite(other, cited, number=3, sources=[2])
    found = citing_of(cited, {"article": "article-2"})
    rows = {(row.version_id, row.number) for row in found["listing"].rows}
    assert rows == {(other.pk, 1), (target.pk, 1), (target.pk, 3)}


def test_the_page_names_the_texts_and_leads_to_their_articles(client, section, cited):
    make_version(cited)
    other = make_regulation(section, title="另一办法（演示）")
    cite(make_version(other), cited, number=2, sources=[1])
    page = client.get(cited.url + "cited-by/").content.decode()
    assert "另一办法（演示）" in page
    assert f'href="{other.url}article-1/"' in page
    assert f'href="{cited.url}cited-by/"' in client.get(cited.url).content.decode()


def test_a_text_past_its_date_neither_cites_nor_is_cited_though_no_scheduler_has_come_by(
    section, cited
):
    target = make_version(cited)
    ending = make_version(make_regulation(section, expire_at=timezone.now() + timedelta(hours=1)))
    cite(ending, cited, number=2)
    cite(target, ending.regulation, number=1)
    assert contents_of(target).articles[1].cited_total == 3
    assert contents_of(target).articles[1].cites
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        row = contents_of(target).articles[1]
        assert (row.cited_total, row.cites) == (0, [])
        assert citing_of(cited, {})["groups"] == []


def much_cited():
    """A regulation of two versions that every article of a long other one cites."""
    section = make_regulation_section(make_city())
    cited, other = make_regulation(section), make_regulation(section)
    for number in (1, 2):
        make_version(cited, no=number, articles=1_200)
    cite(make_version(other, articles=1_200), cited, number=2)
    return cited


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL plans by counting")
def test_who_cites_is_found_though_the_database_counted_its_rows_while_there_were_none():
    nothing_yet = transaction.savepoint()
    much_cited()
    transaction.savepoint_rollback(nothing_yet)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cited = much_cited()
        cursor.execute("SET LOCAL statement_timeout = '60s'")  # it used to run for hours
    assert len(citing_of(cited, {})["listing"].rows) == PAGE
