"""Two people at one row, on every screen of the desk: the second is told and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.views.generic.edit import BaseCreateView, ModelFormMixin
from wagtail.contrib.settings.registry import registry
from wagtail.contrib.settings.views import EditView as SettingsEditView
from wagtail.contrib.settings.views import get_setting_edit_handler

from portal.models import CalendarDay, CommunityName, InstitutionEvent, RuleSetting, Topic
from portal.pages.models import Centre, ContactAssignment, OpeningHours, OrganisationUnit
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.publication.models import ErrorReport
from portal.row_views import RowEditView
from portal.seen_rows import Seen, SeenAtSave, state_of
from portal.tests.admin_forms import fields_of, opened
from portal.tests.desks import make_desk
from portal.tests.uploads import collection_of, make_file, make_picture

pytestmark = pytest.mark.django_db
OLD, FIRST, SECOND = "老样子", "第一位改的", "第二位改的"
ELSEWHERE = {
    "wagtailadmin_pages": "pages are kept as revisions: portal/writing/stale.py",
    "publications": "a register, which nobody writes",
    "dead-links": "a register, which nobody writes",
    "personal-data-overrides": "a register, which nobody writes",
    "wagtailadmin_collections": "Wagtail's own; the administrator alone",
    "wagtailadmin_workflows": "Wagtail's own; the administrator alone",
    "wagtailusers_users": "Wagtail's own; the administrator alone",
    "wagtailusers_groups": "Wagtail's own; the administrator alone",
    "wagtailsites": "Wagtail's own; the administrator alone",
    "wagtailredirects": "Wagtail's own; the administrator alone",
}
"""Screens that edit something without this guard, and why."""


# --- Every screen there is ------------------------------------------------------------------------
def edit_screens(resolver: Any, space: str = "") -> Iterator[tuple[str, Any]]:
    """Namespace and callback of every address at which a row is edited in a form."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from edit_screens(entry, entry.namespace or space)
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", None)
            if view and issubclass(view, ModelFormMixin) and not issubclass(view, BaseCreateView):
                yield space, entry.callback


def forms_of(callback: Any) -> list[Any]:
    """The classes of the forms that a screen shows."""
    if issubclass(callback.view_class, SettingsEditView):
        return [get_setting_edit_handler(model).get_form_class() for model in registry]
    view = callback.view_class(**callback.view_initkwargs)
    panel = None if view.form_class else getattr(view, "panel", None)
    return [panel.get_form_class() if panel else view.get_form_class()]


def is_guarded(callback: Any) -> bool:
    guard = Seen if issubclass(callback.view_class, RowEditView) else SeenAtSave
    return all(issubclass(form, guard) for form in forms_of(callback))


def test_every_screen_that_edits_rows_has_the_guard():
    screens = [row for row in edit_screens(get_resolver()) if row[0] not in ELSEWHERE]
    assert len(screens) > 25
    assert [space for space, callback in screens if not is_guarded(callback)] == []


def test_no_exception_is_named_that_is_none():
    spaces = {space for space, _callback in edit_screens(get_resolver())}
    assert ELSEWHERE.keys() - spaces <= {"wagtailadmin_pages"}


# --- Two people -----------------------------------------------------------------------------------
@pytest.fixture
def desk() -> Any:
    """People of all roles, who reach one community."""
    return make_desk()


def centre_of(desk: Any) -> Centre:
    return Centre.objects.create(community=desk.one, name="演示", address="演示路1号", phone=OLD)


def unit_of(desk: Any) -> OrganisationUnit:
    return OrganisationUnit.objects.create(
        community=desk.one, kind="unit", name="演示", duties="演示"
    )


def card_of(desk: Any) -> ContactAssignment:
    return ContactAssignment.objects.create(
        unit=unit_of(desk), post="演示", duties="走访", phone="0000-8800 1122"
    )


def name_of(desk: Any) -> CommunityName:
    return CommunityName.objects.create(community=desk.one, name="演示路", kind="street")


def event_of(desk: Any) -> InstitutionEvent:
    return InstitutionEvent.objects.create(
        community=desk.one, kind="established", institution="演示", decider="演示",
        decided_on=date(2011, 3, 1),
    )  # fmt: skip


def rule_of(desk: Any) -> RuleSetting:
    """A value that is still to come."""
    start = timezone.localdate() + timedelta(days=9)
    return RuleSetting.objects.create(key="k", value="5", basis="演示", effective_from=start)


def report_of(desk: Any) -> ErrorReport:
    return ErrorReport.objects.create(
        page="/", kind="fact", text="演示", received_at=timezone.now(), community_id=desk.one.pk
    )


def draft_of(desk: Any) -> Any:
    return make_version(make_regulation(make_regulation_section(desk.one)), state="draft")


ROWS: dict[str, tuple[Any, str]] = {
    "centres": (centre_of, "phone"),
    "organisation-units": (unit_of, "duties"),
    "contact-cards": (card_of, "duties"),
    "community-names": (name_of, "name"),
    "institution-events": (event_of, "note"),
    "rule-settings": (rule_of, "basis"),
    "calendar": (lambda desk: CalendarDay.objects.create(date=date(2026, 5, 1)), "note"),
    "topics": (lambda desk: Topic.objects.create(name="演示", slug="x"), "name"),
    "error-reports": (report_of, "answer"),
    "regulation-versions": (draft_of, "change_note"),
    "regulation-articles": (lambda desk: draft_of(desk).articles.first(), "text"),
    "wagtaildocs": (lambda desk: make_file(collection=collection_of(desk.one)), "title"),
    "wagtailimages": (lambda desk: make_picture(collection=collection_of(desk.one)), "title"),
}

MORE = {
    "error-reports": {"state": "corrected", "public_text": "演示"},
    "calendar": {"kind": ["workday"]},
}
"""What a form asks for besides."""


def address_of(screen: str, row: Any) -> str:
    return reverse(f"{screen}:edit", args=[row.pk])


@pytest.mark.parametrize("screen", ROWS)
def test_the_second_save_of_an_old_form_is_refused_and_keeps_what_was_typed(desk, screen):
    make, name = ROWS[screen]
    row = make(desk)
    first, second = desk.city_editor, desk.administrator
    theirs, mine = opened(first, screen, row), opened(second, screen, row)
    more = MORE.get(screen, {})
    sent = {**theirs, **more, name: FIRST}
    assert first.browser.post(address_of(screen, row), sent).status_code == 302
    answer = second.browser.post(address_of(screen, row), {**mine, **more, name: SECOND})
    row.refresh_from_db()
    assert getattr(row, name) == FIRST
    assert answer.status_code == 200 and SECOND in answer.text
    assert "别人" in str(answer.context["form"].non_field_errors())


def test_the_settings_of_the_portal_are_guarded_too(desk):
    site = desk.city.get_site()
    address = reverse("wagtailsettings:edit", args=["portal", "sitesettings", site.pk])
    browser = desk.administrator.browser
    form = fields_of(browser.get(address), "w-editor-form")
    assert browser.post(address, {**form, "hotline": FIRST}).status_code == 302
    answer = browser.post(address, {**form, "hotline": SECOND})
    assert "别人" in str(answer.context["form"].non_field_errors())


def test_what_the_portal_itself_keeps_in_a_row_is_nobodys_change(desk):
    row = name_of(desk)
    before = state_of(row)
    row.folded = "another"
    assert state_of(row) == before


def test_the_hours_of_a_centre_are_part_of_it(desk):
    centre = centre_of(desk)
    form = opened(desk.editor, "centres", centre)
    OpeningHours.objects.create(centre=centre, weekday=0, opens="09:00", closes="17:00")
    answer = desk.editor.browser.post(address_of("centres", centre), {**form, "phone": SECOND})
    centre.refresh_from_db()
    assert answer.status_code == 200 and centre.phone == OLD


# --- In the same moment ---------------------------------------------------------------------------
@contextmanager
def meanwhile(row: Any, name: str, *, before: bool, is_it: Callable[[str], bool]) -> Iterator[Any]:
    """Somebody else stores FIRST before or after the first statement that is the one."""
    done: list[str] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        fits = not done and is_it(sql)
        if fits:
            done.append(sql)
        if fits and before:
            store()
        result = execute(sql, params, many, context)
        if fits and not before:
            store()
        return result

    def store() -> None:
        type(row).objects.filter(pk=row.pk).update(**{name: FIRST})

    with connection.execute_wrapper(wrapper):
        yield done


def reads(row: Any, column: str) -> Callable[[str], bool]:
    """A statement that takes the whole row by its key."""
    table = f'"{row._meta.db_table}"'
    begin, key = f"SELECT {table}.", f'{table}."id" = '
    return lambda sql: sql.startswith(begin) and f'"{column}"' in sql and key in sql


def holds(row: Any) -> Callable[[str], bool]:
    """The statement that takes the key alone, to hold the row."""
    key = f'"{row._meta.db_table}"."id"'
    return lambda sql: sql.startswith(f"SELECT {key} ") and f"WHERE {key} = " in sql


def test_what_is_stored_while_a_form_is_being_opened_is_not_overwritten(desk):
    centre = centre_of(desk)
    with meanwhile(centre, "phone", before=False, is_it=reads(centre, "phone")) as done:
        form = opened(desk.editor, "centres", centre)
    assert done and form["phone"] == OLD
    answer = desk.editor.browser.post(address_of("centres", centre), {**form, "name": "改名"})
    centre.refresh_from_db()
    assert answer.status_code == 200 and (centre.phone, centre.name) == (FIRST, "演示")


def test_a_row_is_read_only_after_it_is_held(desk):
    centre = centre_of(desk)
    form = opened(desk.editor, "centres", centre)
    with meanwhile(centre, "phone", before=True, is_it=holds(centre)) as done:
        answer = desk.editor.browser.post(address_of("centres", centre), {**form, "name": "改名"})
    centre.refresh_from_db()
    assert done and answer.status_code == 200
    assert (centre.phone, centre.name) == (FIRST, "演示")


def test_a_row_is_held_within_a_transaction(desk):
    centre = centre_of(desk)
    form = opened(desk.editor, "centres", centre)
    asked: list[tuple[bool, str]] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if holds(centre)(sql):
            asked.append((len(connection.savepoint_ids) > 0, sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        desk.editor.browser.post(address_of("centres", centre), {**form, "name": "改名"})
    is_inside, sql = asked[0]
    assert is_inside
    assert "FOR UPDATE" in sql or not connection.features.has_select_for_update


def test_wagtails_own_screens_ask_once_more_while_saving(desk):
    file = make_file(collection=collection_of(desk.one))
    form = opened(desk.editor, "wagtaildocs", file)
    with meanwhile(file, "title", before=False, is_it=reads(file, "title")) as done:
        address = address_of("wagtaildocs", file)
        answer = desk.editor.browser.post(address, {**form, "title": SECOND}, follow=True)
    file.refresh_from_db()
    assert done and file.title == FIRST
    assert "同一时刻" in answer.text
