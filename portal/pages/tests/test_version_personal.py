"""Personal data in the text of a regulation: no version with it becomes public."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from portal.pages.actions import publish_version
from portal.pages.models import RegulationVersion
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.problems import Refused
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


@pytest.fixture
def version() -> RegulationVersion:
    """A draft of three articles."""
    regulation = make_regulation(make_regulation_section(make_desk().one), live=False)
    return make_version(regulation, state="draft")


def refused(version: Any) -> list[str]:
    """The words in which its publication is refused."""
    with pytest.raises(Refused) as refusal:
        publish_version(version, by=None, at=timezone.now())
    version.refresh_from_db()
    assert version.state == "draft"
    return [str(problem) for problem in refusal.value.problems]


def test_a_version_without_personal_data_is_published(version):
    assert publish_version(version, by=None, at=timezone.now()).state == "published"


def test_a_number_in_an_article_keeps_the_version_back_and_the_article_is_named(version):
    version.articles.filter(number=2).update(text=f"请拨 {PHONE}（演示）。")
    [words] = refused(version)
    assert "第2条" in words
    assert PHONE not in words


def test_every_article_is_named_at_once(version):
    version.articles.update(text=f"请拨 {PHONE}（演示）。")
    assert len(refused(version)) == 3


@pytest.mark.parametrize("field", ["change_note", "preamble", "note"])
def test_a_number_in_what_is_said_of_a_version_keeps_it_back(version, field):
    RegulationVersion.objects.filter(pk=version.pk).update(**{field: f"请拨 {PHONE}（演示）"})
    version.refresh_from_db()
    assert len(refused(version)) == 1


def test_a_number_on_the_page_itself_keeps_the_version_back(version):
    type(version.regulation).objects.filter(pk=version.regulation_id).update(issuer=PHONE)
    version.refresh_from_db()
    assert len(refused(version)) == 1
