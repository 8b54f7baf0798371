"""A submission with personal data and missing fields: everything is listed once, with its way."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk
from portal.tests.review import edit_url
from portal.tests.uploads import linking, make_file

pytestmark = pytest.mark.django_db
BODY = (
    "<p>请拨 13800001234（演示）。</p><p>证件 990000199001010017（演示），"
    "另请拨 138 0000 1234（演示）。</p><table><tr><td>银行卡号</td></tr></table>"
)
MISSING = {"issuer": "", "is_historical": "on", "original_date": ""}


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    file = make_file(title="13800001234")
    section = make_notice_section(desk.one)
    values = {"title": "名单 13900001234", "topics": "供水", "body": BODY + linking(file)}
    topics = values.pop("topics")
    desk.draft = make_notice(section, live=False, **values)
    desk.draft.topics.add(topics)
    desk.draft.save_revision(user=desk.editor.user)
    return desk


def submit(desk: Any, **changes: Any) -> Any:
    browser = desk.editor.browser
    values = fields_of(browser.get(edit_url(desk.draft)), "page-edit-form")
    return browser.post(
        edit_url(desk.draft), {**values, **MISSING, **changes, "action-submit": "1"}
    )


def links(response: Any) -> list[tuple[str, str]]:
    """Words and address of every line of the list."""
    page = BeautifulSoup(response.content, "html.parser")
    found = page.select("#mendings a")
    return [(link.get_text(" ", strip=True), str(link["href"])) for link in found]


def test_everything_is_listed_exactly_once(desk):
    lines = links(submit(desk, topics="供水,13700001234"))
    assert Counter(address for _words, address in lines) == {
        "#id_title": 1,
        "#id_body": 4,  # two telephones, an identity, and the title of the file
        "#id_issuer": 1,
        "#id_original_date": 1,
        "#id_topics": 1,
        reverse("personal_data", args=[desk.draft.pk]): 1,
    }
    assert len(set(lines)) == len(lines)


def test_the_count_above_the_list_leaves_out_the_way_to_another_screen(desk):
    answer = submit(desk)
    faults = [address for _, address in links(answer) if not address.startswith("/admin/")]
    assert f"还有 {len(faults)} 处要改" in words_of(answer)


def test_every_line_leads_to_an_element_of_the_form_or_to_another_screen(desk):
    answer = submit(desk, topics="供水,13700001234")
    page = BeautifulSoup(answer.content, "html.parser")
    lost = [
        (words, address)
        for words, address in links(answer)
        if not (address.startswith("/admin/") or page.find(id=address.removeprefix("#")))
    ]
    assert lost == []


def test_no_line_holds_a_link_within_a_link(desk):
    page = BeautifulSoup(submit(desk).content, "html.parser")
    assert page.select("#mendings a") and not page.select("#mendings a a")
    assert "&lt;a" not in str(page.select_one("#mendings"))


def test_a_line_says_its_place_once(desk):
    lines = [words for words, address in links(submit(desk)) if address == "#id_title"]
    assert [words.count("标题") for words in lines] == [1]


def test_no_line_shows_a_digit_of_what_was_found(desk):
    said = " ".join(words for words, _address in links(submit(desk)))
    assert not any(number in said for number in ("1380", "1390", "9900", "1234"))


def test_each_finding_stands_once_beside_its_field(desk):
    errors = submit(desk).context["form"].errors
    assert (len(errors["title"]), len(errors["body"])) == (1, 4)


def test_a_new_page_is_told_to_be_saved_first(desk):
    address = reverse(
        "wagtailadmin_pages:add", args=["pages", "notice", desk.draft.get_parent().pk]
    )
    values = fields_of(desk.editor.browser.get(address), "page-edit-form")
    sent = {**values, "title": "名单 13900001234", "action-submit": "1"}
    lines = links(desk.editor.browser.post(address, sent))
    assert sum("请先保存草稿" in words for words, _address in lines) == 1
