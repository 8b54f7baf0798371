"""The screen on which a second person lets personal data pass: who reaches it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import PersonalDataOverride
from portal.role_table import PUBLISHER
from portal.tests.review import joined, make_office

pytestmark = pytest.mark.django_db

NUMBER = "990000199001010017"


@pytest.fixture
def office() -> SimpleNamespace:
    """A draft of the editor that holds a number of a person."""
    office = make_office()
    office.draft = make_notice(office.section, live=False, body=f"<p>证件号 {NUMBER}（演示）</p>")
    office.draft.save_revision(user=office.editor.user)
    office.address = f"/admin/pages/{office.draft.pk}/personal-data/let-pass/"
    return office


def test_a_second_person_lets_it_pass_with_a_reason(office):
    assert office.publisher.browser.get(office.address).status_code == 200
    values = {"reason": "本人同意（演示）", "revision": office.draft.latest_revision_id}
    office.publisher.browser.post(office.address, values)
    row = PersonalDataOverride.objects.get()
    assert (row.by, NUMBER in str(row.findings)) == (office.publisher.user, False)


def test_who_submitted_the_draft_is_no_second_person(office):
    office.draft.get_workflow().start(office.draft, office.publisher.user)
    assert office.publisher.browser.get(office.address).get("Location") == "/admin/"
    assert office.second.browser.get(office.address).status_code == 200


def test_who_wrote_the_draft_is_no_second_person(office):
    office.draft.save_revision(user=office.publisher.user)
    assert office.publisher.browser.get(office.address).get("Location") == "/admin/"


def test_the_check_of_another_communitys_draft_does_not_exist(office):
    make_notice_section(office.two)
    stranger = joined(PUBLISHER, office.two)
    for address in (office.address, office.address.replace("let-pass/", "")):
        assert stranger.browser.get(address).status_code == 404
