"""Two people at one row of the service matters: the second is told, and loses nothing typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from portal.matters import admission_actions
from portal.matters.models import WindowClosure, WindowHours
from portal.matters.tests.factories import (
    make_card,
    make_catalogue,
    make_centre,
    make_entry,
    make_facility,
    make_matter,
    make_matter_section,
    make_post,
    make_procedure,
    make_request,
    make_roster,
    make_visit,
    make_window,
)
from portal.matters.tests.local_factories import make_details
from portal.seen_rows import state_of
from portal.tests.admin_forms import opened
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Any:
    """An editor, a publisher and people of the city, all in reach of one community."""
    desk = make_desk()
    desk.centre = make_centre(desk.one)
    return desk


def details(desk: Any) -> Any:
    return make_details(make_procedure(make_matter_section(desk.city)), desk.one)


def draft_entry(desk: Any) -> Any:
    return make_entry(make_catalogue(desk.district))


ROWS: dict[str, tuple[Any, str]] = {
    "admission-requests": (lambda desk: make_request(desk.one), "content"),
    "local-details": (details, "place"),
    "catalogue-entries": (draft_entry, "implementer"),
    "catalogues": (lambda desk: make_catalogue(desk.district), "issued_by"),
    "matters": (lambda desk: make_matter(), "contact_point"),
    "windows": (lambda desk: make_window(desk.centre), "posted_from"),
    "posts": (lambda desk: make_post(desk.centre), "approved_by"),
    "duty-roster": (lambda desk: make_roster(desk.one, 1)[0], "phone"),
    "visits": (lambda desk: make_visit(desk.one), "outcome"),
    "facilities": (lambda desk: make_facility(desk.one), "note"),
}


def sent(person: Any, screen: str, row: Any, values: dict[str, Any]) -> Any:
    return person.browser.post(reverse(f"{screen}:edit", args=[row.pk]), values)


@pytest.mark.parametrize("screen", ROWS)
def test_the_second_save_of_an_old_form_is_refused_and_keeps_what_was_typed(desk, screen):
    make, name = ROWS[screen]
    row = make(desk)
    first, second = desk.city_editor, desk.administrator
    form_of_first, form_of_second = opened(first, screen, row), opened(second, screen, row)
    assert sent(first, screen, row, {**form_of_first, name: "0000-8800 1111"}).status_code == 302
    answer = sent(second, screen, row, {**form_of_second, name: "0000-8800 2222"})
    row.refresh_from_db()
    assert getattr(row, name) == "0000-8800 1111"
    assert answer.status_code == 200 and "0000-8800 2222" in answer.text
    assert "别人" in str(answer.context["form"].non_field_errors())


def test_a_request_that_was_submitted_meanwhile_keeps_its_text_and_loses_nothing_typed(desk):
    request = make_request(desk.one)
    form = opened(desk.publisher, "admission-requests", request)
    admission_actions.submit(request, by=desk.editor.user)
    values = {**form, "content": "后来写的"}
    answer = sent(desk.publisher, "admission-requests", request, values)
    request.refresh_from_db()
    assert request.content != "后来写的"
    assert answer.status_code == 200 and "后来写的" in answer.text


def test_what_is_history_is_not_changed_by_a_form_that_forges_the_newest_state(desk):
    request = make_request(desk.one)
    form = opened(desk.publisher, "admission-requests", request)
    admission_actions.submit(request, by=desk.editor.user)
    values = {**form, "seen": state_of(request), "content": "后来写的"}
    sent(desk.publisher, "admission-requests", request, values)
    request.refresh_from_db()
    assert request.content != "后来写的"


def test_a_form_without_its_sign_is_refused(desk):
    window = make_window(desk.centre)
    values = {**opened(desk.editor, "windows", window), "posted_from": "民政局"}
    del values["seen"]
    assert sent(desk.editor, "windows", window, values).status_code == 200
    window.refresh_from_db()
    assert window.posted_from == ""


@pytest.mark.parametrize("what", ["hours", "closures", "matters"])
def test_what_is_edited_with_a_row_counts_as_a_change_of_it(desk, what):
    window = make_window(desk.centre)
    before = state_of(window)
    if what == "hours":
        WindowHours.objects.create(window=window, weekday=0, opens="09:00", closes="10:00")
    elif what == "closures":
        WindowClosure.objects.create(window=window, date=date(2026, 1, 1), reason="盘点")
    else:
        window.matters.add(make_matter())
        window.save()
    assert state_of(window) != before


def test_a_save_that_changes_nothing_leaves_the_state(desk):
    post = make_post(desk.centre, a_holder=make_card(desk.one))
    before = state_of(post)
    assert sent(desk.editor, "posts", post, opened(desk.editor, "posts", post)).status_code == 302
    assert state_of(post) == before
