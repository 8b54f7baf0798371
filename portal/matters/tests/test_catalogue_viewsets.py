"""The screens of the catalogue at the desk, as the district's supervisors use them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.matters.models import Catalogue, MatterEntry
from portal.matters.taxonomy import load_taxonomy
from portal.matters.tests.factories import make_catalogue, make_entry, make_matter
from portal.matters.tests.sheets import as_csv, line
from portal.role_table import DISTRICT_SUPERVISOR
from portal.tests.admin_forms import fields_of, messages_of, words_of
from portal.tests.desks import as_built, make_desk
from portal.tests.factories import make_district
from portal.tests.remembered import remembered
from portal.tests.review import joined

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered(as_built)
def desk() -> SimpleNamespace:
    """Two supervisors of a district with a draft of one entry."""
    load_taxonomy()
    desk = make_desk()
    desk.second = joined(DISTRICT_SUPERVISOR, desk.district)
    desk.draft = make_catalogue(desk.district)
    desk.entry = make_entry(desk.draft)
    desk.browser = desk.district_supervisor.browser
    return desk


def address(name: str, *at: Any, **asked: Any) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(name, args=at) + (f"?{query}" if query else "")


def form_of(browser: Any, url: str) -> dict[str, Any]:
    return fields_of(browser.get(url), "w-editor-form")


def upload(desk: Any, data: bytes, mode: str = "append", name: str = "目录.csv") -> Any:
    values = {"file": SimpleUploadedFile(name, data), "mode": mode}
    return desk.browser.post(address("catalogues:table", desk.draft.pk), values)


def test_a_new_catalogue_begins_with_the_services_of_a_station(desk: Any) -> None:
    url = address("catalogues:add")
    values = {**form_of(desk.browser, url), "district": desk.district.pk, "title": "目录"}
    values |= {"version": "2027", "issued_by": "区政府（演示）", "with_starter": "on"}
    answer = desk.browser.post(url, values)
    catalogue = Catalogue.objects.get(version="2027")
    assert answer["Location"].endswith(f"?catalogue={catalogue.pk}")
    assert catalogue.entries.count() > 95
    assert catalogue.written_by == desk.district_supervisor.user


def test_a_new_catalogue_begins_with_the_entries_of_the_one_before(desk: Any) -> None:
    url = address("catalogues:add")
    values = {**form_of(desk.browser, url), "district": desk.district.pk, "title": "目录"}
    values |= {"version": "2027", "issued_by": "区政府", "entries_from": desk.draft.pk}
    desk.browser.post(url, values)
    assert Catalogue.objects.get(version="2027").entries.get().name == desk.entry.name


def test_a_published_catalogue_says_when_by_the_clock_of_the_place(desk: Any) -> None:
    url = address("catalogues:inspect", desk.draft.pk)
    assert desk.browser.get(url).status_code == 200
    Catalogue.objects.update(published_at=datetime(2026, 11, 28, 23, 43, tzinfo=UTC))
    assert "2026年11月29日 07:43" in words_of(desk.browser.get(url))


def test_a_catalogue_is_made_in_the_own_district_only(desk: Any) -> None:
    other = make_district(desk.city, "云渡区")
    url = address("catalogues:add")
    values = {**form_of(desk.browser, url), "district": other.pk, "title": "目录"}
    answer = desk.browser.post(url, {**values, "version": "2027", "issued_by": "区政府"})
    assert "district" in answer.context["form"].errors


def test_an_entry_is_written_with_its_basis(desk: Any) -> None:
    url = address("catalogue-entries:edit", desk.entry.pk)
    values = {**form_of(desk.browser, url), "name": "改名", "bases-0-title": "新办法"}
    assert desk.browser.post(url, values).status_code == 302
    desk.entry.refresh_from_db()
    assert (desk.entry.name, desk.entry.written_by) == ("改名", desk.district_supervisor.user)
    assert desk.entry.bases.get().title == "新办法"


def test_an_entry_is_added_to_the_catalogue_it_was_begun_in(desk: Any) -> None:
    url = address("catalogue-entries:add", catalogue=desk.draft.pk)
    values = {**form_of(desk.browser, url), "matter": make_matter().pk, "name": "新事项"}
    values |= {"field": desk.entry.field_id, "role": "lead", "implementer": "中心"}
    assert desk.browser.post(url, {**values, "audience": "person"}).status_code == 302
    assert desk.draft.entries.filter(name="新事项").exists()


def test_two_people_at_one_entry_never_overwrite_each_other(desk: Any) -> None:
    url = address("catalogue-entries:edit", desk.entry.pk)
    first, second = form_of(desk.browser, url), form_of(desk.second.browser, url)
    desk.browser.post(url, {**first, "name": "甲写的"})
    answer = desk.second.browser.post(url, {**second, "name": "乙写的"})
    assert MatterEntry.objects.get().name == "甲写的"
    assert answer.status_code == 200 and "乙写的" in answer.text
    assert "别人" in words_of(answer)


def test_the_writer_sees_why_not_and_the_second_person_publishes(desk: Any) -> None:
    url = address("catalogue-entries:edit", desk.entry.pk)
    desk.browser.post(url, {**form_of(desk.browser, url), "name": "改名"})
    publish = address("catalogues:publish", desk.draft.pk)
    shown = desk.browser.get(publish)
    assert [one.code for one in shown.context["problems"]] == ["catalogue.own_work"]
    desk.browser.post(publish)
    assert not Catalogue.objects.published().exists()
    answer = desk.second.browser.post(publish, follow=True)
    assert Catalogue.objects.published().get() == desk.draft
    assert messages_of(answer)


def test_a_published_catalogue_is_looked_at_and_filed_once(desk: Any) -> None:
    desk.second.browser.post(address("catalogues:publish", desk.draft.pk))
    edit = desk.browser.get(address("catalogues:edit", desk.draft.pk))
    assert edit.status_code in (302, 403)
    values = {"filed_with": "市政府（演示）", "filed_on": "2026-02-01"}
    url = address("catalogues:filing", desk.draft.pk)
    desk.browser.post(url, values)
    desk.browser.post(url, {**values, "filed_with": "别处"})
    assert Catalogue.objects.get().filed_with == "市政府（演示）"


def test_the_next_catalogue_shows_what_is_different_before_it_is_published(desk: Any) -> None:
    desk.second.browser.post(address("catalogues:publish", desk.draft.pk))
    after = make_catalogue(desk.district, effective_from="2099-01-01")
    make_entry(after, name="全新事项")
    shown = desk.second.browser.get(address("catalogues:publish", after.pk))
    assert [one.name for one in shown.context["difference"].added] == ["全新事项"]
    assert "全新事项" in words_of(shown)


# --- Tables --------------------------------------------------------------------------------------
def test_a_table_is_shown_first_and_stored_when_confirmed(
    desk: Any, settings: Any, tmp_path: Any
) -> None:
    settings.VAR_DIR = tmp_path
    shown = upload(desk, as_csv(line()))
    assert "将要发生的变化" in words_of(shown) and desk.draft.entries.count() == 1
    values = fields_of(shown)
    desk.browser.post(address("catalogues:confirm_table", desk.draft.pk), values)
    assert desk.draft.entries.filter(matter__code="YL-001").exists()


def test_a_bad_table_names_row_and_column_and_stores_nothing(desk: Any) -> None:
    shown = upload(desk, as_csv(line(), line(事项编码="YL-002", 领域="登月")))
    assert "第 3 行“领域”" in words_of(shown)
    assert desk.draft.entries.count() == 1


def test_a_table_that_was_overtaken_is_shown_again(desk: Any, settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path
    values = fields_of(upload(desk, as_csv(line()), mode="replace"))
    MatterEntry.objects.filter(pk=desk.entry.pk).update(name="别人刚改的名")
    shown = desk.browser.post(address("catalogues:confirm_table", desk.draft.pk), values)
    assert "有人改过目录" in words_of(shown) and "将要发生的变化" in words_of(shown)
    assert desk.draft.entries.get().name == "别人刚改的名"


def test_nobody_confirms_what_another_has_brought(desk: Any, settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path
    values = fields_of(upload(desk, as_csv(line())))
    url = address("catalogues:confirm_table", desk.draft.pk)
    desk.second.browser.post(url, values)
    assert desk.draft.entries.count() == 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_template_and_export_can_be_fetched(desk: Any, kind: str) -> None:
    for url in (address("catalogues:template", kind),
                address("catalogues:export", desk.draft.pk, kind)):  # fmt: skip
        answer = desk.browser.get(url)
        assert answer.status_code == 200 and f".{kind}" in answer["Content-Disposition"]


# --- Borders -------------------------------------------------------------------------------------
SCREENS = ["edit", "publish", "table", "filing", "export"]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_catalogue_of_another_district_is_not_there(desk: Any, screen: str) -> None:
    other = make_catalogue(make_district(desk.city, "云渡区"))
    at = [other.pk, "csv"] if screen == "export" else [other.pk]
    assert desk.browser.get(address(f"catalogues:{screen}", *at)).status_code == 404


@pytest.mark.parametrize("name", ["editor", "publisher", "bookkeeper"])
def test_people_of_a_community_have_no_screens_of_catalogues(desk: Any, name: str) -> None:
    browser = getattr(desk, name).browser
    for url in (address("catalogues:index"), address("catalogues:publish", desk.draft.pk)):
        assert browser.get(url).status_code == 403


@pytest.mark.parametrize("name", ["catalogues", "catalogue-entries", "matters"])
def test_lists_open_for_the_supervisor(desk: Any, name: str) -> None:
    assert desk.browser.get(address(f"{name}:index")).status_code == 200


def test_fields_and_occasions_are_kept_by_the_city(desk: Any) -> None:
    for name in ("matter-fields", "occasions"):
        assert desk.city_editor.browser.get(address(f"{name}:index")).status_code == 200
        assert desk.browser.get(address(f"{name}:index")).status_code == 403
