"""What the scripts of the form ask, and what they are given with the preview."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from portal.models import Image
from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.gate import problems_with
from portal.tests.admin_forms import fields_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    return desk


def test_pasted_text_comes_back_as_the_editor_takes_it(desk):
    html = "<table><tr><th>甲</th><th>乙</th></tr><tr><td>一</td><td>二</td></tr></table>"
    answer = desk.editor.browser.post(reverse("portal_writing_paste"), {"html": html}).json()
    [entity] = answer["content"]["entityMap"].values()
    assert entity["data"]["rows"][1] == [
        {"text": "一", "head": False},
        {"text": "二", "head": False},
    ]


def test_what_was_left_out_is_said_in_chinese(desk):
    html = "<p>字<img src='x'></p>"
    answer = desk.editor.browser.post(reverse("portal_writing_paste"), {"html": html}).json()
    assert answer["notes"] == ["有1张图片没有粘贴进来：请先上传到图片库，再插入正文。"]


def test_pasting_is_for_staff_only(client):
    assert client.post(reverse("portal_writing_paste"), {"html": "<p>x</p>"}).status_code == 302


def test_pasting_is_never_read_from_an_address(desk):
    assert desk.editor.browser.get(reverse("portal_writing_paste")).status_code == 405


def preview_of(desk: SimpleNamespace, notice: Notice) -> Any:
    edit = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    values = fields_of(desk.editor.browser.get(edit), "page-edit-form")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[notice.pk])
    desk.editor.browser.post(url, values)
    return desk.editor.browser.get(url)


def test_preview_brings_hints_that_cannot_end_their_block(desk):
    body = '<p><a href="https://example.org/">点击这里</a></p><h3>&lt;/script&gt;</h3>'
    notice = make_notice(desk.section, live=False, body=body)
    notice.save_revision(user=desk.editor.user)
    soup = BeautifulSoup(preview_of(desk, notice).content, "html.parser")
    block = soup.find(id="writing-hints")
    assert block is not None
    hints = json.loads(block.get_text())["hints"]
    assert any("点击这里" in hint for hint in hints)
    assert any("</script>" in hint for hint in hints)


def test_preview_may_stand_in_a_frame_of_the_desk_and_nowhere_else(desk, client):
    notice = make_notice(desk.section)
    policy = preview_of(desk, notice).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "frame-ancestors 'none'" in client.get(notice.url).headers["Content-Security-Policy"]


def test_public_page_has_no_hints(desk, client):
    assert b"writing-hints" not in client.get(make_notice(desk.section).url).content


def test_picture_without_words_keeps_a_page_from_becoming_public_and_is_named(desk):
    image = Image.objects.create(title="正门坡道", file=get_test_image_file())
    body = f'<p>见图。</p><embed alt="" embedtype="image" format="left" id="{image.pk}"/>'
    notice = make_notice(desk.section, live=False, body=body)
    [problem] = problems_with(notice)
    assert (problem.field, "正门坡道" in str(problem)) == ("body", True)


def test_table_of_a_notice_stands_in_a_box_that_scrolls(desk, client):
    table = "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>"
    soup = BeautifulSoup(
        client.get(make_notice(desk.section, body=table).url).content, "html.parser"
    )
    box = soup.select_one(".prose [role=region][tabindex='0'][aria-label]")
    assert box is not None
    assert box.find("table") is not None
