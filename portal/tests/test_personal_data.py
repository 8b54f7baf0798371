"""Personal data on real pages: kept back, masked by a click, let pass by a second person only."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.privacy.tests.planted import planted
from portal.publication import personal_actions as actions
from portal.publication.markup import Markup
from portal.publication.models import PersonalDataOverride
from portal.publication.personal_data import problems_with_personal_data
from portal.publication.texts import in_blocks
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import as_built, make_desk
from portal.tests.factories import make_user
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db
PHONE = "13800001234"
BODY = f"<p>请拨 138<b>0000</b>1234。</p><table><tr><th>姓名</th></tr></table><p>见{PHONE}</p>"


@pytest.fixture
@remembered(as_built)
def desk() -> Any:
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    desk.notice = make_notice(desk.section, live=False, body=BODY)
    desk.notice.save_revision(user=desk.editor.user)
    return desk


PLACES = ["title", "summary", "cell", "caption", "address", "topic"]


def plant(notice: Any, place: str, written: str) -> None:
    notice.body = "<p>正文。</p>"
    if place == "topic":
        notice.topics.set([written])
    elif place == "cell":
        notice.body = f"<table><tr><td>1</td><td>{written}</td></tr></table>"
    elif place == "caption":
        notice.body = f'<p>x</p><embed alt="{written}" embedtype="image" format="l" id="0"/>'
    elif place == "address":
        notice.body = f'<p><a href="tel:{written}">拨打</a></p>'
    else:
        setattr(notice, place, written)


@pytest.mark.parametrize("place", PLACES)
def test_all_planted_data_is_found_on_a_real_page(desk, place):
    missed = []
    for one in list(planted(500))[PLACES.index(place) :: len(PLACES)]:
        notice = make_notice(desk.section, live=False)
        plant(notice, place, one.written)
        codes = [problem.code for problem in problems_with_personal_data(notice)]
        if f"personal_data.{one.kind}" not in codes:
            missed.append(one)
        notice.delete()
    assert missed == []


def test_a_problem_names_place_and_mask_and_never_the_number(desk):
    told = " ".join(map(str, problems_with_personal_data(desk.notice)))
    assert "*" in told and "1234" not in told and "138" not in told


def test_submission_is_refused_with_the_way_to_the_check(desk):
    url = reverse("wagtailadmin_pages:edit", args=[desk.notice.pk])
    browser = desk.editor.browser
    values = fields_of(browser.get(url), "page-edit-form")
    response = browser.post(url, {**values, "action-submit": "1"})
    assert len(response.context["form"].errors["body"]) >= 1
    assert reverse("personal_data", args=[desk.notice.pk]) in response.content.decode()


def test_a_draft_saves_with_personal_data_in_it(desk):
    url = reverse("wagtailadmin_pages:edit", args=[desk.notice.pk])
    values = fields_of(desk.editor.browser.get(url), "page-edit-form")
    assert desk.editor.browser.post(url, {**values, "title": PHONE}).status_code == 302


def test_the_check_masks_all_in_a_new_draft_and_keeps_the_markup(desk):
    url = reverse("personal_data", args=[desk.notice.pk])
    shown = desk.editor.browser.get(url)
    assert "<mark>" in shown.content.decode()
    desk.editor.browser.post(url, {"mask": "numbers", "revision": desk.notice.latest_revision_id})
    desk.notice.refresh_from_db()
    draft = desk.notice.get_latest_revision_as_object()
    assert draft.latest_revision.user == desk.editor.user
    assert draft.body.startswith("<p>请拨 ****<b></b>。</p><table>")
    assert problems_with_personal_data(draft) == []
    assert "没有发现个人信息" in words_of(desk.editor.browser.get(url))


def test_one_finding_is_masked_by_a_click_and_the_others_stay(desk):
    url = reverse("personal_data", args=[desk.notice.pk])
    page = BeautifulSoup(desk.editor.browser.get(url).content, "html.parser")
    keys = [button["value"] for button in page.select(".personal-data__findings button")]
    assert len(keys) == 2
    values = {"mask": keys[1], "revision": desk.notice.latest_revision_id}
    desk.editor.browser.post(url, values)
    desk.notice.refresh_from_db()
    assert desk.notice.get_latest_revision_as_object().body == BODY.replace(PHONE, "****")


def test_the_place_of_a_finding_is_counted_from_the_first_line(desk):
    assert "第 1 行" in str(problems_with_personal_data(desk.notice)[0])


def test_a_stale_check_masks_nothing(desk):
    url = reverse("personal_data", args=[desk.notice.pk])
    desk.editor.browser.post(url, {"mask": "numbers", "revision": "0"})
    assert desk.notice.revisions.count() == 1


def test_a_second_person_lets_exactly_these_findings_pass(desk):
    url = reverse("personal_data_let_pass", args=[desk.notice.pk])
    values = {"revision": desk.notice.latest_revision_id, "reason": f"本人同意 {PHONE}"}
    desk.publisher.browser.post(url, values)
    row = PersonalDataOverride.objects.get()
    assert PHONE not in f"{row.reason}{row.findings}{row.digests}" and row.by == desk.publisher.user
    assert problems_with_personal_data(desk.notice) == []
    desk.notice.title = "13900005678"
    assert len(problems_with_personal_data(desk.notice)) == 1


@pytest.mark.parametrize("who", ["editor", "author with all rights"])
def test_the_author_cannot_let_it_pass(desk, who):
    user = desk.editor.user
    if who != "editor":
        user = make_user(is_superuser=True)
        desk.notice.save_revision(user=user)
    with pytest.raises(PermissionDenied):
        actions.let_pass(desk.notice, by=user, reason="同意", at=timezone.now())


def test_an_editor_of_elsewhere_does_not_reach_the_check(desk):
    notice = make_notice(make_notice_section(desk.two), live=False)
    response = desk.editor.browser.get(reverse("personal_data", args=[notice.pk]))
    assert response.status_code != 200


def test_a_stream_of_blocks_is_read_and_masked_with_its_tables():
    table = {"data": [["姓名", "银行卡号"], ["张*", "1111222233334444"]], "caption": PHONE}
    raw = [{"id": PHONE, "type": "table", "value": table}, {"value": f"<p>{PHONE}</p>"}]
    for place in in_blocks(raw, "body", "正文", lambda: None):
        from portal.privacy import find

        if hits := find(place.text):
            place.mask(hits)
    assert raw[0]["value"]["data"][1][1] == "****" and raw[1]["value"] == "<p>****</p>"
    assert raw[0]["value"]["caption"] == "****" and raw[0]["id"] == PHONE


def test_markup_that_is_not_masked_stays_as_it_is():
    html = "<p>甲&amp;乙<br/>丙</p><ul><li>丁 &lt; 戊</li></ul>"
    assert str(Markup(html)) == html
