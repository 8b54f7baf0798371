"""What an operator types, and what the checks say about the settings and the index."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.factories import make_city
from search.models import IndexedDocument, IndexState

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> Notice:
    return make_notice(make_notice_section(make_city()), title="燃气检修")


def ids(tag: str, **values: object) -> list[str]:
    return [message.id for message in run_checks(tags=[tag], **values)]


def test_a_rebuild_brings_back_an_index_that_was_lost(notice: Notice) -> None:
    before = set(IndexedDocument.objects.values_list("key", flat=True))
    IndexedDocument.objects.all().delete()
    out = StringIO()
    call_command("search_rebuild", verbosity=0, stdout=out)
    assert set(IndexedDocument.objects.values_list("key", flat=True)) == before
    assert out.getvalue().startswith(f"{len(before)} documents of")


def test_status_tells_the_facts_and_fails_when_the_analysis_changed(notice: Notice) -> None:
    out = StringIO()
    call_command("search_status", "--json", stdout=out)
    facts = json.loads(out.getvalue())
    assert (facts["documents"], facts["outdated"]) == (IndexedDocument.objects.count(), False)
    assert ids("search", databases=["default"]) == []
    IndexState.objects.update(schema="other")
    assert ids("search", databases=["default"]) == ["search.W001"]
    with pytest.raises(CommandError):
        call_command("search_status", stdout=out)
    call_command("search_rebuild", verbosity=0, stdout=out)
    call_command("search_status", stdout=out)


def test_status_fails_before_the_first_document() -> None:
    with pytest.raises(CommandError):
        call_command("search_status", stdout=StringIO())
