"""Contents, neighbours, citations both ways, comparison: what a reader of a regulation is given."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from portal.pages.actions import publish_version
from portal.pages.models import ArticleReference
from portal.pages.reading import Way, article_of, contents_of
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.publication.actions import withdraw
from portal.templatetags import lawtext
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


def long_text(section, *, chapters):
    """A text of 320 articles, in eight chapters or without any."""
    version = make_version(make_regulation(section), articles=320, effective_from=date(2020, 1, 1))
    if chapters:
        for number in range(8):
            rows = version.articles.filter(number__gt=number * 40, number__lte=number * 40 + 40)
            rows.update(chapter=f"第{number + 1}章")
    else:
        version.articles.update(chapter="")
    return version


def opened(contents, **parameters):
    """Numbers of the chapters that are shown with their text."""
    contents.open_for(parameters)
    return [chapter.number for chapter in contents.chapters if chapter.is_open]


def test_a_short_text_is_shown_whole_with_every_chapter_open(section):
    version = make_version(make_regulation(section), articles=4)
    version.articles.filter(number__gt=2).update(chapter="第二章 附则")
    contents = contents_of(version)
    assert not contents.is_long
    assert opened(contents, chapter="2") == [1, 2]


def test_of_a_long_text_one_chapter_is_open_and_the_whole_only_when_asked_for(section):
    contents = contents_of(long_text(section, chapters=True))
    assert opened(contents) == [1]
    assert opened(contents, chapter="3") == [3]
    assert opened(contents, around="article-200") == [5]
    assert opened(contents, chapter="99") == [1]
    assert opened(contents_of(contents.articles[0].version), whole="1") == list(range(1, 9))


def test_very_many_articles_without_chapters_are_read_in_ranges_of_fifty(section):
    contents = contents_of(long_text(section, chapters=False))
    assert [len(chapter.articles) for chapter in contents.chapters] == [50] * 6 + [20]
    with translation.override("zh-hans"):
        assert contents.chapters[1].span == "51—100条"
    assert opened(contents, around="article-77") == [2]


def test_articles_in_closed_chapters_are_not_sent_and_each_chapter_has_its_address(client, section):
    version = long_text(section, chapters=True)
    url = version.regulation.url
    page = client.get(url + "?chapter=2").content.decode()
    assert 'id="article-41"' in page and 'id="article-40"' not in page
    assert f'href="{url}?chapter=3#chapter-3"' in page
    article = client.get(url + "article-100/").content.decode()
    assert f'href="{url}?around=article-100#article-100"' in article
    assert 'id="article-100"' in client.get(url + "?around=article-100").content.decode()


@pytest.fixture
def amended(section):
    """A regulation with a version of 2020 and one of 2022; the first ended in between."""
    regulation = make_regulation(section)
    make_version(regulation, no=1, effective_from=date(2020, 1, 1), effective_to=date(2021, 6, 30))
    make_version(regulation, no=2, articles=4, effective_from=date(2022, 1, 1))
    return regulation


def test_the_days_one_may_ask_for_begin_with_the_first_version(amended):
    assert amended.first_day == date(2020, 1, 1)
    assert amended.last_day == timezone.localdate()


def test_a_day_shows_the_version_that_held_and_its_lasting_address(client, amended):
    page = client.get(amended.url + "?on=2021-01-01")
    words = page.content.decode()
    assert page.context["version"].no == 1
    assert "2021年1月1日</time>这一天适用的是第1版" in words
    assert f'href="{amended.url}v1/"' in words
    assert f'href="{amended.url}article-2/?on=2021-01-01"' in words


@pytest.mark.parametrize("on", ["2019-12-31", "2021-12-31"])
def test_a_day_on_which_no_version_held_says_so(client, amended, on):
    page = client.get(f"{amended.url}?on={on}")
    assert page.context["version"] is None
    assert "没有施行中的版本" in page.content.decode()


@pytest.mark.parametrize("on", ["2021-02-30", "yesterday", "20210101x"])
def test_what_is_no_day_is_said_to_be_none_and_todays_text_is_shown(client, amended, on):
    page = client.get(f"{amended.url}?on={on}")
    assert page.context["version"].no == 2
    assert "这不是日期" in page.content.decode()


def test_an_article_of_a_day_leads_to_its_version_and_on_to_its_neighbours(client, amended):
    page = client.get(amended.url + "article-2/?on=2021-01-01").content.decode()
    assert f'href="{amended.url}v1/article-2/"' in page
    assert f'href="{amended.url}article-3/?on=2021-01-01"' in page


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("article-4/?on=2021-01-01", "?on=2021-01-01&article=4"),
        ("article-1/?on=2019-01-01", "?on=2019-01-01&article=1"),
    ],
)
def test_an_article_that_did_not_hold_on_the_day_leads_to_the_text_of_that_day(
    client, amended, asked, answer
):
    response = client.get(amended.url + asked)
    assert response.url == amended.url + answer
    assert client.get(response.url).status_code == 200


def test_defined_words_are_listed_and_lead_to_their_article_from_where_they_are_used(
    client, section
):
    version = make_version(make_regulation(section), state="draft")
    version.articles.filter(number=1).update(text="本办法所称社区，是指居民委员会辖区。")
    version.articles.filter(number=2).update(text="各类组织应当服务社区。本社区内不得收费。")
    publish_version(version, by=None, at=timezone.now())
    url = version.regulation.url
    for address in (url, url + "v1/", url + "article-2/", url + "v1/article-2/"):
        page = client.get(address).content.decode()
        base = url + "v1/" if "v1" in address else url
        assert f'本<a class="term" href="{base}article-1/">社区</a>内' in page
        assert "服务社区。" in page
    assert "本办法所称<dfn>社区</dfn>，" in client.get(url).content.decode()


TEXT = st.text("社区服务站的在内，。第一二条<>&{}\n", max_size=60)


@given(TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_marks_never_alter_the_words_of_the_law(text, spans):
    marks = [(start, end, "article-1") for start, end in sorted(spans)]
    way = Way("/regulations/rules/", None)
    row = SimpleNamespace(text=text, cites=(), marks=marks)
    html = lawtext.law_text({"way": way}, row)
    shown = [unescape(re.sub(r"<[^<>]*>", "", line)) for line in html.split("</p>") if line]
    assert shown == [line for line in text.split("\n") if line.strip()]
