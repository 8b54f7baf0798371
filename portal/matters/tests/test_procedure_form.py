"""The form of a procedure: a draft is taken as it is; to publish, all that is missing is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from portal.matters.models import Procedure, UsefulAnswer
from portal.matters.tests.factories import make_matter_section, make_procedure
from portal.publication.actions import publish
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Any:
    desk = make_desk()
    desk.section = make_matter_section(desk.one)
    return desk


def opened(desk: Any, page: Procedure) -> Any:
    return desk.editor.browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def sent(desk: Any, page: Procedure, **typed: Any) -> Any:
    values = {**fields_of(opened(desk, page), "page-edit-form"), **typed}
    return desk.editor.browser.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), values)


def test_the_form_says_how_complete_a_draft_is_and_leads_to_what_is_missing(desk):
    page = make_procedure(desk.section, live=False, hours="")
    shown = opened(desk, page)
    assert "18项要素，已有17项" in words_of(shown)
    assert b'href="#id_hours"' in shown.content


def test_an_incomplete_draft_is_saved(desk):
    page = make_procedure(desk.section, live=False)
    answer = sent(desk, page, place="", consult_phone="")
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().place == ""


def test_what_is_missing_is_said_when_it_is_submitted_all_at_once(desk):
    page = make_procedure(desk.section, live=False)
    answer = sent(desk, page, place="", consult_phone="", legal_limit="5", **{"action-submit": "x"})
    form = answer.context["form"]
    assert set(form.errors) == {"place", "consult_phone", "promised_limit"}


def test_a_vague_material_is_named_with_the_way_to_its_rows(desk):
    page = make_procedure(desk.section, live=False)
    answer = sent(desk, page, **{"materials-0-name": "其他材料", "action-submit": "x"})
    (problem,) = answer.context["form"].non_field_errors()
    assert "其他材料" in problem
    assert answer.context["form"].places[problem] == "materials"


def test_a_complete_draft_can_be_submitted(desk):
    page = make_procedure(desk.section, live=False)
    answer = sent(desk, page, **{"action-submit": "x"})
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.workflow_in_progress


def test_the_form_shows_what_readers_missed(desk):
    page = make_procedure(desk.section)
    UsefulAnswer.objects.create(procedure=page, helped=False, why="没写几楼", given_on="2026-01-02")
    assert "没写几楼" in words_of(opened(desk, page))


def test_a_page_never_published_has_no_answers_of_readers(desk):
    page = make_procedure(desk.section, live=False)
    assert "居民怎么说" not in words_of(opened(desk, page))


def test_what_was_published_keeps_its_rows_in_the_next_draft(desk):
    page = make_procedure(desk.section, live=False)
    publish(page, by=None)
    sent(desk, Procedure.objects.get(pk=page.pk), **{"materials-0-name": "社会保障卡"})
    draft = Procedure.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [row.name for row in draft.materials.all()][0] == "社会保障卡"
    assert Procedure.objects.get(pk=page.pk).materials.first().name == "本人身份证"


def test_the_preview_stands_beside_the_form_with_what_is_missing(desk):
    page = make_procedure(desk.section, live=False)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    values = {**fields_of(opened(desk, page), "page-edit-form"), "hours": ""}
    assert desk.editor.browser.post(address, values).json()["is_valid"]
    shown = desk.editor.browser.get(address)
    assert "缺办理时间。" in shown.content.decode()
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
