"""A legal basis knows what became of the text it cites."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.desk.tallies import counted, kinds_of, tallies_for
from portal.matters.basis_actions import review
from portal.matters.basis_reading import judged, states_of
from portal.matters.basis_rules import BasisState, Cited, state_of
from portal.matters.models import Catalogue, EntryBasis, ProcedureBasis
from portal.matters.models.procedures import Procedure
from portal.matters.tests.factories import make_catalogue, make_entry
from portal.matters.tests.test_admission_register import add_section
from portal.pages.models import Article, Regulation
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.problems import Refused
from portal.tests.admin_forms import words_of
from portal.tests.desks import as_built, make_desk
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db
THEN = date(2020, 1, 1)


def cited(**values: Any) -> Cited:
    facts = {"is_over": False, "now": 1, "seen": 1, "has_number": True, **values}
    return Cited(**{"text_now": "甲", "text_seen": "甲", **facts})


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, None),
        ({"is_over": True}, BasisState.REPEALED),
        ({"now": None, "text_now": None}, BasisState.NOT_IN_FORCE),
        ({"now": 2, "text_now": None}, BasisState.GONE),
        ({"now": 2, "text_now": "乙"}, BasisState.AMENDED),
        ({"now": 2}, None),
        ({"now": 2, "seen": None, "text_seen": None}, None),
        ({"now": 2, "has_number": False, "text_now": None, "text_seen": None}, BasisState.AMENDED),
        ({"has_number": False, "text_now": None, "text_seen": None}, None),
    ],
)
def test_the_gravest_news_of_a_basis_is_said(values, state):
    assert state_of(cited(**values)) == state


@pytest.fixture
@remembered(as_built)
def town() -> SimpleNamespace:
    """A desk, a regulation of the city in force, and an entry of a published catalogue."""
    town = make_desk()
    town.library = make_regulation_section(town.city)
    town.regulation = make_regulation(town.library)
    make_version(town.regulation, effective_from=THEN)
    catalogue = make_catalogue(town.district)
    town.entry = make_entry(catalogue, has_basis=False)
    town.basis = add_basis(town)
    Catalogue.objects.filter(pk=catalogue.pk).update(published_at=timezone.now())
    return town


def add_basis(town: Any, number: int | None = 2, regulation: Any = None) -> EntryBasis:
    rests_on = regulation or town.regulation
    return EntryBasis.objects.create(entry=town.entry, regulation=rests_on, number=number)


def amend(town: Any, *, number: int = 2, starts: date | None = None) -> None:
    """A second version that changes one article."""
    version = make_version(
        town.regulation, no=2, effective_from=starts or timezone.localdate(), change_note="修改"
    )
    Article.objects.filter(version=version, number=number).update(text="改过的条文。")


def state(town: Any, on: date | None = None) -> BasisState | None:
    return judged([town.basis], on or timezone.localdate())[town.basis.pk]


def test_a_new_basis_has_been_seen_in_the_version_in_force(town):
    assert town.basis.seen_version == 1 and state(town) is None


def test_an_amended_article_is_told(town):
    amend(town)
    assert state(town) is BasisState.AMENDED


def test_an_amendment_of_another_article_is_not_told(town):
    amend(town, number=3)
    assert state(town) is None


def test_an_amendment_counts_from_its_first_day(town):
    tomorrow = timezone.localdate() + timedelta(days=1)
    amend(town, starts=tomorrow)
    assert (state(town), state(town, tomorrow)) == (None, BasisState.AMENDED)


def test_an_article_that_was_struck_out_is_told(town):
    amend(town)
    Article.objects.filter(version__no=2, number=2).delete()
    assert state(town) is BasisState.GONE


@pytest.mark.parametrize("validity", ["repealed", "expired"])
def test_a_repealed_regulation_is_told(town, validity):
    Regulation.objects.filter(pk=town.regulation.pk).update(validity=validity)
    assert state(town) is BasisState.REPEALED


def test_a_regulation_past_its_last_day_is_told(town):
    yesterday = timezone.localdate() - timedelta(days=1)
    Regulation.objects.filter(pk=town.regulation.pk).update(valid_until=yesterday)
    assert state(town) is BasisState.REPEALED


def test_a_regulation_that_is_not_in_force_on_the_day_is_told(town):
    town.regulation.versions.update(effective_to=date(2021, 1, 1))
    assert state(town) is BasisState.NOT_IN_FORCE


def test_a_text_that_is_not_in_the_library_says_nothing(town):
    basis = EntryBasis.objects.create(entry=town.entry, title="某办法（演示）", number=2)
    assert states_of([basis], timezone.localdate()) == {basis.pk: None}


def test_a_reader_is_told_in_words(town):
    amend(town)
    said = states_of([town.basis], timezone.localdate())[town.basis.pk]
    assert said == "所依据的条文在上次核对之后作了修改。"


def test_any_number_of_bases_is_judged_in_two_queries(town):
    for _ in range(5):
        regulation = make_regulation(town.library)
        make_version(regulation, effective_from=THEN)
        add_basis(town, regulation=regulation), add_basis(town, number=3, regulation=regulation)
    bases = list(EntryBasis.objects.all())
    with CaptureQueriesContext(connection) as queries:
        states_of(bases, timezone.localdate())
    assert len(bases) == 11 and len(queries) == 2


def test_a_review_marks_the_version_in_force_as_seen(town):
    amend(town)
    review(town.basis, by=town.district_supervisor.user)
    town.basis.refresh_from_db()
    assert town.basis.seen_version == 2 and state(town) is None


def test_looking_does_not_mend_a_repealed_basis(town):
    Regulation.objects.filter(pk=town.regulation.pk).update(validity="repealed")
    with pytest.raises(Refused):
        review(town.basis, by=None)


def test_a_community_does_not_review_the_catalogue(town):
    amend(town)
    with pytest.raises(Refused):
        review(town.basis, by=town.editor.user)


def test_what_was_seen_stays_seen_when_an_older_draft_is_stored(town):
    amend(town)
    old = EntryBasis.objects.get(pk=town.basis.pk)
    review(town.basis, by=None)
    old.save()
    assert EntryBasis.objects.get(pk=old.pk).seen_version == 2


def test_a_basis_that_cites_another_regulation_has_been_seen_anew(town):
    amend(town)
    review(town.basis, by=None)
    other = make_regulation(town.library)
    make_version(other, effective_from=THEN)
    town.basis.refresh_from_db()
    town.basis.regulation = other
    town.basis.save()
    assert town.basis.seen_version == 1


# --- The work list ------------------------------------------------------------------------------
def counts(person: Any) -> dict[str, int]:
    found = counted(kinds_of(tallies_for(person.user)))
    return {key: n for key, (n, _since) in found.items() if key.endswith("-bases")}


def add_procedure(town: Any, place: Any) -> ProcedureBasis:
    section = add_section(place)
    page = section.add_child(instance=Procedure(title="优待证办理", slug="card"))
    Procedure.objects.filter(pk=page.pk).update(live=True)
    return ProcedureBasis.objects.create(procedure=page, regulation=town.regulation, number=2)


def test_while_nothing_has_changed_nothing_stands_on_the_desk(town):
    assert counts(town.district_supervisor) == {}
    page = town.district_supervisor.browser.get(reverse("basis_reviews"))
    assert "所依据的条文都与上次核对时一致" in words_of(page)


def test_an_amended_basis_of_the_catalogue_stands_on_the_desk_of_the_district(town):
    amend(town)
    assert counts(town.district_supervisor) == {"entry-bases": 1}


def test_an_amended_basis_of_a_procedure_stands_on_the_desk_of_its_community(town):
    add_procedure(town, town.one)
    amend(town)
    assert counts(town.publisher) == {"procedure-bases": 1}


def test_a_procedure_of_another_community_does_not_stand_on_the_desk(town):
    add_procedure(town, town.two)
    amend(town)
    assert counts(town.publisher) == {}


def test_the_list_says_what_became_of_the_text_and_takes_the_mark(town):
    amend(town)
    browser = town.district_supervisor.browser
    assert "所依据的条文在上次核对之后作了修改" in words_of(browser.get(reverse("basis_reviews")))
    browser.post(reverse("basis_reviewed", args=["entry", town.basis.pk]))
    assert counts(town.district_supervisor) == {}


def test_a_new_version_with_the_same_article_is_listed_as_such(town):
    amend(town, number=3)
    page = town.district_supervisor.browser.get(reverse("basis_reviews"))
    assert "引用的条文没有变化" in words_of(page)


def test_a_basis_out_of_reach_cannot_be_marked(town):
    basis = add_procedure(town, town.two)
    amend(town)
    answer = town.publisher.browser.post(reverse("basis_reviewed", args=["procedure", basis.pk]))
    basis.refresh_from_db()
    assert (answer.status_code, basis.seen_version) == (404, 1)
