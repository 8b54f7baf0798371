"""Writing in a real browser: pasting, the list of what is to be mended, two people at one page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from portal.pages.models import Notice, NoticeSection
from portal.pages.tests.factories import make_notice
from portal.role_table import EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Visit, visit
from portal.tests.factories import make_user
from portal.writing import tests as writing_tests

pytestmark = IN_BROWSER
CLIPBOARDS = Path(writing_tests.__file__).parent / "clipboards"
PASTE = """([selector, html, text]) => {
  const place = document.querySelector(selector);
  place.focus();
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  place.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
}"""
SUBMIT = "() => HTMLFormElement.prototype.submit.call(document.getElementById('page-edit-form'))"
WATCHES = (
    "document.addEventListener('w-unsaved:watch-edits', () => { window.watchesEdits = true; });"
)
EDITABLE = "[data-panel]:has(#id_body) [contenteditable=true]"


@pytest.fixture
def draft(small_city: Any) -> Notice:
    sync_groups()
    section = NoticeSection.objects.filter(depth__gt=3).first()
    notice = make_notice(section, live=False, title="停水通知（演示）", slug="drafted")
    notice.save_revision()
    return notice


def worker(role: Any, notice: Notice) -> Any:
    user = make_user(role.key)
    give_role(user, role, notice.get_parent().get_parent().specific)
    return user


@contextmanager
def at_the_desk(browser: Any, server: Any, user: Any, width: int = 1280) -> Iterator[Visit]:
    client = Client()
    client.force_login(user)
    with visit(browser, server, width=width) as reader:
        key = client.cookies["sessionid"].value
        reader.page.set_default_timeout(30_000)
        reader.page.add_init_script(WATCHES)
        reader.context.add_cookies([{"name": "sessionid", "value": key, "url": reader.server}])
        yield reader


def open_form(reader: Visit, notice: Notice) -> Any:
    page = reader.go(f"/admin/pages/{notice.pk}/edit/")
    page.locator(EDITABLE).wait_for()
    page.wait_for_function("() => window.watchesEdits")
    return page


def is_save(answer: Any) -> bool:
    """Whether this answers a save, by the form itself or by the button."""
    return bool(answer.request.method == "POST" and answer.url.endswith("/edit/"))


def body_of(page: Any) -> dict[str, Any]:
    return json.loads(page.locator("#id_body").input_value())


def holds(page: Any, words: str) -> None:
    """Waits until what the form would send has these words."""
    page.wait_for_function(
        "(words) => document.querySelector('#id_body').value.includes(words)", arg=words
    )


def paste(page: Any, name: str) -> None:
    page.locator(EDITABLE).click()
    page.keyboard.press("Control+A")
    html = (CLIPBOARDS / f"{name}.html").read_text(encoding="utf-8")
    page.evaluate(PASTE, [EDITABLE, html, "只有文字"])


def test_text_pasted_from_word_keeps_its_structure_and_its_table(browser, small_city, draft):
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        paste(page, "word")
        holds(page, "TABLE")
        blocks = {(block["type"], block["text"]) for block in body_of(page)["blocks"]}
    assert ("header-two", "青禾里社区停水通知") in blocks
    assert ("ordered-list-item", "含底层商铺") in blocks


def test_table_that_was_pasted_is_saved_as_a_table_and_shown_to_readers(browser, small_city, draft):
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        paste(page, "word")
        holds(page, "TABLE")
        with page.expect_response(is_save):
            page.locator("#id_title").fill("停水通知（改）")
    body = Notice.objects.get(pk=draft.pk).get_latest_revision_as_object().body
    assert '<th scope="col">楼栋</th>' in body
    assert "mso" not in body.lower()


def test_what_could_not_be_pasted_is_said(browser, small_city, draft):
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        paste(page, "wechat")
        said = page.locator(".writing-notes", has_text="图片库")
        said.wait_for()
        assert "1张图片" in said.inner_text()


def test_cell_is_changed_in_the_window_of_the_table(browser, small_city, draft):
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        paste(page, "word")
        page.locator(".writing-table button").first.click()
        page.locator("dialog.writing-table-window textarea").first.fill("栋号")
        page.locator(".writing-table-window__ends button").first.click()
        holds(page, "栋号")
        entities = body_of(page)["entityMap"].values()
    [table] = [entity for entity in entities if entity["type"] == "TABLE"]
    assert table["data"]["rows"][0][0]["text"] == "栋号"


def test_words_without_marks_are_pasted_by_the_editor_itself(browser, small_city, draft):
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        page.locator(EDITABLE).click()
        page.keyboard.press("Control+A")
        page.evaluate(PASTE, [EDITABLE, "", "一句话"])
        holds(page, "一句话")


def test_list_of_what_is_to_be_mended_has_the_focus_and_leads_to_the_field(
    browser, small_city, draft
):
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        page.locator("#id_issuer").fill("")
        submit(page)
        page.locator("#mendings a").first.wait_for()
        page.wait_for_function("() => document.activeElement.id === 'mendings'")
        page.locator("#mendings a").first.click()
        page.wait_for_function("() => document.activeElement.id === 'id_issuer'")


def test_on_a_telephone_the_button_of_the_menu_covers_nothing_of_the_list(
    browser, small_city, draft
):
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator("#id_issuer").fill("")
        submit(page)
        below = page.locator(".messages li.error > button")
        below.wait_for()
        button = page.locator(".sidebar-nav-toggle").bounding_box()
        assert below.bounding_box()["x"] >= button["x"] + button["width"]


def submit(page: Any) -> None:
    page.evaluate(
        """() => {
          const form = document.getElementById("page-edit-form");
          const button = Object.assign(document.createElement("button"),
            {type: "submit", name: "action-submit", value: "1"});
          form.append(button);
          button.click();
        }"""
    )


def test_second_of_two_people_sees_both_versions_and_keeps_what_was_typed(
    browser, small_city, draft
):
    editor, publisher = worker(EDITOR, draft), worker(PUBLISHER, draft)
    with (
        at_the_desk(browser, small_city, editor) as first,
        at_the_desk(browser, small_city, publisher) as second,
    ):
        mine, theirs = open_form(first, draft), open_form(second, draft)
        theirs.evaluate("() => { document.querySelector('#id_title').value = '停水改期'; }")
        theirs.evaluate(SUBMIT)
        theirs.locator(".messages .success").wait_for()
        mine.evaluate("() => document.querySelector('#id_issuer').value = '居委会（演示）'")
        mine.evaluate(SUBMIT)
        mine.locator(".writing-stale ins", has_text="居委会").wait_for()
        mine.locator(".writing-stale button[type=submit]").click()
        mine.locator("#id_issuer").wait_for()
        assert mine.locator("#id_issuer").input_value() == "居委会（演示）"


def test_preview_stands_open_at_the_width_of_a_telephone(browser, small_city, draft):
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        page.locator("iframe#w-preview-iframe").wait_for()
        width = page.locator("[name=preview-size]:checked").get_attribute("data-device-width")
        assert width == "390"
        assert page.locator("#id_title").is_visible()


def test_hints_on_the_text_stand_in_the_panel_of_checks(browser, small_city, draft):
    draft.body = '<p>请<a href="https://example.org/">点击这里</a></p>'
    draft.save_revision()
    with at_the_desk(browser, small_city, worker(EDITOR, draft)) as reader:
        page = open_form(reader, draft)
        page.locator("[data-writing-hints] li", has_text="点击这里").wait_for(state="attached")
