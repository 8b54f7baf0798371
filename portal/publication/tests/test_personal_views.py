"""The check of personal data and what lets it pass: who reaches the screens, what they say."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import PersonalDataOverride
from portal.role_table import PUBLISHER
from portal.tests.admin_forms import fields_of, messages_of, words_of
from portal.tests.review import approve, edit_url, is_live, joined, make_office, submitted

pytestmark = pytest.mark.django_db

NUMBER = "990000199001010017"


@pytest.fixture
def office() -> SimpleNamespace:
    """A draft of the editor that holds a number of a person."""
    office = make_office()
    office.draft = make_notice(office.section, live=False, body=f"<p>证件号 {NUMBER}（演示）</p>")
    office.draft.save_revision(user=office.editor.user)
    office.check = f"/admin/pages/{office.draft.pk}/personal-data/"
    office.address = f"{office.check}let-pass/"
    return office


def let_pass(office, person, reason="本人同意（演示）"):
    values = {"reason": reason, "revision": office.draft.latest_revision_id}
    return person.browser.post(office.address, values)


def test_a_second_person_lets_it_pass_with_a_reason(office):
    assert office.publisher.browser.get(office.address).status_code == 200
    let_pass(office, office.publisher)
    row = PersonalDataOverride.objects.get()
    assert (row.by, NUMBER in str(row.findings)) == (office.publisher.user, False)


def test_nothing_passes_without_a_reason(office):
    let_pass(office, office.publisher, reason=" ")
    assert not PersonalDataOverride.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_submitted_the_draft_is_told_why_not(office, method):
    office.draft.get_workflow().start(office.draft, office.publisher.user)
    values = {"reason": "同意", "revision": office.draft.latest_revision_id}
    answer = getattr(office.publisher.browser, method)(office.address, values, follow=True)
    assert answer.redirect_chain[0][0] == office.check
    assert any("您不能放行" in message for message in messages_of(answer))
    assert not PersonalDataOverride.objects.exists()


def test_another_person_than_the_submitter_reaches_it(office):
    office.draft.get_workflow().start(office.draft, office.publisher.user)
    assert office.second.browser.get(office.address).status_code == 200


def test_who_wrote_the_draft_is_no_second_person(office):
    office.draft.save_revision(user=office.publisher.user)
    answer = office.publisher.browser.get(office.address)
    assert answer.get("Location") == office.check
    assert "您不能放行" in words_of(office.publisher.browser.get(office.check))


def test_an_administrator_who_wrote_it_is_no_second_person_either(office):
    office.draft.save_revision(user=office.administrator.user)
    assert office.administrator.browser.get(office.address).get("Location") == office.check


def test_an_editor_is_told_that_only_a_second_person_lets_it_pass(office):
    assert office.editor.browser.get(office.address).status_code == 403
    assert "只有本处有发布权限的第二人才能放行" in words_of(office.editor.browser.get(office.check))


def test_the_check_offers_the_way_to_who_may_let_it_pass_and_to_nobody_else(office):
    shown = {
        name: f'href="{office.address}"' in getattr(office, name).browser.get(office.check).text
        for name in ("publisher", "editor")
    }
    assert shown == {"publisher": True, "editor": False}


def test_the_check_of_another_communitys_draft_does_not_exist(office):
    make_notice_section(office.two)
    stranger = joined(PUBLISHER, office.two)
    for address in (office.address, office.check):
        assert stranger.browser.get(address).status_code == 404


# --- Where an approval is waiting -----------------------------------------------------------------
def warnings(office, person) -> list[str]:
    page = BeautifulSoup(person.browser.get(edit_url(office.draft)).content, "html.parser")
    rows = map(str, page.select(".messages li.warning"))
    return [row for row in rows if office.check in row]


def test_an_approver_is_told_above_the_form_with_the_way_to_the_check(office):
    submitted(office.draft, office.editor)
    [warning] = warnings(office, office.publisher)
    assert "1 处个人信息" in warning


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_who_may_not_let_it_pass_is_not_told_above_the_form(office, who):
    submitted(office.draft, office.publisher)
    assert warnings(office, getattr(office, who)) == []


def test_nothing_is_said_of_a_draft_that_nobody_submitted(office):
    assert warnings(office, office.publisher) == []


def test_nothing_is_said_once_it_was_let_pass(office):
    submitted(office.draft, office.editor)
    let_pass(office, office.publisher)
    assert warnings(office, office.publisher) == []


def test_an_approval_is_refused_until_it_was_let_pass(office):
    state = submitted(office.draft, office.editor)
    approve(office.publisher, office.draft, state)
    assert not is_live(office.draft)
    let_pass(office, office.publisher)
    approve(office.publisher, office.draft, state)
    assert is_live(office.draft)


def test_a_refused_approval_of_the_form_leads_to_both_ways(office):
    submitted(office.draft, office.editor)
    browser = office.publisher.browser
    values = fields_of(browser.get(edit_url(office.draft)), "page-edit-form")
    approval = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    answer = browser.post(edit_url(office.draft), {**values, **approval})
    links = BeautifulSoup(answer.content, "html.parser").select("#mendings a")
    assert {office.check, office.address} <= {link["href"] for link in links}


def test_who_cannot_mask_a_page_in_review_is_told_so(office):
    submitted(office.draft, office.editor)
    shown = office.editor.browser.get(office.check)
    assert "您现在不能在这里遮盖" in words_of(shown)
    assert not BeautifulSoup(shown.content, "html.parser").select("[name=mask]")
