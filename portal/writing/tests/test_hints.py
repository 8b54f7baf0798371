"""Hints on a text, and pictures that need words."""

from __future__ import annotations

import pytest

from portal.writing.hints import hints_in
from portal.writing.pictures import pictures_in, says_nothing


def codes(html: str) -> list[str]:
    return [hint.code.removeprefix("hint.") for hint in hints_in(html)]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<h2>一</h2><h3>二</h3><p>请提前储水。</p>", []),
        ("<h3>一</h3>", ["heading_skips"]),
        ("<h2>一</h2><h4>二</h4>", ["heading_skips"]),
        ("<h2> </h2>", ["heading_empty"]),
        ("<p><b>办理地点</b></p>", ["bold_heading"]),
        ("<p><b>请带好身份证。</b></p>", []),
        ('<p><a href="/a">点击这里</a></p>', ["link_vague"]),
        ('<p><a href="/a">Click here</a></p>', ["link_vague"]),
        ('<p><a href="/a">义诊时间表</a></p>', []),
        ('<p>见<a href="/a"></a></p>', ["link_empty"]),
        ('<p><a href="https://example.org/">https://example.org/</a></p>', ["link_bare"]),
        ("<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>", ["table_headless"]),
        ('<table><tbody><tr><th scope="row">甲</th><td>乙</td></tr></tbody></table>', []),
        ("<p>一</p><p></p><p>二</p>", ["blank_lines"]),
        ("<p>一<br/><br/>二</p>", ["blank_lines"]),
        ('<p><embed embedtype="image" id="1"/></p>', []),
        ("<p>通 知 书</p>", ["spread"]),
        ("<p>通知 公告</p>", []),
        ("<p>PLEASE BRING YOUR CARD</p>", ["capitals"]),
        ("<p>依据 GB/T 37668 办理</p>", []),
        (f"<p>{'很长' * 300}</p>", ["long_paragraph"]),
        ("", []),
    ],
)
def test_hint_is_given_where_it_helps_and_nowhere_else(html, found):
    assert codes(html) == found


def test_same_hint_on_the_same_words_is_given_once():
    assert codes('<p><a href="/a">这里</a><a href="/b">这里</a></p>') == ["link_vague"]


def test_pictures_of_a_text_are_found_with_their_words():
    html = '<p>一</p><embed alt="正门坡道" embedtype="image" format="left" id="7"/>'
    assert pictures_in(html) == [("7", "正门坡道")]


@pytest.mark.parametrize(
    "words", ["", "  ", "IMG_2034.jpg", "图片1", "微信图片_20261101.png", "12"]
)
def test_name_of_a_file_is_no_alternative_text(words):
    assert says_nothing(words)


@pytest.mark.parametrize("words", ["正门坡道", "图片展开幕", "2026年第一次会议合影"])
def test_words_about_the_picture_are_one(words):
    assert not says_nothing(words)
