"""A table comes into a draft whole or not at all, and what will happen is said before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.matters.catalogue_actions import publish_catalogue
from portal.matters.catalogue_import import Mode, plan, store
from portal.matters.models import EntryBasis, Matter, MatterEntry
from portal.matters.taxonomy import load_taxonomy
from portal.matters.tests.factories import make_catalogue, make_entry, make_matter
from portal.matters.tests.sheets import line, sheet_of
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.problems import Refused
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """A draft with one entry that no table knows."""
    load_taxonomy()
    desk = make_desk()
    desk.draft = make_catalogue(desk.district)
    desk.entry = make_entry(desk.draft, matter=make_matter(code="YL-900", name="旧事项"), order=4)
    return desk


TWO = (line(), line(事项编码="YL-002", 事项名称="优待证"))


def test_append_adds_behind_what_is_there(desk: Any) -> None:
    store(desk.draft, sheet_of(*TWO), mode=Mode.APPEND, by=None)
    found = desk.draft.entries.order_by("order").values_list("matter__code", "order")
    assert list(found) == [("YL-900", 4), ("YL-001", 5), ("YL-002", 6)]


def test_replace_takes_away_what_the_table_has_not(desk: Any) -> None:
    store(desk.draft, sheet_of(*TWO), mode=Mode.REPLACE, by=None)
    found = desk.draft.entries.order_by("order").values_list("matter__code", flat=True)
    assert list(found) == ["YL-001", "YL-002"]
    assert Matter.objects.filter(code="YL-900").exists()


def test_what_will_happen_is_said_and_nothing_is_stored(desk: Any) -> None:
    store(desk.draft, sheet_of(*TWO), mode=Mode.APPEND, by=None)
    sheet = sheet_of(line(), line(事项编码="YL-002", 事项名称="新名"), line(事项编码="YL-003"))
    found = plan(desk.draft, sheet, mode=Mode.REPLACE)
    assert found.removed == ["YL-900 旧事项"]
    assert found.changed == ["YL-002 新名"]
    assert found.new_matters == ["YL-003 医保登记"]
    assert (found.added, found.kept, found.problems) == (1, 1, [])
    assert desk.draft.entries.count() == 3 and Matter.objects.count() == 3


def test_append_refuses_a_matter_that_is_there_and_names_the_row(desk: Any) -> None:
    sheet = sheet_of(line(), line(事项编码="YL-900"))
    with pytest.raises(Refused, match="第 3 行：YL-900"):
        store(desk.draft, sheet, mode=Mode.APPEND, by=None)
    assert MatterEntry.objects.count() == 1 and not Matter.objects.filter(code="YL-001").exists()


@pytest.mark.parametrize("mode", list(Mode))
def test_one_bad_cell_keeps_the_whole_table_out(desk: Any, mode: Mode) -> None:
    sheet = sheet_of(*TWO, line(事项编码="YL-003", 领域="登月"))
    with pytest.raises(Refused):
        store(desk.draft, sheet, mode=mode, by=None)
    assert list(MatterEntry.objects.all()) == [desk.entry]
    assert Matter.objects.count() == 1


def test_who_brought_the_table_has_written_the_entries(desk: Any) -> None:
    person = desk.district_supervisor.user
    store(desk.draft, sheet_of(*TWO), mode=Mode.APPEND, by=person)
    assert set(desk.draft.entries.values_list("written_by", flat=True)) == {None, person.pk}
    assert desk.draft.is_work_of(person)


@pytest.mark.parametrize("name", ["editor", "publisher", "secretary"])
def test_people_of_a_community_bring_no_table(desk: Any, name: str) -> None:
    with pytest.raises(Refused):
        store(desk.draft, sheet_of(*TWO), mode=Mode.APPEND, by=getattr(desk, name).user)


def test_a_published_catalogue_takes_no_table(desk: Any) -> None:
    publish_catalogue(desk.draft, by=None, at=timezone.now())
    with pytest.raises(Refused):
        store(desk.draft, sheet_of(*TWO), mode=Mode.REPLACE, by=None)
    assert desk.draft.entries.count() == 1


def test_a_catalogue_that_changed_since_it_was_looked_at_is_looked_at_again(desk: Any) -> None:
    sheet = sheet_of(*TWO)
    mark = plan(desk.draft, sheet, mode=Mode.REPLACE).mark
    desk.entry.name = "别人刚改的名"
    desk.entry.save()
    with pytest.raises(Refused, match="有人改过目录"):
        store(desk.draft, sheet, mode=Mode.REPLACE, by=None, mark=mark)
    assert list(desk.draft.entries.all()) == [desk.entry]


def test_new_matters_get_group_and_occasions_and_known_ones_keep_theirs(desk: Any) -> None:
    rows = [
        line(窗口分组="协助及委托", 人生事件和服务人群="老年人"),
        line(事项编码="YL-900", 窗口分组="协助及委托", 人生事件和服务人群="老年人"),
    ]
    store(desk.draft, sheet_of(*rows), mode=Mode.REPLACE, by=None)
    new, known = Matter.objects.get(code="YL-001"), Matter.objects.get(code="YL-900")
    assert (new.window_group, new.occasions.count()) == ("assisted", 1)
    assert (known.window_group, known.occasions.count(), known.name) == ("public", 0, "旧事项")


def test_a_successor_may_stand_in_the_same_table_or_be_known(desk: Any) -> None:
    rows = [line(改办事项编码="YL-002"), line(事项编码="YL-002", 改办事项编码="YL-900")]
    store(desk.draft, sheet_of(*rows), mode=Mode.REPLACE, by=None)
    found = MatterEntry.objects.order_by("order").values_list("successor__code", flat=True)
    assert list(found) == ["YL-002", "YL-900"]
    nobody = sheet_of(line(改办事项编码="YL-404"))
    assert plan(desk.draft, nobody, mode=Mode.REPLACE).problems[0].code == "sheet.successor"


def test_a_basis_leads_to_the_regulation_of_that_title_with_the_version_seen(desk: Any) -> None:
    regulation = make_regulation(make_regulation_section(desk.city), title="临河市社区办法")
    make_version(regulation)
    sheet = sheet_of(line(法律依据="《临河市社区办法》第九条；《别的办法》第二条"))
    store(desk.draft, sheet, mode=Mode.REPLACE, by=None)
    first, second = EntryBasis.objects.order_by("sort_order")
    assert (first.regulation.pk, first.title, first.number) == (regulation.pk, "", 9)
    assert first.seen_version == 1
    assert (second.regulation, second.title, second.number) == (None, "别的办法", 2)
