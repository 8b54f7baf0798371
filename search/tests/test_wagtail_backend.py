"""Editors find Chinese in Wagtail's admin."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from modelsearch.index import insert_or_update_object
from wagtail.models import Page

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.factories import make_city, make_user
from search.text import fold
from search.wagtail_backend import asked_tokens, stored_tokens

pytestmark = pytest.mark.django_db

ODD = ['"', '""', '"a', "'", "(", "*", "NEAR(a b,2)", "title:x", "^a", "-", "\u3000", "a\x00b"]
ODD += ["%s", "%", "\\", "a OR b", "{a b}:c", "𠀀", "中" * 5000, '"' * 5000]


@pytest.fixture
def section():
    """A section with notices that share some words."""
    section = make_notice_section(make_city())
    make_notice(section, title="社区工作条例实施以后的变化", slug="changes")
    make_notice(section, title="青禾里社區閱覽室重新開放", slug="reading")
    make_notice(section, title="停水通知", slug="water")
    make_notice(section, title="New community centre", slug="english")
    call_command("update_index", verbosity=0)
    return section


def found(typed: str) -> set[str]:
    """Slugs of the notices that an editor's search finds."""
    rows = Page.objects.filter(depth=4).autocomplete(typed)
    return {page.slug for page in rows}


EXPECTED = {
    "社区": {"changes", "reading"},
    "社區": {"changes", "reading"},
    "条例": {"changes"},
    "阅览": {"reading"},
    "水": {"water"},
    "停水通知": {"water"},
    "社区 开放": {"reading"},
    "commun": {"english"},
    "Community": {"english"},
    "没有": set(),
}


def test_two_characters_find_a_page_in_either_script(section):
    assert {typed: found(typed) for typed in EXPECTED} == EXPECTED


def test_a_changed_title_is_found_by_its_new_words_only(section):
    page = Page.objects.get(slug="water").specific
    page.title = "停气通知"
    page.save()
    insert_or_update_object(page)
    assert found("停气") == {"water"}
    assert found("停水通知") == set()


def test_no_odd_query_fails_in_search_or_autocomplete(section):
    for typed in ODD:
        assert list(Page.objects.search(typed)) == list(Page.objects.search(typed))
        list(Page.objects.autocomplete(typed))


def test_the_admins_search_and_explorer_answer(client, section):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    for typed in ["社区", "社區", '"', '"社区" live:true', "(", "x" * 300]:
        search = client.get("/admin/pages/search/", {"q": typed})
        explorer = client.get(f"/admin/pages/{section.pk}/", {"q": typed})
        assert (search.status_code, explorer.status_code) == (200, 200)
        if "社" in fold(typed):
            assert "社区工作条例" in search.content.decode(), typed
        if typed in ("社区", "社區"):
            assert "社区工作条例" in explorer.content.decode(), typed
            assert "停水通知" not in explorer.content.decode(), typed


def test_tokens_of_a_query_are_among_those_of_the_text():
    stored = stored_tokens("貴陽市社區工作條例 2013年 Community Services")
    assert set(asked_tokens("社区工作 community 2013").split()) <= set(stored.split())
    assert set(asked_tokens("社").split()) <= set(stored.split())
