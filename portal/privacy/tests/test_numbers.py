"""Numbers that lead to a person are found in every spelling, and other long numbers are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from portal.privacy import Kind, find, has_mobile, looks_personal
from portal.privacy.tests.planted import planted

PLACES = [
    "{}",
    "请联系{}，谢谢。",
    "公示名单\n序号\t姓名\t内容\n1\t张*\t{}\n2\t李*\t无",
    "图1：{}（演示）",
    "2024年度名单-{}.xlsx",
    "1.{}",
    "本人（{}）申请",
    "见2024年第12号，{}；",
]


def words_found(text: str) -> list[tuple[Kind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


def test_500_of_500_planted_pieces_are_found_where_they_stand():
    missed = [
        (one, place)
        for number, one in enumerate(planted(500))
        if (one.kind, one.written)
        not in words_found((place := PLACES[number % len(PLACES)]).format(one.written))
    ]
    assert missed == []


@pytest.mark.parametrize("check", "0123456789Xx")
def test_an_identity_number_with_any_check_digit_is_found(check):
    assert find(f"号码99000019900101001{check}。")[0].kind == Kind.IDENTITY


@pytest.mark.parametrize(
    "text",
    [
        "身份证号123456789012345678",
        "公民身份号码：1234 5678 9012 345",
        "身份证编号：990000209913990011",
        "姓名\t身份证号码\n张*\t111111111111111111",
        "银行卡号 1234567890123456",
        "手机 138 00 000 000",
        "手机尾号 1234",
        "6222 **** **** 1234",
        "138-****-1234",
        "138xxxx1234",
        "520103****0017",
        "１３８●●●●１２３４",
    ],
)
def test_what_a_number_is_called_and_what_still_shows_of_it_count(text):
    assert find(text)


@pytest.mark.parametrize(
    "text",
    [
        "黔府办发〔2024〕12号",
        "YS/2026-00012",
        "统一社会信用代码：54990000MJ0000001N",
        "统一社会信用代码 911101081234567890",
        "0851-85123456",
        "0851－8512 3456、0851-85123457",
        "400-123-4567，12345，110",
        "2024年1月1日至2024年12月31日",
        "2024-01-01 2024-02-01 2024-03-01",
        "总投资13800000000元",
        "￥13900000000.00",
        "1,380,000,000.00元，135 000 000元",
        "编号：520103202403150012",
        "项目代码：202452010300123456",
        "订单编号 13800000000",
        "黔公网安备 52010302000123号",
        "邮编550000",
        "ISBN 9787301123456",
        "20240315103000123",
        "区划代码520103001001",
        "11 12 13 14 15 16 17 18 19 20 21 22 23",
        "2013 2014 2015 2016 2017 2018 2019",
        "张* *********** ****",
        "姓名：____________ 2024年",
        "第一条至第一千二百六十条",
    ],
)
def test_other_long_numbers_are_let_alone(text):
    assert words_found(text) == []


@pytest.mark.parametrize("number", [13, 3])
def test_a_landline_is_personal_for_a_reader_but_keeps_no_page_back(number):
    text = f"0851-85123{number:03d}"
    assert (find(text), looks_personal(text), has_mobile(text)) == ([], True, False)


@given(st.text(alphabet="0123456789Xx*- １３\u200b\n\t年号身份证手机", max_size=60))
def test_places_are_those_of_the_text_itself(text):
    ends = 0
    for one in find(text):
        assert ends <= one.start < one.end <= len(text)
        assert any(sign.isdecimal() for sign in text[one.start : one.end])
        ends = one.end


def sentences() -> list[str]:
    """The supplied documents, sentence by sentence."""
    texts = [path.read_text() for path in sorted(Path(settings.PORTAL["SOURCES"]).glob("*.txt"))]
    parts = [part for text in texts for part in re.split(r"(?<=[。！？；!?;])|\n|(?<=\.)\s", text)]
    return [part.strip() for part in parts if part.strip()]


@pytest.mark.sources
@pytest.mark.skipif(not settings.PORTAL["SOURCES"], reason="no supplied documents")
def test_at_most_one_false_alarm_in_a_thousand_sentences_of_the_supplied_documents():
    real = sentences()
    alarms = [sentence for sentence in real if find(sentence)]
    assert len(real) > 1_000
    assert len(alarms) <= len(real) / 1_000, alarms


def test_demonstration_texts_raise_no_alarm():
    root = Path(settings.BASE_DIR) / "fixtures"
    texts = [path for ending in ("md", "txt", "json") for path in root.rglob(f"*.{ending}")]
    alarms = {path.name: words_found(path.read_text()) for path in texts}
    assert texts
    assert {name: found for name, found in alarms.items() if found} == {}
