"""Who wrote a version of a regulation, or one of its articles, does not publish it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.pages.actions import publish_version
from portal.pages.models import Regulation, RegulationVersion
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.pages.version_actions import begin_version, remove_article, write_article
from portal.problems import Refused
from portal.publication.models import Publication
from portal.tests.admin_forms import fields_of
from portal.tests.review import make_office

pytestmark = pytest.mark.django_db

PEOPLE = pytest.mark.parametrize("name", ["publisher", "administrator"])


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two publishers and an administrator, and a public regulation with one version."""
    desk = make_office()
    desk.regulation = make_regulation(make_regulation_section(desk.one))
    desk.first = make_version(desk.regulation)
    return desk


def begun(desk: Any, by: Any) -> RegulationVersion:
    """A draft with the articles of the first version."""
    return begin_version(
        desk.regulation, by=by.user, change_note="修改第二条", text_from=desk.first
    )


def try_to_publish(person: Any, version: RegulationVersion) -> str:
    """The state of the version after this person has pressed the button."""
    person.browser.post(reverse("regulation-versions:publish", args=[version.pk]))
    return RegulationVersion.objects.get(pk=version.pk).state


@PEOPLE
def test_who_began_a_version_does_not_publish_it(desk: Any, name: str) -> None:
    person = getattr(desk, name)
    version = begun(desk, by=person)
    shown = person.browser.get(reverse("regulation-versions:publish", args=[version.pk]))
    assert [problem.code for problem in shown.context["problems"]][0] == "version.own_work"
    assert try_to_publish(person, version) == "draft"
    assert try_to_publish(desk.second, version) == "published"


@PEOPLE
def test_who_wrote_one_article_last_does_not_publish_the_version(desk: Any, name: str) -> None:
    person, version = getattr(desk, name), begun(desk, by=desk.editor)
    write_article(version.articles.first(), by=person.user)
    assert try_to_publish(person, version) == "draft"


@PEOPLE
def test_who_took_an_article_out_does_not_publish_the_version(desk: Any, name: str) -> None:
    person, version = getattr(desk, name), begun(desk, by=desk.editor)
    remove_article(version.articles.last(), by=person.user)
    assert try_to_publish(person, version) == "draft"


def test_who_changed_what_is_said_about_the_version_does_not_publish_it(desk: Any) -> None:
    version = begun(desk, by=desk.editor)
    address = reverse("regulation-versions:edit", args=[version.pk])
    values = fields_of(desk.publisher.browser.get(address), "w-editor-form")
    desk.publisher.browser.post(address, {**values, "change_note": "改写说明"})
    version.refresh_from_db()
    assert (version.change_note, version.written_by) == ("改写说明", desk.publisher.user)
    assert try_to_publish(desk.publisher, version) == "draft"


def test_a_form_of_an_article_remembers_who_wrote_it(desk: Any) -> None:
    article = begun(desk, by=desk.editor).articles.first()
    address = reverse("regulation-articles:edit", args=[article.pk])
    values = fields_of(desk.publisher.browser.get(address), "w-editor-form")
    desk.publisher.browser.post(address, {**values, "text": "改写。"})
    article.refresh_from_db()
    assert (article.text, article.written_by) == ("改写。", desk.publisher.user)


def test_a_second_person_publishes_and_stands_in_the_register(desk: Any) -> None:
    version = begun(desk, by=desk.editor)
    assert try_to_publish(desk.publisher, version) == "published"
    assert Publication.objects.filter(page=desk.regulation).first().by == desk.publisher.user


def test_the_page_of_a_first_version_needs_a_second_person_too(desk: Any) -> None:
    page = make_regulation(desk.regulation.get_parent(), live=False)
    page.save_revision(user=desk.publisher.user)
    version = make_version(page, state="draft")
    assert try_to_publish(desk.publisher, version) == "draft"
    assert try_to_publish(desk.second, version) == "published"
    assert Regulation.objects.get(pk=page.pk).live


def test_the_system_publishes_what_anybody_wrote(desk: Any) -> None:
    version = begun(desk, by=desk.publisher)
    publish_version(version, by=None, at=timezone.now())
    assert version.state == "published"


def test_an_action_refuses_the_writer_in_words(desk: Any) -> None:
    version = begun(desk, by=desk.publisher)
    with pytest.raises(Refused, match="另一位同事"):
        publish_version(version, by=desk.publisher.user, at=timezone.now())


def test_a_text_taken_over_from_an_earlier_version_is_nobodys_new_work(desk: Any) -> None:
    desk.first.articles.update(written_by=desk.second.user)
    version = begun(desk, by=desk.editor)
    assert not version.is_work_of(desk.second.user)
