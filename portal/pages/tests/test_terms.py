"""Defined terms are found where the text defines them, and marked only where they are used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.articles import parse_regulations
from portal.pages.terms import terms_in, uses_of


def words(*texts: str) -> list[str]:
    return [term.word for term in terms_in(texts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本办法所称社区，是指居民委员会辖区。", ["社区"]),
        ("本條例所稱社區,是指居住在一定區域的人群。", ["社區"]),
        ("本办法所称的城市社区，是指改革后的辖区。", ["城市社区"]),
        ("本规定所称“社会组织”，指依法登记的组织。", ["社会组织"]),
        ("本办法所称社区服务站，是居民委员会的办事机构。", ["社区服务站"]),
        ("由议事协商委员会（以下简称委员会）主持。", ["委员会"]),
        ("建设菜市场(以下简称“菜市场”)的，适用本办法。", ["菜市场"]),
        ("物业和业委会（以下统称管理单位）应当配合。", ["管理单位"]),
        (
            "下列用语的含义：\n（一）老旧小区，是指建成二十年以上的小区。\n（二）楼道：公共通道。",
            ["老旧小区", "楼道"],
        ),
        ("“Activity room” means a room open to residents.", ["Activity room"]),
        ("the residents' committee (hereinafter referred to as the “Committee”)", ["Committee"]),
    ],
)
def test_a_word_that_the_text_explains_is_a_term(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "本办法所称“以上”包括本数。",
        "本办法所称以上、以下，包括本数。",
        "本办法所称社区和小区，是指居民居住的地方。",
        "前款所称情形，由街道办事处认定。",
        "《社区工作条例》（以下简称《条例》）第五条。",
        "（一）社区，是指说明中的一项。",
        "社区是居民共同生活的地方。",
    ],
)
def test_what_is_not_clearly_defined_is_no_term(text):
    assert words(text) == []


def test_a_word_defined_twice_belongs_to_the_first_article():
    terms = terms_in(["本办法所称社区，是指甲。", "本办法所称社区，是指乙。"])
    assert [(term.word, term.place, term.start, term.end) for term in terms] == [("社区", 0, 5, 7)]


def test_what_a_word_means_goes_before_what_shortens_a_name():
    terms = terms_in(["建设市场（以下简称菜市场）。", "本办法所称菜市场，是指卖菜的场所。"])
    assert [(term.word, term.place) for term in terms] == [("菜市场", 1)]


def found(known: list[str], text: str, taken=()) -> list[str]:
    return [text[start:end] for start, end in uses_of(known, text, taken)]


def test_a_short_term_is_marked_only_where_it_stands_alone():
    assert found(["社区"], "社区服务站设在社区居委会。") == []
    assert uses_of(["社区"], "社区服务站设在社区内。") == [(7, 9)]
    assert found(["社区"], "各级政府应当支持社区。") == []
    assert found(["社区"], "（二）社区，应当公开。") == ["社区"]


def test_the_longest_of_several_terms_is_meant():
    assert found(["社区", "社区服务站"], "本社区服务站每天开放。") == ["社区服务站"]
    assert found(["社区服务站"], "由社区服务站站长负责。") == []


def test_only_the_first_use_is_marked_and_never_inside_a_citation():
    text = "本社区和该社区"
    assert uses_of(["社区"], text) == [(1, 3)]
    assert uses_of(["社区"], text, taken=[(0, 4)]) == [(5, 7)]
    assert uses_of(["城市社区"], "按照《关于城市社区建设的意见》办理。") == []


def test_an_english_term_is_a_whole_word():
    assert found(["Committee"], "The Subcommittee and the Committee meet.") == ["Committee"]
    assert found(["Room"], "Room-mates of the Roomy hall") == []


LETTERS = st.text("社区服务站的在内，。（）《》 aAb\n", max_size=80)
WORDS = st.lists(st.text("社区服务站ab", min_size=2, max_size=5), max_size=4, unique=True)
SPANS = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=3)


@given(LETTERS, WORDS, SPANS)
def test_marks_are_terms_in_order_once_each_and_outside_what_is_taken(text, known, taken):
    uses = uses_of(known, text, taken)
    marked = [text[start:end] for start, end in uses]
    assert set(marked) <= set(known)
    assert len(set(marked)) == len(marked)
    assert all(end <= start for (_, end), (start, _) in zip(uses, uses[1:], strict=False))
    assert not [1 for a, b in uses for c, d in taken if c < d and a < d and c < b]


@given(st.lists(st.text("本办法所称社区，是指（以下简称）“”甲乙\n", max_size=60), max_size=4))
def test_a_term_stands_where_it_is_said_to_stand(texts):
    for term in terms_in(texts):
        assert texts[term.place][term.start : term.end] == term.word


@pytest.mark.sources
@pytest.mark.skipif(not os.environ.get("PORTAL_SOURCES"), reason="no supplied documents")
def test_the_supplied_documents_define_what_a_reader_finds_in_them():
    found: set[str] = set()
    for path in sorted(Path(os.environ["PORTAL_SOURCES"]).glob("*.txt")):
        for instrument in parse_regulations(path.read_text(encoding="utf-8")).instruments:
            found |= {term.word for term in terms_in([one.text for one in instrument.articles])}
    assert found >= {"社區", "社区服务站", "城市社区", "农村社区", "菜市场"}
    assert not any(len(word) > 12 for word in found)
