"""Two versions of a text, compared sign by sign."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.writing.difference import TextComparison, changes_between, marked, readable


def test_only_the_changed_signs_of_a_chinese_sentence_are_marked():
    html = marked("周二停水六小时，请储水。", "周三停水六小时，请储水。")
    assert html == (
        '周<del class="deletion">二</del><ins class="addition">三</ins>停水六小时，请储水。'
    )


def test_number_is_marked_as_a_whole():
    assert '<del class="deletion">1,200</del><ins class="addition">1,250</ins>' in marked(
        "支出1,200元", "支出1,250元"
    )


def test_single_sign_between_two_changes_is_not_left_standing_alone():
    kinds = [kind for kind, _old, _new in changes_between("甲乙丙丁戊", "子乙丑丁戊")]
    assert kinds == ["changed", "equal"]


def test_markup_in_words_stays_words():
    assert "<script>" not in marked("", "<script>x</script>")


@given(st.text("甲乙丙ab1 \n", max_size=40), st.text("甲乙丙ab1 \n", max_size=40))
def test_both_texts_can_be_read_from_the_difference(old, new):
    changes = changes_between(old, new)
    assert "".join(before for _kind, before, _after in changes) == old
    assert "".join(after for _kind, _before, after in changes) == new


def test_text_is_read_as_lines_with_items_rows_and_pictures():
    html = (
        "<h2>题</h2><ul><li>甲</li></ul><table><tbody><tr><td>一</td><td>二</td></tr></tbody>"
        '</table><embed embedtype="image" id="1" alt="坡道"/>'
    )
    assert readable(html).split("\n") == ["题", "· 甲", "一 | 二", "图片：坡道"]


def compared(old: str, new: str) -> TextComparison:
    field = SimpleNamespace(value_from_object=lambda thing: thing, verbose_name="正文")
    return TextComparison(field, old, new)


def test_keys_that_the_editor_gives_to_paragraphs_are_no_change():
    assert not compared("<p>一</p>", '<p data-block-key="a1">一</p>').has_changed()


@pytest.mark.parametrize(
    ("old", "new"), [("<p>一</p>", "<h2>一</h2>"), ("<p>一</p>", "<p><b>一</b></p>")]
)
def test_change_of_form_alone_is_said_in_words(old, new):
    comparison = compared(old, new)
    assert comparison.has_changed()
    assert "只改了格式" in comparison.htmldiff()
