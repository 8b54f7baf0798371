"""Folding and tokens: what is typed meets what is written."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import (
    HAN,
    MAX_TERMS,
    MAX_TYPED,
    clean,
    fold,
    grams,
    holds_stem,
    invisible,
    number_key,
    phrase_of,
    safe,
    shorts,
    simplify,
    terms_of,
    variants,
    words,
)

ANY = st.text(alphabet=st.sampled_from("社区務2a-。 \n%") | st.characters(), max_size=24)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("社區服務", "社区服务"),
        ("ＡＢＣ　１２", "abc 12"),
        ("計畫", "计划"),
        ("a\x00b\u200bc\ud800d", "abcd"),
        (" 社区 \t\n 工作 ", "社区 工作"),
        ("90㎡", "90m2"),
    ],
)
def test_folding_removes_script_width_case_and_invisible_characters(
    typed: str, folded: str
) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("folded", "tokens"),
    [
        ("社区工作", "社区 区工 工作 作"),
        ("社", "社"),
        ("abcd", "abc bcd cd d"),
        ("共20年", "共20 20年 0年 年"),
        ("社区 工作", "社区 区 工作 作"),
    ],
)
def test_grams_overlap_and_end_with_the_run(folded: str, tokens: str) -> None:
    assert grams(safe(folded)) == tokens


@given(text=ANY | st.text(alphabet="社區，：；（）！？\u3000\xa0\u0301a ", max_size=24))
def test_folding_is_what_unicode_says(text: str) -> None:
    seen = "".join(char for char in text if not invisible(char))
    normal = unicodedata.normalize("NFKC", seen).lower()
    assert fold(text) == " ".join(
        simplify("".join(char for char in normal if not invisible(char))).split()
    )


@given(text=ANY)
def test_grams_and_shorts_are_those_of_every_place_in_every_run(text: str) -> None:
    folded = fold(text)
    runs = [safe(run) for run in folded.split()]
    starts = [run[at : at + 3] for run in runs for at in range(len(run))]
    lettered = {start[:2] for start in starts if any(map(is_letter, start[:2]))}
    grams_of = [start if start[:2] in lettered else start[:2] for start in starts]
    assert grams(safe(folded)).split(" ") == (grams_of or [""])
    assert sorted(shorts(safe(folded))) == sorted({start[0] for start in starts} | lettered)


def is_letter(char: str) -> bool:
    """A letter or digit that is not Han."""
    return char.isalnum() and not re.match(f"[{HAN}]", char)


@given(text=ANY, data=st.data())
def test_a_term_is_found_exactly_where_the_folded_text_holds_it(
    text: str, data: st.DataObject
) -> None:
    folded = fold(text)
    runs = [run for run in folded.split(" ") if run]
    source = data.draw(st.sampled_from(runs) if runs else st.just("社"))
    start = data.draw(st.integers(0, len(source) - 1))
    term = source[start : start + data.draw(st.integers(1, 12))]
    other = data.draw(st.sampled_from(["", "区", "a", "-", "0"]))
    for wanted in (term, term + other, other + term):
        assert found(wanted, folded) == (wanted in folded)


def found(term: str, folded: str) -> bool:
    """What an index of the tokens answers."""
    phrase = phrase_of(term)
    if phrase.short:
        return phrase.short in shorts(safe(folded))
    row, wanted = grams(safe(folded)).split(), phrase.grams
    spans = (row[at : at + len(wanted)] for at in range(len(row)))
    return any(_same(span, wanted, open_end=phrase.open_end) for span in spans)


def _same(span: list[str], wanted: tuple[str, ...], *, open_end: bool) -> bool:
    if len(span) < len(wanted) or not open_end:
        return tuple(span) == wanted
    return tuple(span[:-1]) == wanted[:-1] and span[-1].startswith(wanted[-1])


@given(typed=st.text(max_size=2_000))
def test_what_is_typed_is_capped_and_free_of_control_characters(typed: str) -> None:
    cleaned = clean(typed)
    terms = terms_of(cleaned)
    assert len(cleaned) <= MAX_TYPED
    assert len(terms) <= MAX_TERMS
    assert not any(ord(char) < 32 or "\ud800" <= char <= "\udfff" for char in cleaned)
    assert all(term and not set(term) & set(" \n\t\x00") for term in terms)


def test_words_are_stemmed_and_numbers_whole() -> None:
    assert words(fold("Services of 12.5 社区 RY2019-000100")) == [
        "servic", "of", "12.5", "ry", "2019", "000100",
    ]  # fmt: skip


@pytest.mark.parametrize(("typed", "other"), [("程式", "程序"), ("網路", "网络"), ("窗口", "视窗")])
def test_regional_words_meet_in_the_variants(typed: str, other: str) -> None:
    assert other in variants(typed)
    assert variants(typed)[0] == fold(typed)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("国办发〔2020〕5号", "国办发 2020 5号"),
        ("国办发 [2020] 5 號", "国办发 2020 5"),
        ("国办发２０２０年第５号文", "国办发 2020 5号"),
        ("主席令第69号", "主席令 69号"),
        ("GB/T 20647.2-2006", "gb t 20647 2 2006"),
        ("〔〕", ""),
        ("%_\\", ""),
    ],
)
def test_a_document_number_is_known_by_its_parts(written, parts):
    assert number_key(written) == parts


def test_words_and_numbers_that_touch_are_told_apart():
    assert words("a1.5b2.c 3.社4_d1.2x.3") == [
        "a",
        "1.5",
        "b",
        "2",
        "c",
        "3",
        "4",
        "d",
        "1.2",
        "x",
        "3",
    ]


LATIN = st.text(alphabet=st.sampled_from("dielyngstu12.9_ é区- 社"), max_size=30)


@given(text=LATIN, data=st.data())
def test_a_stem_is_held_exactly_where_it_is_among_the_words(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    own = words(folded)
    stem = data.draw(st.sampled_from(own) if own else st.just("die"))
    other = data.draw(st.sampled_from([*words(fold(data.draw(LATIN))), "die", "12", "1.2", "s"]))
    assert holds_stem(folded, stem) == (stem in own)
    assert holds_stem(folded, other) == (other in own)


@pytest.mark.parametrize(
    ("text", "stem"),
    [("dying", "die"), ("skies", "sky"), ("skis", "ski"), ("by", "by"), ("crying", "cri"),
     ("early", "earli"), ("idly", "idl"), ("only", "onli"), ("singly", "singl"), ("ugly", "ugli"),
     ("gently", "gentl")],
)  # fmt: skip
def test_irregular_words_are_held_by_their_stems(text: str, stem: str) -> None:
    assert words(text) == [stem]
    assert holds_stem(text, stem)
