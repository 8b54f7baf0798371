"""Screens for the text of a regulation: drafts are written, published versions are looked at."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.pages.models import (
    Article,
    ArticleReference,
    Regulation,
    RegulationVersion,
)
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.problems import Refused
from portal.publication.models import Publication
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities and the people of the first."""
    return make_desk()


@pytest.fixture
def regulation(town: Any) -> Regulation:
    """A live regulation of the first community with one published version of three articles."""
    regulation = make_regulation(make_regulation_section(town.one))
    make_version(regulation)
    return regulation


def begun(town: Any, regulation: Regulation, **values: Any) -> RegulationVersion:
    """A draft, begun by the editor with the text of the latest version."""
    address = f"{reverse('regulation-versions:add')}?regulation={regulation.pk}"
    fields = fields_of(town.editor.browser.get(address), "w-editor-form")
    values = {"change_note": "修改第二条", "effective_from": "2027-01-01", **values}
    town.editor.browser.post(address, {**fields, **values})
    return regulation.versions.get(state="draft")


def article_values(town: Any, article: Article) -> dict[str, Any]:
    address = reverse("regulation-articles:edit", args=[article.pk])
    return fields_of(town.editor.browser.get(address), "w-editor-form")


def change(town: Any, article: Article, **values: Any) -> Any:
    address = reverse("regulation-articles:edit", args=[article.pk])
    return town.editor.browser.post(address, {**article_values(town, article), **values})


def test_the_form_of_a_regulation_leads_to_its_versions(town: Any, regulation: Any) -> None:
    version = regulation.versions.get()
    form = town.editor.browser.get(reverse("wagtailadmin_pages:edit", args=[regulation.pk])).text
    assert f"{reverse('regulation-versions:add')}?regulation={regulation.pk}" in form
    assert f"{reverse('regulation-articles:index')}?version={version.pk}" in form


def test_the_choice_of_a_text_to_begin_with_says_what_it_is(town: Any, regulation: Any) -> None:
    address = f"{reverse('regulation-versions:add')}?regulation={regulation.pk}"
    assert "以第1版的条文为底稿" in words_of(town.editor.browser.get(address))


def test_a_new_version_begins_with_the_articles_of_the_last_one(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    old = regulation.versions.get(no=1)
    assert draft.no == 2
    texts = list(draft.articles.values_list("seq", "slug", "text"))
    assert texts == list(old.articles.values_list("seq", "slug", "text"))


def test_an_article_of_a_draft_is_changed_and_its_citations_are_linked_anew(
    town: Any, regulation: Any
) -> None:
    draft = begun(town, regulation)
    article = draft.articles.get(number=2)
    change(town, article, text="依照本规则第三条办理。")
    article.refresh_from_db()
    assert article.slug == "article-2"
    assert ArticleReference.objects.get(source=article).number == 3


def test_an_article_added_in_the_middle_moves_the_others_on(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    address = f"{reverse('regulation-articles:add')}?version={draft.pk}"
    fields = fields_of(town.editor.browser.get(address), "w-editor-form")
    values = {"label": "第一条之一", "number": 1, "suffix": 1, "seq": 2, "text": "新增。"}
    town.editor.browser.post(address, {**fields, "kind": "article", **values})
    rows = list(draft.articles.values_list("seq", "slug"))
    assert rows == [(1, "article-1"), (2, "article-1-1"), (3, "article-2"), (4, "article-3")]


def test_an_article_without_a_place_comes_last(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    address = f"{reverse('regulation-articles:add')}?version={draft.pk}"
    fields = fields_of(town.editor.browser.get(address), "w-editor-form")
    town.editor.browser.post(address, {**fields, "kind": "article", "number": 4, "text": "附则。"})
    assert draft.articles.last().slug == "article-4"


def test_an_article_has_a_number_or_says_that_it_was_lost(town: Any, regulation: Any) -> None:
    article = begun(town, regulation).articles.get(number=2)
    response = change(town, article, number="")
    assert "number" in response.context["form"].errors
    change(town, article, number="", number_lost="on")
    article.refresh_from_db()
    assert article.number is None and article.number_lost


def test_an_article_is_taken_out_of_a_draft(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    article = draft.articles.get(number=3)
    town.editor.browser.post(reverse("regulation-articles:delete", args=[article.pk]))
    assert draft.articles.count() == 2


def test_publishing_a_version_makes_it_public_with_the_number_of_its_regulation(
    town: Any, regulation: Any
) -> None:
    draft = begun(town, regulation)
    before = Publication.objects.filter(page=regulation).count()
    town.publisher.browser.post(reverse("regulation-versions:publish", args=[draft.pk]))
    draft.refresh_from_db()
    row = Publication.objects.filter(page=regulation).first()
    assert draft.state == "published" and draft.published_at == row.at
    assert row.index_no == regulation.index_no and row.by.username == "publisher"
    assert Publication.objects.filter(page=regulation).count() == before + 1


def test_an_editor_writes_a_version_but_does_not_publish_it(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    response = town.editor.browser.post(reverse("regulation-versions:publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert response.status_code in {302, 403} and draft.state == "draft"


def test_everything_that_keeps_a_version_from_publication_is_shown_at_once(
    town: Any, regulation: Any
) -> None:
    RegulationVersion.objects.update(effective_from=date(2027, 1, 1))
    draft = begun(town, regulation)
    change(town, draft.articles.get(number=3), number="2")
    RegulationVersion.objects.filter(pk=draft.pk).update(change_note="")
    address = reverse("regulation-versions:publish", args=[draft.pk])
    response = town.publisher.browser.get(address)
    codes = {problem.code for problem in response.context["problems"]}
    assert codes == {"version.number_repeated", "version.change_note_missing", "version.overlap"}
    town.publisher.browser.post(address)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_repeated_number_that_is_marked_as_doubtful_may_stand(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    change(town, draft.articles.get(number=3), number="2", number_doubtful="on")
    response = town.publisher.browser.get(reverse("regulation-versions:publish", args=[draft.pk]))
    assert response.context["problems"] == []


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_a_published_version_and_its_articles_are_looked_at_only(
    town: Any, regulation: Any, view: str
) -> None:
    version = regulation.versions.get()
    article = version.articles.first()
    for screen, row in (("regulation-versions", version), ("regulation-articles", article)):
        address = reverse(f"{screen}:{view}", args=[row.pk])
        town.publisher.browser.post(address, {"change_note": "改了", "text": "改了"})
        assert town.publisher.browser.get(address).status_code in {302, 403}
        inspection = reverse(f"{screen}:inspect", args=[row.pk])
        assert town.publisher.browser.get(inspection).status_code == 200
    assert not Article.objects.filter(text="改了").exists()
    assert regulation.versions.get().change_note == "首次公布"


def test_no_article_can_be_added_to_a_published_version(town: Any, regulation: Any) -> None:
    address = f"{reverse('regulation-articles:add')}?version={regulation.versions.get().pk}"
    town.publisher.browser.post(address, {"kind": "article", "number": 9, "text": "混入"})
    assert not Article.objects.filter(text="混入").exists()


def test_the_models_themselves_refuse_to_change_what_is_published(regulation: Any) -> None:
    version = regulation.versions.get()
    article = version.articles.first()
    version.change_note = article.text = "改了"
    for row in (version, article):
        with pytest.raises(Refused):
            row.save()
        with pytest.raises(Refused):
            row.delete()
    with pytest.raises(Refused):
        Article.objects.create(version=version, seq=99, slug="article-99", text="混入")


def test_versions_of_another_community_cannot_be_reached(town: Any) -> None:
    foreign = make_regulation(make_regulation_section(town.two))
    version = make_version(foreign, state="draft")
    addresses = [
        reverse("regulation-versions:edit", args=[version.pk]),
        reverse("regulation-versions:publish", args=[version.pk]),
        f"{reverse('regulation-versions:index')}?regulation={foreign.pk}",
        f"{reverse('regulation-versions:add')}?regulation={foreign.pk}",
        f"{reverse('regulation-articles:index')}?version={version.pk}",
        f"{reverse('regulation-articles:add')}?version={version.pk}",
        reverse("regulation-articles:edit", args=[version.articles.first().pk]),
    ]
    for address in addresses:
        assert town.publisher.browser.get(address).status_code == 404, address
        answer = town.publisher.browser.post(address, {"change_note": "改了"}).status_code
        assert answer in {404, 405}, address
    version.refresh_from_db()
    assert (version.state, version.change_note) == ("draft", "首次公布")


def queries_of(browser: Client, address: str) -> int:
    """What a visit asks; savepoints are there only because a test has a transaction around it."""
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)


def test_the_form_of_a_regulation_of_1200_articles_opens_in_40_queries(town: Any) -> None:
    regulation = make_regulation(make_regulation_section(town.one))
    make_version(regulation, articles=1200)
    address = reverse("wagtailadmin_pages:edit", args=[regulation.pk])
    assert queries_of(town.publisher.browser, address) <= 40


def test_a_revision_of_a_regulation_of_1200_articles_stays_below_20_kilobytes(town: Any) -> None:
    regulation = make_regulation(make_regulation_section(town.one))
    make_version(regulation, articles=1200)
    revision = Regulation.objects.get(pk=regulation.pk).save_revision()
    revision.refresh_from_db()
    assert len(json.dumps(revision.content, ensure_ascii=False).encode()) <= 20_000


def test_lists_of_articles_and_versions_cost_the_same_however_long(town: Any) -> None:
    section = make_regulation_section(town.one)
    costs: dict[int, list[int]] = {}
    for size in (10, 1200):
        version = make_version(make_regulation(section), articles=size)
        articles = f"{reverse('regulation-articles:index')}?version={version.pk}"
        versions = f"{reverse('regulation-versions:index')}?regulation={version.regulation_id}"
        browser = town.editor.browser
        costs[size] = [queries_of(browser, articles), queries_of(browser, versions)]
    assert costs[10] == costs[1200]
    assert max(costs[1200]) <= 20


def test_the_list_of_articles_says_which_numbers_are_uncertain(town: Any, regulation: Any) -> None:
    version = regulation.versions.get()
    Article.objects.filter(version=version, number=2).update(number_doubtful=True)
    address = f"{reverse('regulation-articles:index')}?version={version.pk}"
    words = words_of(town.editor.browser.get(address))
    assert words.count("存疑") == 1 and "推定" not in words
