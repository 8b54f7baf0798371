"""Excerpts mark the original text, whatever the script of the query, and escape everything else."""

from __future__ import annotations

import unicodedata

import pytest

from search.highlight import ALONE, Marker, fold_with_places
from search.text import fold, terms_of, variants


def marker(typed: str) -> Marker:
    return Marker(terms_of(typed), variants(typed))


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("社区", "貴陽市社區工作條例", "貴陽市<mark>社區</mark>工作條例"),
        ("社區", "社区工作", "<mark>社区</mark>工作"),
        ("2-3平方", "面积为２－３平方公里", "面积为<mark>２－３平方</mark>公里"),
        ("m2", "共90㎡。", "共90<mark>㎡</mark>。"),
        ("Centre", "Community CENTRE", "Community <mark>CENTRE</mark>"),
        ("社区 服务", "服务社区", "<mark>服务社区</mark>"),
        ("社区", "社\u200b区工作", "<mark>社\u200b区</mark>工作"),
        ("程式", "办事程序", "办事<mark>程序</mark>"),
        ("services", "the service of", "the <mark>service</mark> of"),
        ("如何停水", "周二停水", "周二<mark>停水</mark>"),
        ("b", "<b>&", "&lt;<mark>b</mark>&gt;&amp;"),
        ("没有", "<script>", "&lt;script&gt;"),
    ],
)
def test_a_word_is_marked_in_the_text_as_published(typed: str, text: str, found: str) -> None:
    assert marker(typed).marked(text) == found


def test_an_excerpt_begins_at_the_sentence_of_the_densest_find() -> None:
    text = "停水。" + "无关的话。" * 40 + "周二停水，请为停水储水。" + "别的话。" * 40
    found = marker("停水").excerpt(text)
    assert found.startswith("…周二<mark>停水</mark>，请为<mark>停水</mark>储水。")
    assert found.endswith("…")


def test_an_excerpt_without_a_find_is_the_beginning() -> None:
    assert marker("没有").excerpt("甲" * 200) == "甲" * 120 + "…"


@pytest.mark.parametrize(
    "text", ["社區①㎡ＡＢ", "e\u0301e\u0301 İ", "\ufeff計畫\u200b生育", "ﬁnance"]
)
def test_every_folded_character_knows_where_it_stood(text: str) -> None:
    mapped = fold_with_places(text)
    assert mapped.folded.replace(" ", "") == fold(text).replace(" ", "")
    assert len(mapped.folded) == len(mapped.starts) == len(mapped.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(mapped.starts, mapped.ends, strict=True))


@pytest.mark.parametrize(
    "text", ["貴陽市社區，工作條例（試行）", "居民 Centre 2-3\u3000平方。", "甲…乙①、e\u0301，㎡"]
)
def test_folded_text_that_was_kept_gives_the_same_places(text: str) -> None:
    assert fold_with_places(text, fold(text)).folded == fold_with_places(text).folded
    assert [*fold_with_places(text, fold(text)).starts] == [*fold_with_places(text).starts]


def test_characters_taken_to_fold_alone_do_so() -> None:
    alone = [char for char in map(chr, range(0x10000)) if ALONE.fullmatch(char)]
    assert len(alone) > 20_000
    for char in alone:
        assert not unicodedata.combining(char)
        assert len(fold(f"甲{char}乙")) == 3


def test_folded_text_that_lost_blanks_is_not_trusted() -> None:
    text = "甲\n\n停水"
    assert marker("停水").marked(text, fold(text)) == "甲\n\n<mark>停水</mark>"
