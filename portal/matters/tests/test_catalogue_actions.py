"""A catalogue is written by some, published by another, and never changes afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.matters.catalogue_actions import (
    begin_catalogue,
    publish_catalogue,
    record_filing,
    remove_entry,
    write_catalogue,
    write_entry,
)
from portal.matters.models import Catalogue, EntryBasis, Matter, MatterEntry
from portal.matters.standing import with_standing
from portal.matters.tests.factories import make_catalogue, make_entry, make_field, make_matter
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.problems import Refused
from portal.role_table import ADMINISTRATOR, DISTRICT_SUPERVISOR
from portal.tests.desks import make_desk
from portal.tests.factories import make_district
from portal.tests.review import joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """A district with two supervisors and a draft with one entry."""
    desk = make_desk()
    desk.second = joined(DISTRICT_SUPERVISOR, desk.district)
    desk.draft = make_catalogue(desk.district)
    desk.entry = make_entry(desk.draft)
    return desk


def publish(catalogue: Catalogue, by: Any = None) -> Catalogue:
    return publish_catalogue(catalogue, by=by, at=timezone.now())


def said_of(matters: Any, on: date) -> list[dict[str, Any]]:
    rows = with_standing(matters.annotate(matter=F("pk")), on)
    return [row.entry for row in rows]


def refused(catalogue: Catalogue, by: Any = None) -> list[str]:
    with pytest.raises(Refused) as refusal:
        publish(catalogue, by)
    return [problem.code for problem in refusal.value.problems]


def followed(desk: Any, days: int = 30) -> Catalogue:
    """The next catalogue of the district, published, that begins in so many days."""
    publish(desk.draft)
    start = timezone.localdate() + timedelta(days=days)
    return begin_catalogue(
        desk.district, by=None, entries_from=desk.draft, version="next", title="目录",
        issued_by="区政府（演示）", effective_from=start,
    )  # fmt: skip


# --- Two persons ---------------------------------------------------------------------------------
def test_who_wrote_the_catalogue_does_not_publish_it(desk: Any) -> None:
    write_catalogue(desk.draft, by=desk.district_supervisor.user)
    assert refused(desk.draft, desk.district_supervisor.user) == ["catalogue.own_work"]
    assert publish(desk.draft, desk.second.user).published_at is not None


def test_who_wrote_one_entry_does_not_publish_the_catalogue(desk: Any) -> None:
    write_entry(desk.entry, by=desk.district_supervisor.user)
    assert refused(desk.draft, desk.district_supervisor.user) == ["catalogue.own_work"]


def test_who_took_an_entry_out_does_not_publish_the_catalogue(desk: Any) -> None:
    remove_entry(make_entry(desk.draft), by=desk.district_supervisor.user)
    assert refused(desk.draft, desk.district_supervisor.user) == ["catalogue.own_work"]


def test_not_even_an_administrator_publishes_the_own_work(desk: Any) -> None:
    person = joined(ADMINISTRATOR)
    write_entry(desk.entry, by=person.user)
    assert refused(desk.draft, person.user) == ["catalogue.own_work"]


@pytest.mark.parametrize("name", ["editor", "publisher", "secretary"])
def test_people_of_a_community_do_not_publish_a_catalogue(desk: Any, name: str) -> None:
    assert refused(desk.draft, getattr(desk, name).user) == ["permission"]


# --- What keeps it from being published ----------------------------------------------------------
def test_a_catalogue_without_entries_is_not_published(desk: Any) -> None:
    desk.entry.delete()
    assert refused(desk.draft) == ["catalogue.empty"]


def test_all_that_is_missing_is_said_at_once_and_nothing_is_changed(desk: Any) -> None:
    make_entry(desk.draft, status="draft", has_basis=False)
    desk.draft.effective_from = None
    desk.draft.save()
    found = ["catalogue.start_missing", "entry.draft", "entry.basis_missing"]
    assert refused(desk.draft) == found
    assert Catalogue.objects.get().published_at is None


def test_a_person_in_the_words_of_an_entry_keeps_the_catalogue_back(desk: Any) -> None:
    MatterEntry.objects.filter(pk=desk.entry.pk).update(implementer="张三 990000199001010017")
    assert refused(desk.draft) == ["personal_data.identity"]


def test_a_matter_on_offer_cannot_vanish_from_the_next_catalogue(desk: Any) -> None:
    other = make_entry(desk.draft)
    after = followed(desk)
    after.entries.get(matter=other.matter).delete()
    assert refused(after) == ["entry.dropped"]


# --- Fixed once published ------------------------------------------------------------------------
def test_a_published_catalogue_and_its_entries_never_change(desk: Any) -> None:
    publish(desk.draft)
    entry = MatterEntry.objects.get()
    for change in (entry.save, entry.delete, desk.draft.save, desk.draft.delete):
        with pytest.raises(Refused, match="已经发布"):
            change()
    with pytest.raises(Refused):
        make_entry(desk.draft)
    with pytest.raises(Refused):
        write_entry(entry, by=None)
    assert refused(desk.draft) == ["catalogue.published"]


def test_publication_is_recorded_with_the_person(desk: Any) -> None:
    publish(desk.draft, desk.second.user)
    row = ModelLogEntry.objects.get(action="wagtail.publish")
    assert (row.user, row.object_id) == (desk.second.user, str(desk.draft.pk))


# --- One after the other -------------------------------------------------------------------------
def test_the_next_catalogue_ends_the_one_before_on_the_day_before_it_begins(desk: Any) -> None:
    after = publish(followed(desk))
    desk.draft.refresh_from_db()
    assert desk.draft.effective_to == after.effective_from - timedelta(days=1)
    days = (after.effective_from - timedelta(days=1), after.effective_from)
    found = [Catalogue.objects.in_force(day).get() for day in days]
    assert found == [desk.draft, after]


def test_a_new_catalogue_cannot_end_the_one_in_force_yesterday(desk: Any) -> None:
    after = followed(desk, days=-1)
    assert refused(after) == ["catalogue.starts_late"]
    desk.draft.refresh_from_db()
    assert desk.draft.effective_to is None


def test_the_catalogue_of_another_district_may_hold_on_the_same_days(desk: Any) -> None:
    publish(desk.draft)
    other = make_catalogue(make_district(desk.city, "云渡区"))
    make_entry(other)
    assert publish(other).published_at is not None


def test_a_copy_has_all_entries_with_their_bases_and_is_nobodys_work(desk: Any) -> None:
    desk.entry.written_by = desk.editor.user
    desk.entry.save()
    copy = followed(desk)
    row = copy.entries.get()
    assert (row.matter, row.written_by) == (desk.entry.matter, None)
    assert [str(basis) for basis in row.bases.all()] == ["《社区服务办法（演示）》第9条"]
    assert desk.draft.entries.get().bases.count() == 1


def test_a_superseded_matter_is_over_on_the_first_day_of_the_new_catalogue(desk: Any) -> None:
    after = followed(desk)
    words = {"status": "superseded", "reason": "不再要求此项证明", "go_to": "无需办理"}
    after.entries.update(**words)
    publish(after)
    start = after.effective_from
    days = (start - timedelta(days=1), start)
    row = {"pk": desk.entry.matter_id}
    before, found = (said_of(Matter.objects.filter(**row), day)[0] for day in days)
    assert before["status"] == "active"
    assert {name: found[name] for name in words} == words


# --- Bases and filing ----------------------------------------------------------------------------
def test_a_basis_keeps_the_number_of_the_version_that_was_seen(desk: Any) -> None:
    regulation = make_regulation(make_regulation_section(desk.city))
    make_version(regulation, no=1, effective_from=date(2020, 1, 1))
    make_version(regulation, no=2, effective_from=date(2022, 1, 1))
    entry = MatterEntry(
        catalogue=desk.draft, matter=make_matter(), name="甲", field=make_field(),
        role="lead", implementer="中心", audience="person",
    )  # fmt: skip
    entry.bases.add(EntryBasis(regulation=regulation, number=2))
    write_entry(entry, by=None)
    assert EntryBasis.objects.get(entry=entry).seen_version == 2


def test_an_entry_without_a_place_goes_to_the_end(desk: Any) -> None:
    desk.entry.order = 7
    desk.entry.save()
    entry = MatterEntry(
        catalogue=desk.draft, matter=make_matter(), name="甲", field=make_field(),
        role="lead", implementer="中心", audience="person",
    )  # fmt: skip
    assert write_entry(entry, by=None).order == 8


def test_the_filing_is_recorded_once_and_after_publication(desk: Any) -> None:
    values = {"filed_with": "市政府（演示）", "filed_on": date(2026, 2, 1)}
    with pytest.raises(Refused, match="才能登记备案"):
        record_filing(desk.draft, by=None, **values)
    publish(desk.draft)
    assert record_filing(desk.draft, by=None, **values).filed_on == date(2026, 2, 1)
    with pytest.raises(Refused, match="已经登记"):
        record_filing(desk.draft, by=None, **values)
