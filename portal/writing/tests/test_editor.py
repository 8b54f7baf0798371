"""A stored text that is nested badly opens in the editor, with all its words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.desks import make_desk
from portal.writing.editor import TextEditor

BADLY_NESTED = [
    "<p>停水<b>六小时</p>请储水</b>",
    "<p><i>停水<b>六小时</i>请储水</b></p>",
    "<li>停水六小时</li><li>请储水</li>",
    "<ul><li>停水六小时</ul><p>请储水</p></li>",
    '<p><a href="https://example.org/">停水六小时</p><p>请储水</a></p>',
    "<p>停水六小时</h2><h2>请储水</p>",
    "<table><tr><td>停水六小时</tr></td></table><p>请储水</p>",
]


def text_of(value: str) -> str:
    """All the words that the editor shows."""
    state = json.loads(value)
    tables = [one["data"] for one in state["entityMap"].values() if one["type"] == "TABLE"]
    return "".join(block["text"] for block in state["blocks"]) + json.dumps(
        tables, ensure_ascii=False
    )


@pytest.mark.django_db
@pytest.mark.parametrize("markup", BADLY_NESTED)
def test_no_word_is_lost_of_a_text_that_is_nested_badly(markup: str) -> None:
    words = text_of(TextEditor().format_value(markup))
    assert "六小时" in words and "请储水" in words


@pytest.mark.django_db
def test_links_to_pages_and_pictures_stay_where_only_the_nesting_is_bad() -> None:
    markup = (
        '<p><b>见<a linktype="page" id="1">通知</b></a></p>'
        '<embed embedtype="image" id="7" format="fullwidth" alt="红色"/>'
    )
    entities = json.loads(TextEditor().format_value(markup))["entityMap"].values()
    kinds = {one["type"]: one["data"] for one in entities}
    assert kinds["LINK"]["id"] == 1 and kinds["IMAGE"]["alt"] == "红色"


@pytest.mark.django_db
@pytest.mark.parametrize("markup", BADLY_NESTED)
def test_the_form_of_a_page_opens_whatever_is_stored(markup: str) -> None:
    desk: Any = make_desk()
    notice = make_notice(make_notice_section(desk.one), live=False, body=markup)
    answer = desk.editor.browser.get(reverse("wagtailadmin_pages:edit", args=[notice.pk]))
    assert answer.status_code == 200 and "page-edit-form" in answer.text
