"""A file is public exactly while a page that shows it is, whatever happened to the page."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from portal import signals
from portal.models import FileClearance, FileUse, FileVersion
from portal.pages.models import Centre
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.problems import Refused
from portal.publication import file_use
from portal.publication.actions import publish, withdraw
from portal.publication.gate import problems_with
from portal.tests import made_uploads as made
from portal.tests.desks import as_built, make_desk
from portal.tests.remembered import remembered
from portal.tests.uploads import (
    collection_of,
    linking,
    make_file,
    make_picture,
    showing,
    sized,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered(as_built)
def desk() -> SimpleNamespace:
    """Two communities, a notice section in the first."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    return desk


def status(client: Any, file: Any) -> int:
    return int(client.get(file.url).status_code)


# --- What becomes of the page becomes of the file -----------------------------------------------
def as_draft(desk: Any, notice: Any) -> None:
    """Nothing happens."""


def published(desk: Any, notice: Any) -> None:
    publish(notice, by=None)


def published_for_some(desk: Any, notice: Any) -> None:
    publish(notice, by=None)
    PageViewRestriction.objects.create(page=desk.section, restriction_type="login")


def withdrawn(desk: Any, notice: Any) -> None:
    withdraw(publish(notice, by=None), by=None, reason="写错了")


def past_its_date(desk: Any, notice: Any) -> None:
    notice.expire_at = timezone.now() + timedelta(hours=1)
    publish(notice, by=None)
    Page.objects.filter(pk=notice.pk).update(expire_at=timezone.now() - timedelta(seconds=1))


def taken_down(desk: Any, notice: Any) -> None:
    past_its_date(desk, notice)
    call_command("publish_scheduled")


def moved_behind_a_guard(desk: Any, notice: Any) -> None:
    guarded = make_notice_section(desk.two)
    PageViewRestriction.objects.create(page=guarded, restriction_type="login")
    publish(notice, by=None).move(guarded, pos="last-child")


def left_out(desk: Any, notice: Any) -> None:
    notice = publish(notice, by=None)
    notice.body = "<p>附件已取消。</p>"
    publish(notice, by=None)


def left_out_of_a_draft_only(desk: Any, notice: Any) -> None:
    notice = publish(notice, by=None)
    notice.body = "<p>附件将取消。</p>"
    notice.save_revision()


def deleted_as_a_draft(desk: Any, notice: Any) -> None:
    notice.delete()


def turned_off_behind_the_gate(desk: Any, notice: Any) -> None:
    publish(notice, by=None)
    Page.objects.filter(pk=notice.pk).update(live=False)


def mirrored_elsewhere(desk: Any, notice: Any) -> None:
    """The page goes, and its mirror with it."""
    notice = publish(notice, by=None)
    notice.create_alias(parent=make_notice_section(desk.two), update_slug="mirror")
    withdraw(notice, by=None, reason="写错了")


STATES = [
    (as_draft, 404),
    (published, 200),
    (published_for_some, 404),
    (withdrawn, 404),
    (past_its_date, 404),
    (taken_down, 404),
    (moved_behind_a_guard, 404),
    (left_out, 404),
    (left_out_of_a_draft_only, 200),
    (deleted_as_a_draft, 404),
    (turned_off_behind_the_gate, 404),
    (mirrored_elsewhere, 404),
]


@pytest.mark.parametrize(
    ("happens", "expected"), STATES, ids=lambda row: getattr(row, "__name__", "")
)
def test_the_public_gets_file_and_picture_as_it_gets_the_page(
    client, desk, happens, expected
) -> None:
    file, image = make_file(), make_picture()
    body = linking(file) + showing(image)
    happens(desk, make_notice(desk.section, live=False, body=body))
    rendition = sized(image)
    assert (status(client, file), status(client, rendition)) == (expected, expected)


def test_a_file_of_two_pages_stays_while_one_of_them_is_public(client, desk) -> None:
    file = make_file()
    first, _second = (make_notice(desk.section, body=linking(file)) for _number in range(2))
    withdraw(first, by=None, reason="写错了")
    assert status(client, file) == 200


def test_an_undone_withdrawal_gives_the_file_back(client, desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, body=linking(file))
    withdraw(notice, by=None, reason="写错了")
    publish(notice, by=None)
    assert status(client, file) == 200


def test_nothing_is_decided_by_the_index_that_fills_in_the_background(client, desk) -> None:
    file = make_file()
    make_notice(desk.section, body=linking(file))
    ReferenceIndex.objects.all().delete()
    assert status(client, file) == 200


def test_an_address_of_a_file_typed_by_hand_counts_as_a_use(client, desk) -> None:
    file = make_file()
    make_notice(desk.section, body=f'<p><a href="{file.url}">附件</a></p>')
    assert status(client, file) == 200


@pytest.mark.parametrize("plan", ["plan", "floor"])
def test_the_plans_of_a_centre_are_public_with_its_community(client, desk, plan) -> None:
    image = make_picture()
    centre = Centre.objects.create(
        community=desk.one, name="服务中心（演示）", address="一号", phone="0000-8800 1121"
    )
    setattr(centre, f"{plan}_image", image)
    centre.save()
    assert status(client, getattr(centre, f"{plan}_picture")) == 200
    setattr(centre, f"{plan}_image", None)
    centre.save()
    assert status(client, sized(image)) == 404


def test_a_publication_that_fails_leaves_neither_page_nor_file_public(client, desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, live=False, body=linking(file))

    def breaks(**_news: Any) -> None:
        raise RuntimeError("the power is off")

    signals.published.connect(breaks)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            publish(notice, by=None)
    finally:
        signals.published.disconnect(breaks)
    notice.refresh_from_db()
    assert (notice.live, FileUse.objects.exists(), status(client, file)) == (False, False, 404)
    assert not FileVersion.objects.filter(public_at__isnull=False).exists()


def test_a_withdrawal_that_fails_leaves_both_public(client, desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, body=linking(file))

    def breaks(**_news: Any) -> None:
        raise RuntimeError("the power is off")

    signals.withdrawn.connect(breaks)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            withdraw(notice, by=None, reason="写错了")
    finally:
        signals.withdrawn.disconnect(breaks)
    notice.refresh_from_db()
    assert (notice.live, status(client, file)) == (True, 200)


# --- The gate -------------------------------------------------------------------------------------
def codes(page: Any) -> list[str]:
    return [problem.code for problem in problems_with(page)]


def test_a_page_whose_file_holds_personal_data_does_not_become_public(client, desk) -> None:
    file = make_file(made.pdf_with_a_number(), "list.pdf")
    notice = make_notice(desk.section, live=False, body=linking(file))
    with pytest.raises(Refused) as error:
        publish(notice, by=None)
    (problem,) = error.value.problems
    assert (problem.code, problem.field) == ("file.personal", "body")
    assert made.ID_NUMBER not in str(problem)
    assert status(client, file) == 404


def test_a_page_whose_file_hides_something_does_not_become_public(desk) -> None:
    file = make_file(made.xlsx(sheet=made.row(made.cell("甲")), state="hidden"), "list.xlsx")
    notice = make_notice(desk.section, live=False, body=linking(file))
    (problem,) = problems_with(notice)
    assert problem.code == "file.hidden" and "底稿" in str(problem)


@pytest.mark.parametrize(
    ("about", "make", "name"),
    [
        ("hidden", made.pdf_with_an_author, "a.pdf"),
        ("personal", made.pdf_with_a_number, "a.pdf"),
    ],
)
def test_what_a_person_has_confirmed_becomes_public(desk, about, make, name) -> None:
    file = make_file(make(), name)
    notice = make_notice(desk.section, live=False, body=linking(file))
    assert codes(notice) == [f"file.{about}"]
    FileClearance.objects.create(
        version=file.versions.get(), about=about, reason="核对过", at=timezone.now()
    )
    assert codes(notice) == []


def test_a_file_of_another_community_is_not_made_public_from_here(desk) -> None:
    theirs = make_file(collection=collection_of(desk.two))
    notice = make_notice(desk.section, live=False, body=linking(theirs))
    (problem,) = problems_with(notice)
    assert problem.code == "file.foreign" and theirs.title not in str(problem)
    make_notice(make_notice_section(desk.two), body=linking(theirs))
    assert codes(notice) == []


def test_a_picture_of_another_community_becomes_public_only_where_it_is_public_already(
    desk,
) -> None:
    theirs = make_picture(collection=collection_of(desk.two))
    notice = make_notice(desk.section, live=False, body=showing(theirs))
    assert codes(notice) == ["file.foreign"]
    make_notice(make_notice_section(desk.two), body=showing(theirs))
    assert codes(notice) == []


def test_a_file_stored_before_files_were_looked_at_is_asked_for_anew(desk) -> None:
    file = make_file()
    file.versions.all().delete()
    notice = make_notice(desk.section, live=False, body=linking(file))
    assert codes(notice) == ["file.unread"]


def test_a_page_without_files_costs_the_gate_no_query(desk, django_assert_num_queries) -> None:
    notice = make_notice(desk.section, live=False)
    with django_assert_num_queries(0):
        file_use.problems_with_files(notice)
