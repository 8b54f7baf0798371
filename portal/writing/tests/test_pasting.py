"""What is pasted from Word and WeChat keeps its structure and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from portal.writing.pasted_blocks import clean_address
from portal.writing.pasting import cleaned
from portal.writing.tables import Table, table_html
from portal.writing.views import FEATURES

CLIPBOARDS = Path(__file__).parent / "clipboards"


def clipboard(name: str) -> str:
    return (CLIPBOARDS / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture
def word() -> str:
    return cleaned(clipboard("word")).html


@pytest.fixture
def wechat() -> str:
    return cleaned(clipboard("wechat")).html


def test_headings_of_word_become_those_below_the_title(word):
    assert "<h2>青禾里社区停水通知</h2>" in word
    assert "<h3>停水范围</h3>" in word


def test_words_of_word_keep_what_is_bold_and_lose_indents_and_line_ends(word):
    assert "<p>因管网检修，<b>十二月一日</b>起停水，请各位居民提前储水。</p>" in word


def test_lists_of_word_become_lists_with_their_depth(word):
    assert "<ol><li>一至三栋<ol><li>含底层商铺</li></ol></li><li>七栋</li></ol>" in word


def test_table_of_word_stays_a_table_with_its_head_and_joined_cells(word):
    assert '<thead><tr><th scope="col">楼栋</th><th scope="col">时间</th></tr></thead>' in word
    assert '<tr><td rowspan="2">一栋</td><td>8时<br/>至12时</td></tr><tr><td>14时</td></tr>' in word


def test_nothing_of_the_dress_of_word_is_left(word):
    for junk in (
        "style",
        "class",
        "mso",
        "font",
        "<span",
        "o:p",
        "<!--",
        "img",
        "内部批注",
        "_Toc",
    ):
        assert junk not in word.lower()


def test_links_keep_their_address_without_marks_that_follow(word):
    assert '<a href="https://example.org/a?id=7">附件说明</a>' in word
    assert "和本机文件。" in word


def test_what_was_left_out_is_counted():
    losses = cleaned(clipboard("word")).losses
    assert (losses.pictures, losses.links, losses.films) == (1, 1, 0)


def test_text_of_wechat_keeps_heading_bold_list_and_link(wechat):
    assert wechat == (
        "<h2>义诊活动</h2><p>周六上午在<b>社区服务中心</b>举行。</p>"
        "<ul><li>量血压</li><li>测血糖</li></ul>"
        '<p><a href="https://example.org/s?id=1#wechat_redirect">查看时间表</a></p>'
    )


def test_pictures_and_films_of_wechat_are_counted():
    losses = cleaned(clipboard("wechat")).losses
    assert (losses.pictures, losses.films) == (1, 1)


def test_table_that_only_frames_its_words_is_taken_away():
    assert (
        cleaned("<table><tr><td><p>一</p><p>二</p></td></tr></table>").html == "<p>一</p><p>二</p>"
    )


def test_table_in_a_table_becomes_words():
    inner = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    html = cleaned(f"<table><tr><td>{inner}</td><td>丙</td></tr></table>").html
    assert html.count("<table") == 1
    assert "甲" in html


def test_lists_written_one_after_another_nest_as_word_online_writes_them():
    html = cleaned("<ul><li>甲</li><ul><li>乙</li></ul><li>丙</li></ul>").html
    assert html == "<ul><li>甲<ul><li>乙</li></ul></li><li>丙</li></ul>"


def test_bold_around_everything_that_says_it_is_not_bold_is_not():
    assert cleaned('<b style="font-weight:normal"><span>字</span></b>').html == "<p>字</p>"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///C:/a.doc", ""),
        ("/relative", ""),
        ("#mark", ""),
        ("https://", ""),
        ("http://[broken", ""),
        ("java\nscript:alert(1)", ""),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://example.org/?q=%E6%B0%B4&b=", "https://example.org/?q=%E6%B0%B4&b="),
        ("https://example.org/?UTM_medium=x", "https://example.org/"),
    ],
)
def test_only_open_addresses_stay(address, kept):
    assert clean_address(address) == kept


MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>", "<li>", "</ul>",
         "<b>", "</b>", "<a href='javascript:x'>", "<img src=x onerror=y>", "<script>", "</script>",
         "<![if x]>", "<!--", "-->", "<o:p>", "<h1>", "</h1>", "&lt;i&gt;", "字", "x", " ", "\n",
         "<p style='mso-list:l0 level2 lfo1'>", "<svg onload=z>", "<td colspan=99999>", "<h3>"]
    )
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(MARKUP)
def test_whatever_is_pasted_comes_out_in_allowed_elements_and_the_editor_takes_it(html):
    result = cleaned(html).html

    names = set(re.findall(r"</?([a-z0-9]+)", result))
    allowed = {"p", "h2", "h3", "ul", "ol", "li", "b", "a", "br"}
    assert names <= allowed | {"table", "thead", "tbody", "tr", "th", "td", "caption"}
    tags = "".join(re.findall(r"<[^>]*>", result))  # what is shown as words does nothing
    assert "javascript" not in tags
    assert "onerror" not in tags
    json.loads(ContentstateConverter(FEATURES).from_database_format(result))


def test_table_that_came_from_the_editor_is_stored_as_it_was_read(word):
    converter = ContentstateConverter(FEATURES)
    stored = converter.to_database_format(converter.from_database_format(word))
    table = stored[stored.index("<table>") : stored.index("</table>")]
    assert table == word[word.index("<table>") : word.index("</table>")]


def test_data_of_a_table_that_a_browser_made_up_become_words_only():
    data = {
        "rows": [[{"text": "<script>x</script>", "colspan": "1e9", "head": "yes"}, 7], "no", []],
        "caption": ["x"],
    }
    made = table_html(Table.of(data))
    assert made == "<table><tbody><tr><td>&lt;script&gt;x&lt;/script&gt;</td></tr></tbody></table>"


@pytest.mark.parametrize("data", [None, [], {"rows": None}, {"rows": [[]]}, "x", {"rows": {}}])
def test_table_without_cells_is_nothing(data):
    assert table_html(Table.of(data)) == ""
