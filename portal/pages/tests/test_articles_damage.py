"""Damaged, odd and hostile texts end in a problem with file and line, or are read to their end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.citations import to_chinese
from portal.pages.articles import Instrument, ParsedFile, parse_regulations
from portal.problems import Refused


def parsed(text: str) -> ParsedFile:
    return parse_regulations(text, "演示.txt")


def numbers(instrument: Instrument) -> list[int]:
    return [article.number for article in instrument.articles]


SIMPLE = "演示办法\n第一条 甲。\n第二条 乙。\n"


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("\x00", "text.control_character"),
        ("\x1b", "text.control_character"),
        ("\ud800", "text.surrogate"),
        ("\u202e", "text.bidi_override"),
        ("\u2066", "text.bidi_override"),
        ("社" * 300_001, "text.line_too_long"),
        ("<" * 1_000_000, "text.line_too_long"),
    ],
)
def test_unfit_text_is_refused_with_file_and_line(damage: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parsed(f"演示办法\n第一条 甲。\n第二条 乙{damage}。")
    assert [(one.code, one.where) for one in refused.value.problems] == [(code, "演示.txt:3")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text.empty"),
        (" \n\u3000", "text.empty"),
        ("<\n" * 200_001, "text.too_many_lines"),
        ("社" * 20_000_001, "text.too_long"),
        ("第一条 甲。\n第二条 乙。\n" * 501, "text.too_many"),
    ],
)
def test_a_text_out_of_all_measure_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parsed(text)
    assert [one.code for one in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("odd", "code"),
    [("\u200b", "text.invisible"), ("\ue000", "text.private_use"), ("\ufffd", "text.unreadable")],
)
def test_odd_characters_are_kept_and_reported(odd: str, code: str) -> None:
    found = parsed(f"演示办法\n第一条 甲{odd}乙。")
    assert found.instruments[0].articles[0].text == f"甲{odd}乙。"
    assert [(one.code, one.where) for one in found.remarks] == [(code, "演示.txt:2")]


def test_an_invisible_character_in_a_number_does_not_hide_the_article() -> None:
    assert numbers(
        parsed("演示办法\n第一条 甲。\n第\u200b二条 乙。\n\ufeff第三条 丙。").instruments[0]
    ) == [1, 2, 3]


def test_line_ends_do_not_change_the_hash() -> None:
    assert parsed(SIMPLE.replace("\n", "\r\n")).sha256 == parsed("\ufeff" + SIMPLE).sha256


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(" " * (depth % 90) + "1." * (depth % 40) + "甲" for depth in range(20_000)),
        "。第" * 140_000,
        ("第" * 200 + "\n") * 5_000,
        "第一章 总则\n" * 20_000,
        "甲乙," * 70_000,
        "第一条 甲。" + "".join(f"第{number}条 乙。" for number in range(2, 19_000)),
    ],
    ids=["nested", "stops", "numerals", "chapters", "tabs", "one line"],
)
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    assert len(parsed(text).instruments) == 1


PARTS = st.sampled_from(
    [
        "演示办法",
        "第一章 总则",
        "第二章",
        "第一条 甲。",
        "第二条 乙。第三条 丙。",
        "第四條丁",
        "目录",
        "(一)项",
        "关于演示的说明",
        "Article 1 one",
        "Second floor",
        "First, one",
        "基本介绍",
        "• 名:值",
        "第二篇：丙办法",
        "第一篇：乙办法",
        "相关推荐",
        "一、其一",
        "2024年1月1日",
        "除本办法第一条外",
        "丁。第九条 戊",
        "\u3000 ",
        "",
    ]
)


@given(st.lists(PARTS, max_size=30))
def test_no_character_is_lost_and_none_is_added(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    found = parsed(text)
    kept = _squeezed("".join(_printed(one) for one in found.instruments))
    skipped = {
        number for one in found.skipped for number in range(one.first_line, one.last_line + 1)
    }
    for number, line in enumerate(lines, start=1):
        assert _squeezed(line) in kept or number in skipped
    assert all(part in text for one in found.instruments for part in _paragraphs(one))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s:：]", "", text)


def _printed(one: Instrument) -> str:
    articles = [article.label + article.text for article in one.articles]
    sections = [section.title + section.text for section in one.sections]
    headings = [division.heading for division in one.divisions]
    return "".join(
        [one.title, one.other_title, one.preamble, *articles, *sections, *headings, one.closing]
    )


def _paragraphs(one: Instrument) -> list[str]:
    texts = [article.text for article in one.articles] + [section.text for section in one.sections]
    return [line for text in texts for line in text.split("\n")]


@given(st.integers(1, 300), st.data())
def test_a_law_of_any_length_is_numbered_as_printed(length: int, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(2, length + 1), max_size=5))
    printed = [number for number in range(1, length + 1) if number not in gone]
    text = "\n".join(f"第{to_chinese(number)}条 甲。" for number in printed)
    assert numbers(parsed("演示办法\n" + text).instruments[0]) == printed
