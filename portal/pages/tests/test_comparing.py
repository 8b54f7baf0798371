"""The page that compares two versions: which two, what is folded, where its links lead."""

from __future__ import annotations

import re

import pytest

from portal.pages.comparing import PAGE, Unchanged, comparison_of
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def regulation():
    return make_regulation(make_regulation_section(make_city()))


def amended(regulation, no, **texts):
    """A version in which some of six articles have other words."""
    version = make_version(regulation, no=no, articles=6)
    for name, text in texts.items():
        version.articles.filter(slug=name.replace("_", "-")).update(text=text)
    return version


def test_without_a_choice_the_last_two_versions_stand_beside_each_other(regulation):
    versions = [amended(regulation, no) for no in (1, 2, 3)]
    found = comparison_of(regulation, {})
    assert (found["old"], found["new"]) == (versions[1], versions[2])


def test_with_only_the_newer_one_chosen_the_one_before_it_is_the_older(regulation):
    versions = [amended(regulation, no) for no in (1, 2, 3)]
    found = comparison_of(regulation, {"new": "2"})
    assert (found["old"], found["new"]) == (versions[0], versions[1])
    assert comparison_of(regulation, {"new": "1"})["comparison"] is None


@pytest.mark.parametrize("asked", [{"old": "7", "new": "x"}, {"old": "1", "new": "9"}])
def test_versions_that_do_not_exist_are_not_compared(regulation, asked):
    amended(regulation, 1)
    assert comparison_of(regulation, asked)["comparison"] is None


def test_unchanged_articles_are_gathered_unless_the_whole_text_is_asked_for(regulation):
    amended(regulation, 1)
    amended(regulation, 2, article_3="社区服务中心受理第3类事项。")
    items = list(comparison_of(regulation, {})["paginated"])
    assert [isinstance(item, Unchanged) for item in items] == [True, False, True]
    assert [len(item.rows) for item in items if isinstance(item, Unchanged)] == [2, 3]
    assert len(comparison_of(regulation, {"show": "all"})["paginated"]) == 6


def test_a_long_comparison_goes_on_in_pages(regulation):
    make_version(regulation, no=1, articles=PAGE + 20)
    make_version(regulation, no=2, articles=PAGE + 20)
    shown = comparison_of(regulation, {"show": "all", "page": "2"})["paginated"]
    assert len(shown) == 20


def test_each_article_has_an_address_and_leads_to_both_versions(client, regulation):
    amended(regulation, 1)
    amended(regulation, 2, article_3="社区服务中心受理第3类事项。")
    page = client.get(regulation.url + "compare/").content.decode()
    assert 'id="article-3"' in page
    for no in (1, 2):
        assert f'href="{regulation.url}v{no}/article-3/"' in page
    assert "<del>" in page and "<ins>" in page
    assert "2条未变" in page and "3条未变" in page


def test_an_article_that_only_moved_is_one_line(client, regulation):
    amended(regulation, 1)
    new = make_version(regulation, no=2, articles=7)
    new.articles.filter(number=1).update(text="居民会议每年至少召开一次，讨论重大事项。")
    for number in range(2, 8):
        text = f"社区服务中心办理第{number - 1}类事项。"
        new.articles.filter(number=number).update(text=text)
    page = client.get(regulation.url + "compare/").content.decode()
    assert page.count("条号变了，文字未变。") == 6
    assert page.count('class="compare__pair"') == 1


def test_no_two_articles_of_a_comparison_have_one_address(client, regulation):
    make_version(regulation, no=1, articles=2)
    new = make_version(regulation, no=2, articles=2)
    new.articles.update(
        text="居民会议每年至少召开一次，讨论重大事项，听取居民的意见和建议并且当场答复。"
    )
    page = client.get(regulation.url + "compare/").content.decode()
    assert {'id="removed-article-2"', 'id="article-2"'} <= set(re.findall('id="[a-z0-9-]+"', page))
