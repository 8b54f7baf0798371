"""Contents, neighbours, citations both ways, comparison: what a reader of a regulation is given."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from portal.pages.comparing import comparison_of
from portal.pages.models import ArticleReference
from portal.pages.reading import article_of, contents_of
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.publication.actions import withdraw
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_regulation_section(make_city())


def cite(version, number, target, cited):
    """Article `number` of the version cites article `cited` of the regulation."""
    source = version.articles.get(number=number)
    return ArticleReference.objects.create(
        source=source, start=0, end=2, target=target, number=cited
    )


def cited_by(version, number):
    rows = {row.number: row for row in contents_of(version).articles}
    return [(ref.source.version_id, ref.source.number) for ref in rows[number].cited_by]


def test_articles_are_gathered_by_chapter_and_sections_stand_apart(section):
    version = make_version(make_regulation(section), articles=4)
    version.articles.filter(number__gt=2).update(chapter="第二章 附则")
    version.articles.filter(number=4).update(kind="section", heading="说明")
    contents = contents_of(version)
    assert [(c.title, len(c.articles)) for c in contents.chapters] == [
        ("第一章 总则", 2),
        ("第二章 附则", 1),
    ]
    assert [row.heading for row in contents.sections] == ["说明"]


def test_both_ends_of_a_citation_show_it(section):
    cited, citing = make_regulation(section), make_regulation(section)
    target, source = make_version(cited), make_version(citing)
    cite(source, 1, cited, 2)
    assert cited_by(target, 2) == [(source.pk, 1)]
    assert [ref.target for ref in article_of(source, "article-1")["article"].cites] == [cited]


def test_only_the_latest_text_of_another_regulation_is_said_to_cite(section):
    cited, citing = make_regulation(section), make_regulation(section)
    target = make_version(cited)
    old, new = make_version(citing, no=1), make_version(citing, no=2)
    cite(old, 1, cited, 2)
    assert cited_by(target, 2) == []
    cite(new, 3, cited, 2)
    assert cited_by(target, 2) == [(new.pk, 3)]


def test_a_version_is_cited_by_its_own_articles_not_by_those_of_another_version(section):
    regulation = make_regulation(section)
    old, new = make_version(regulation, no=1), make_version(regulation, no=2)
    cite(old, 1, regulation, 2)
    cite(new, 3, regulation, 2)
    assert cited_by(old, 2) == [(old.pk, 1)]
    assert cited_by(new, 2) == [(new.pk, 3)]


@pytest.mark.parametrize("state", ["withdrawn", "guarded", "draft version"])
def test_a_citation_in_a_text_that_is_not_public_is_not_shown(section, state):
    cited, citing = make_regulation(section), make_regulation(section)
    target = make_version(cited)
    source = make_version(citing, state="draft" if state == "draft version" else "published")
    cite(source, 1, cited, 2)
    if state == "withdrawn":
        withdraw(citing, by=None, reason="核对")
    elif state == "guarded":
        PageViewRestriction.objects.create(page=citing.page_ptr, restriction_type="login")
    assert cited_by(target, 2) == []


def test_the_last_two_versions_are_compared_unless_others_are_asked_for(section):
    regulation = make_regulation(section)
    versions = [make_version(regulation, no=no, articles=no + 1) for no in (1, 2, 3)]
    default = comparison_of(regulation, {})
    chosen = comparison_of(regulation, {"old": "1", "new": "3"})
    assert (default["old"], default["new"]) == (versions[1], versions[2])
    assert chosen["comparison"].added == 2
    assert comparison_of(regulation, {"old": "7", "new": "x"})["comparison"] is None
