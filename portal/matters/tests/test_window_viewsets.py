"""Screens of windows, posts, roster, facilities and rules, as an editor and the city use them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.matters.models import Duty, Post, RuleSlot, ServiceFacility, Window
from portal.matters.tests.factories import (
    make_card,
    make_centre,
    make_facility,
    make_matter,
    make_post,
    make_window,
)
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
)
from portal.pages.tests.test_directory_viewsets import sent
from portal.tests.admin_forms import words_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db
SCREENS = ("windows", "posts", "duty-roster", "visits", "facilities", "centre-rules")


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.centre, desk.other = make_centre(desk.one), make_centre(desk.two, name="别处的中心")
    return desk


def errors(answer: Any) -> set[str]:
    return set(answer.context["form"].errors)


@pytest.mark.parametrize("screen", SCREENS)
def test_lists_and_forms_open_for_an_editor(desk, screen):
    for name in ("index", "add"):
        answer = desk.editor.browser.get(reverse(f"{screen}:{name}"))
        assert answer.status_code == 200
        assert "别处的中心" not in words_of(answer)


def test_a_window_is_added_with_its_matters(desk):
    matter = make_matter(name="老年人优待证申领")
    sent(desk.editor, "windows", no="3", name="民政窗", matters=[matter.pk])
    window = Window.objects.get()
    assert (window.centre, list(window.matters.all())) == (desk.centre, [matter])


def hours(*rows: tuple[int, str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {"hours-TOTAL_FORMS": len(rows), "hours-INITIAL_FORMS": 0}
    for number, (weekday, opens, closes) in enumerate(rows):
        values |= {
            f"hours-{number}-weekday": weekday,
            f"hours-{number}-opens": opens,
            f"hours-{number}-closes": closes,
        }
    return values


def test_a_window_with_overlapping_hours_is_refused_in_words(desk):
    rows = hours((0, "09:00", "12:00"), (0, "11:00", "13:00"))
    answer = sent(desk.editor, "windows", no="1", name="窗", **rows)
    assert "重叠" in words_of(answer)
    assert not Window.objects.exists()


def test_a_window_of_another_community_is_out_of_reach(desk):
    window = make_window(desk.other)
    address = reverse("windows:edit", args=[window.pk])
    assert desk.editor.browser.get(address).status_code == 404
    answer = sent(desk.editor, "windows", no="1", name="窗", centre=desk.other.pk)
    assert errors(answer) == {"centre"}


def test_two_holders_of_a_post_are_two_persons_of_the_community(desk):
    card, other = make_card(desk.one), make_card(desk.two)
    post = make_post(desk.centre)
    answer = sent(desk.editor, "posts", post.pk, a_holder=card.pk, b_holder=card.pk)
    assert "b_holder" in errors(answer)
    answer = sent(desk.city_editor, "posts", post.pk, a_holder=other.pk)
    assert errors(answer) == {"a_holder"}
    sent(desk.editor, "posts", post.pk, a_holder=card.pk, b_holder=make_card(desk.one).pk)
    post.refresh_from_db()
    assert post.a_holder == card


def test_a_special_post_without_approval_is_refused(desk):
    answer = sent(desk.editor, "posts", name="社工岗", kind="special", order=1)
    assert errors(answer) == {"approved_by", "approved_on"}
    approval = {"approved_by": "街道办", "approved_on": "2026-01-05"}
    sent(desk.editor, "posts", name="社工岗", kind="special", order=1, **approval)
    assert Post.objects.get().approved_by == "街道办"


def test_somebody_is_put_on_duty_with_a_stand_in(desk):
    one, two = make_card(desk.one), make_card(desk.one)
    values = {"date": "2026-12-01", "holder": one.pk, "phone": "0000-8800 1122"}
    assert "backup" in errors(sent(desk.editor, "duty-roster", **values, backup=one.pk))
    sent(desk.editor, "duty-roster", **values, backup=two.pk)
    assert Duty.objects.get().backup == two
    answer = sent(desk.editor, "duty-roster", **values)
    assert "已经排了人" in words_of(answer)


@pytest.mark.parametrize("screen", ["windows", "duty-roster", "facilities"])
def test_a_mobile_is_refused_as_an_office_telephone(desk, screen):
    values = {"no": "1", "name": "窗", "date": "2026-12-01", "holder": make_card(desk.one).pk}
    answer = sent(desk.editor, screen, **values, phone="13800000000")
    assert "phone" in errors(answer)


def test_a_facility_that_is_withdrawn_says_when_and_why(desk):
    row = make_facility(desk.one)
    answer = desk.editor.browser.get(reverse("facilities:edit", args=[row.pk]))
    assert answer.status_code == 200
    answer = sent(desk.editor, "facilities", row.pk, is_active=[])
    assert errors(answer) == {"ended_on", "ended_reason"}
    end = {"ended_on": timezone.localdate().isoformat(), "ended_reason": "改去二号院"}
    sent(desk.editor, "facilities", row.pk, is_active=[], **end)
    assert not ServiceFacility.objects.get().is_active


def test_a_market_without_supervision_is_refused_and_a_foreign_notice_too(desk):
    row = make_facility(desk.one)
    foreign = make_notice(make_notice_section(desk.two))
    found = errors(sent(desk.city_editor, "facilities", row.pk, kind="market",
                        test_notice=foreign.pk, complaint_phone="13800000000"))  # fmt: skip
    assert found == {
        "function", "supervisor", "supervisor_phone", "complaint_phone", "test_notice",
    }  # fmt: skip


def test_a_notice_that_is_being_corrected_stays_named(desk):
    notice = make_notice(make_notice_section(desk.one))
    row = make_facility(desk.one, test_notice=notice)
    type(notice).objects.filter(pk=notice.pk).update(live=False)
    sent(desk.editor, "facilities", row.pk, note="下午也开")
    row.refresh_from_db()
    assert (row.note, row.test_notice_id) == ("下午也开", notice.pk)


def test_a_rule_is_a_text_of_the_community_or_of_the_city(desk):
    own = make_regulation(make_regulation_section(desk.one))
    foreign = make_regulation(make_regulation_section(desk.two))
    values = {"kind": "training", "centre": desk.centre.pk}
    assert errors(sent(desk.editor, "centre-rules", **values, regulation=foreign.pk)) == {
        "regulation"
    }
    answer = sent(desk.city_editor, "centre-rules", **values, regulation=foreign.pk)
    assert errors(answer) == {"regulation"}
    sent(desk.editor, "centre-rules", **values, regulation=own.pk)
    assert RuleSlot.objects.get().regulation == own
