"""Personal data in rows, files, settings and reasons: what is public at once is refused at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from portal.models import Document, Image, SiteSettings
from portal.pages.models import InfoPage
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.pages.tests.test_directory_viewsets import card_of, sent
from portal.pages.tests.test_viewsets import unit_of
from portal.problems import Refused
from portal.publication import personal_actions
from portal.publication.actions import publish, withdraw
from portal.publication.gate import problems_with
from portal.publication.texts import TextPlace
from portal.signals import PERSONAL_TEXTS
from portal.tests import made_uploads as made
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk
from portal.tests.review import edit_url
from portal.tests.test_file_forms import upload
from portal.tests.uploads import collection_of, make_file
from portal.writing.tests.test_editing import ROW, listed

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.collection = collection_of(desk.one)
    return desk


# --- Inner rows of a page -------------------------------------------------------------------------
@pytest.fixture
def catalogue(desk: SimpleNamespace) -> InfoPage:
    page = desk.one.add_child(
        instance=InfoPage(
            title="公开什么", slug="what", kind="catalogue", live=False, body="<p>见下。</p>"
        )
    )
    page.save_revision(user=desk.editor.user)
    return page


def submit(desk: Any, page: Any, **values: Any) -> Any:
    browser = desk.editor.browser
    fields = fields_of(browser.get(edit_url(page)), "page-edit-form")
    return browser.post(edit_url(page), {**fields, **ROW, **values, "action-submit": "1"})


def test_a_row_without_personal_data_is_submitted(desk, catalogue):
    assert submit(desk, catalogue).status_code == 302


def test_a_number_in_a_row_just_typed_is_refused_beside_its_field(desk, catalogue):
    answer = submit(desk, catalogue, **{"items-0-content": f"联系 {PHONE}"})
    links = BeautifulSoup(answer.content, "html.parser").select("#mendings a")
    assert "#id_items-0-content" in [link["href"] for link in links]
    assert any(line.startswith("公开事项 1") for line in listed(answer))
    assert PHONE not in "".join(listed(answer))


def test_a_number_in_a_row_that_is_taken_out_keeps_nothing_back(desk, catalogue):
    values = {
        "items-TOTAL_FORMS": "2", "items-1-DELETE": "on", "items-1-content": PHONE,
        "items-1-id": "", "items-1-ORDER": "2",
    }  # fmt: skip
    assert submit(desk, catalogue, **values).status_code == 302


def test_a_row_that_was_let_pass_is_submitted(desk, catalogue):
    values = {"items-0-content": f"联系 {PHONE}"}
    fields = fields_of(desk.editor.browser.get(edit_url(catalogue)), "page-edit-form")
    desk.editor.browser.post(edit_url(catalogue), {**fields, **ROW, **values})
    page = InfoPage.objects.get(pk=catalogue.pk)
    personal_actions.let_pass(page, by=desk.publisher.user, reason="同意", at=timezone.now())
    browser = desk.editor.browser
    stored = fields_of(browser.get(edit_url(page)), "page-edit-form")
    assert browser.post(edit_url(page), {**stored, "action-submit": "1"}).status_code == 302


def test_what_is_sent_back_for_changes_may_hold_personal_data_in_its_rows(desk, catalogue):
    submit(desk, catalogue)
    browser = desk.publisher.browser
    fields = fields_of(browser.get(edit_url(catalogue)), "page-edit-form")
    back = {"action-workflow-action": "true", "workflow-action-name": "reject"}
    answer = browser.post(edit_url(catalogue), {**fields, **back, "items-0-content": PHONE})
    assert answer.status_code == 302


def test_the_check_masks_a_row_of_the_draft(desk, catalogue):
    fields = fields_of(desk.editor.browser.get(edit_url(catalogue)), "page-edit-form")
    desk.editor.browser.post(edit_url(catalogue), {**fields, **ROW, "items-0-content": PHONE})
    page = InfoPage.objects.get(pk=catalogue.pk)
    personal_actions.mask(page, by=desk.editor.user)
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().items.get().content == "****"


# --- Rows that are public once they are saved -----------------------------------------------------
def test_a_card_with_a_mobile_is_refused_beside_its_field(desk):
    card = card_of(unit_of(desk.one))
    answer = sent(desk.editor, "contact-cards", card.pk, duties=f"走访，请拨 {PHONE}")
    assert "duties" in answer.context["form"].errors
    card.refresh_from_db()
    assert card.duties == "走访"


def test_the_contact_of_the_portal_is_no_mobile_of_a_person(desk):
    site = desk.city.get_site()
    settings = SiteSettings.for_site(site)
    address = reverse("wagtailsettings:edit", args=["portal", "sitesettings", site.pk])
    browser = desk.administrator.browser
    values = fields_of(browser.get(address), "w-editor-form")
    answer = browser.post(address, {**values, "contact": f"张某（演示）{PHONE}"})
    assert "contact" in answer.context["form"].errors
    settings.refresh_from_db()
    assert PHONE not in settings.contact


def test_numbers_of_the_portal_itself_are_taken(desk):
    site = desk.city.get_site()
    address = reverse("wagtailsettings:edit", args=["portal", "sitesettings", site.pk])
    browser = desk.administrator.browser
    values = fields_of(browser.get(address), "w-editor-form")
    values |= {"hotline": "0000-8800 1121", "police_no": "备 13800001234 号（演示）"}
    assert browser.post(address, values).status_code == 302


# --- Files and pictures ---------------------------------------------------------------------------
def uploaded(desk: Any, kind: str, **values: Any) -> str:
    """The words of the answer to an upload."""
    sent = {"title": "演示", "collection": desk.collection.pk, **values}
    address = reverse(f"wagtail{kind}s:add")
    return words_of(desk.editor.browser.post(address, sent, follow=True))


def test_a_title_with_a_number_of_a_person_is_refused_at_upload(desk):
    file = upload("停水（演示）".encode(), "a.txt")
    words = uploaded(desk, "doc", file=file, title=PHONE)
    assert "手机号码" in words
    assert not Document.objects.exists()


def test_of_many_files_at_once_the_one_with_such_a_title_waits_for_another(desk):
    sent = {"collection": desk.collection.pk, "files[]": upload("停水".encode(), "a.txt")}
    address, mark = reverse("wagtaildocs:add_multiple"), {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    answer = desk.editor.browser.post(address, {**sent, "title": PHONE}, **mark).json()
    assert not Document.objects.exists()
    later = reverse(
        "wagtaildocs:create_multiple_from_uploaded_document", args=[answer["uploaded_file_id"]]
    )
    prefix = f"uploaded-document-{answer['uploaded_file_id']}"
    values = {f"{prefix}-title": PHONE, f"{prefix}-collection": desk.collection.pk}
    assert "手机号码" in desk.editor.browser.post(later, values, **mark).json()["form"]


def test_a_description_with_a_number_of_a_person_is_refused_at_upload(desk):
    file = upload(made.picture(), "a.jpg")
    words = uploaded(desk, "image", file=file, description=f"联系 {PHONE}")
    assert "手机号码" in words
    assert not Image.objects.exists()


def test_a_title_with_a_number_of_a_person_is_refused_later_too(desk):
    file = make_file(collection=desk.collection)
    address = reverse("wagtaildocs:edit", args=[file.pk])
    values = {"title": PHONE, "collection": desk.collection.pk}
    assert "手机号码" in words_of(desk.editor.browser.post(address, values))
    file.refresh_from_db()
    assert file.title == "停水安排（演示）"


# --- What is told to the public beside pages ------------------------------------------------------
def test_a_public_reason_of_a_withdrawal_names_nobodys_number(desk):
    notice = make_notice(make_notice_section(desk.one))
    with pytest.raises(Refused) as refusal:
        withdraw(notice, by=desk.publisher.user, reason=f"请问 {PHONE}")
    assert [one.code for one in refusal.value.problems] == ["personal_data.mobile"]
    assert PHONE not in str(refusal.value)


def test_the_form_of_a_withdrawal_says_so_at_its_field(desk):
    notice = make_notice(make_notice_section(desk.one))
    address = reverse("wagtailadmin_pages:unpublish", args=[notice.pk])
    answer = desk.publisher.browser.post(address, {"reason": f"请问 {PHONE}"}, follow=True)
    notice.refresh_from_db()
    assert notice.live
    assert "手机号码" in words_of(answer)


def test_a_note_of_what_is_new_with_a_number_keeps_the_page_back(desk):
    notice = make_notice(make_notice_section(desk.one))
    notice.change_note = f"改为拨打 {PHONE}"
    assert [(one.code, one.field) for one in problems_with(notice)] == [
        ("personal_data.mobile", "change_note")
    ]


def test_a_note_of_what_is_new_is_masked_with_the_rest(desk):
    notice = make_notice(make_notice_section(desk.one))
    notice.change_note = f"改为拨打 {PHONE}"
    notice.save_revision(user=desk.editor.user)
    personal_actions.mask(notice, by=desk.publisher.user)
    notice.refresh_from_db()
    assert notice.get_latest_revision_as_object().change_note == "改为拨打 ****"


def test_a_further_kind_of_text_is_read_by_its_hook(desk):
    def further(thing: Any) -> list[TextPlace]:
        return [TextPlace("", "录音文字稿", f"请拨 {PHONE}")]

    notice = make_notice(make_notice_section(desk.one), live=False)
    with hooks.register_temporarily(PERSONAL_TEXTS, further):
        assert [one.code for one in problems_with(notice)] == ["personal_data.mobile"]
    assert problems_with(notice) == []


def test_a_page_is_refused_by_what_a_hook_reads(desk):
    notice = make_notice(make_notice_section(desk.one), live=False)
    places = [TextPlace("", "录音文字稿", f"请拨 {PHONE}")]
    with hooks.register_temporarily(PERSONAL_TEXTS, lambda thing: places), pytest.raises(Refused):
        publish(notice, by=None)
