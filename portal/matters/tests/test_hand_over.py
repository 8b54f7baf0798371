"""What a leaving person has in hand at the window passes on with everything else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.matters.admission_reading import clerks_of
from portal.matters.catalogue_actions import problems_with_publisher
from portal.matters.tests.factories import (
    make_card,
    make_catalogue,
    make_centre,
    make_entry,
    make_post,
    make_request,
    make_roster,
)
from portal.pages.models import ContactAssignment
from portal.role_table import DISTRICT_SUPERVISOR, EDITOR
from portal.roles import give_role
from portal.staffing import actions, handing_over
from portal.tests.admin_forms import fields_of
from portal.tests.desks import a_person, make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Any:
    """Two editors of one community, each with a contact card; one of them leaves."""
    desk = make_desk()
    desk.second = a_person(EDITOR, desk.one, "editor-2")
    user, second = desk.editor.user, desk.second.user
    desk.card = make_card(
        desk.one, account=user, display_name="李老师", consent_public=True, post="民政岗"
    )
    desk.other_card = make_card(desk.one, account=second, display_name="王老师")
    desk.centre = make_centre(desk.one)
    return desk


def left(desk: Any) -> dict[str, int]:
    """How many things of each kind the editor leaves."""
    return {str(words): len(items) for words, items in handing_over.list_for(desk.editor.user)}


def hand_over(desk: Any) -> None:
    """The one action."""
    actions.hand_over(desk.editor.user, to=desk.second.user, by=desk.administrator.user)


def test_what_a_person_has_in_hand_stands_on_the_list(desk):
    make_post(desk.centre, a_holder=desk.card)
    make_post(desk.centre, b_holder=desk.card)
    make_roster(desk.one, 3, holder=desk.card)
    make_request(desk.one, by=desk.editor.user)
    found = left(desk)
    assert found["AB岗岗位"] == 2
    assert found["今天起的值班"] == 3
    assert found["联系卡"] == 1
    assert found["准入申请草稿"] == 1


def test_the_screen_of_the_administrator_shows_it(desk):
    make_post(desk.centre, name="民政救助岗", a_holder=desk.card)
    url = reverse("staff:hand_over", args=[desk.editor.user.pk])
    assert "民政救助岗" in desk.administrator.browser.get(url).text


def test_posts_and_duty_follow_the_card_to_the_colleague(desk):
    post = make_post(desk.centre, a_holder=desk.card)
    make_roster(desk.one, 3, holder=desk.card)
    hand_over(desk)
    post.refresh_from_db()
    assert post.a_holder.account == desk.second.user
    assert left(desk) == {}


def test_the_name_of_who_left_is_no_longer_on_the_card(desk):
    hand_over(desk)
    card = ContactAssignment.objects.get(pk=desk.card.pk)
    assert (card.display_name, card.consent_public, card.post) == ("", False, "民政岗")


def test_nobody_becomes_the_own_stand_in(desk):
    first = make_post(desk.centre, a_holder=desk.card, b_holder=desk.other_card)
    second = make_post(desk.centre, a_holder=desk.other_card, b_holder=desk.card)
    (duty,) = make_roster(desk.one, 1, holder=desk.card, backup=desk.other_card)
    hand_over(desk)
    for row in (first, second, duty):
        row.refresh_from_db()
    assert (first.a_holder, first.b_holder) == (None, desk.other_card)
    assert (second.a_holder, second.b_holder) == (desk.other_card, None)
    assert (duty.holder, duty.backup) == (desk.card, None)


def test_duty_that_is_past_is_not_left(desk):
    (duty,) = make_roster(desk.one, 1, holder=desk.card)
    duty.date = timezone.localdate() - timedelta(days=1)
    duty.save()
    assert "今天起的值班" not in left(desk)


def test_a_draft_of_a_request_passes_on_and_keeps_who_took_it_in(desk):
    request = make_request(desk.one, by=desk.editor.user)
    hand_over(desk)
    assert left(desk) == {}
    assert clerks_of(request) == {desk.editor.user.pk, desk.second.user.pk}
    assert request.steps.last().by == desk.second.user


def test_a_draft_of_the_catalogue_has_its_writer_in_the_colleague(desk):
    for person in (desk.editor.user, desk.second.user):
        give_role(person, DISTRICT_SUPERVISOR, desk.district)
    draft = make_catalogue(desk.district, written_by=desk.editor.user)
    entry = make_entry(make_catalogue(desk.district), written_by=desk.editor.user)
    assert left(desk)["目录草稿"] == 2
    hand_over(desk)
    for catalogue in (draft, entry.catalogue):
        catalogue.refresh_from_db()
        assert problems_with_publisher(catalogue, by=desk.second.user)
    assert left(desk) == {}


def test_a_card_names_a_colleague_of_the_own_community_only(desk):
    stranger = a_person(EDITOR, desk.two, "stranger").user
    url = reverse("contact-cards:edit", args=[desk.card.pk])
    answer = desk.editor.browser.get(url)
    offered = answer.context["form"].fields["account"].queryset
    assert desk.second.user in offered and stranger not in offered
    values = {**fields_of(answer, ""), "account": stranger.pk}
    assert desk.editor.browser.post(url, values).status_code == 200
    desk.card.refresh_from_db()
    assert desk.card.account == desk.editor.user
