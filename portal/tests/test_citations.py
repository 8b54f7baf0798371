"""Citations are read as printed, in both scripts and in English, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.citations import (
    Citation,
    english_int,
    find_citations,
    parse_query,
    to_chinese,
    to_int,
)


@given(st.integers(1, 9999))
def test_a_chinese_numeral_reads_back_as_its_number(number: int) -> None:
    assert to_int(to_chinese(number)) == number
    assert to_int(str(number)) == number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("十九", 19),
        ("一十九", 19),
        ("一百零一", 101),
        ("一百〇一", 101),
        ("一〇一", 101),
        ("二十", 20),
        ("一百一十", 110),
        ("１９", 19),
        ("二千零二十", 2020),
        ("兩百", 200),
    ],
)
def test_every_printed_form_of_a_number_is_read(printed: str, value: int) -> None:
    assert to_int(printed) == value


@pytest.mark.parametrize(
    "printed", ["", "十百", "百", "一二十", "十十", "甲", "1十", "零十", "9" * 5000]
)
def test_a_malformed_numeral_is_no_number(printed: str) -> None:
    assert to_int(printed) is None


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_no_article_has_a_number_outside_the_range(number: int) -> None:
    with pytest.raises(ValueError, match="no article"):
        to_chinese(number)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("4", 4),
        ("IV", 4),
        ("XIX", 19),
        ("XL", 40),
        ("xcix", 99),
        ("Fourth", 4),
        ("Twenty-first", 21),
        ("thirty first", 31),
        ("Thirtieth", 30),
        ("nineteen", 19),
        ("ninety-nine", 99),
        ("IIII", None),
        ("", None),
        ("VX", None),
        ("fourthly", None),
    ],
)
def test_english_numbers_are_read_in_every_form(word: str, value: int | None) -> None:
    assert english_int(word) == value


def only(text: str) -> Citation:
    found = find_citations(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "mention", "scope", "title", "numbers"),
    [
        ("见第十九条。", "第十九条", "bare", "", (19, 0, None, None)),
        ("見第十九條。", "第十九條", "bare", "", (19, 0, None, None)),
        ("见第19条。", "第19条", "bare", "", (19, 0, None, None)),
        ("见第１９条。", "第１９条", "bare", "", (19, 0, None, None)),
        (
            "见第一百零一条之二第三款第（四）项",
            "第一百零一条之二第三款第（四）项",
            "bare",
            "",
            (101, 2, 3, 4),
        ),
        ("依照本办法第三条第二款办理", "本办法第三条第二款", "here", "", (3, 0, 2, None)),
        ("除本條例第十一條外", "本條例第十一條", "here", "", (11, 0, None, None)),
        (
            "按《演示楼道公约》第十条",
            "《演示楼道公约》第十条",
            "titled",
            "演示楼道公约",
            (10, 0, None, None),
        ),
        (
            "《演示市志愿服务条例》对此有规定",
            "《演示市志愿服务条例》",
            "titled",
            "演示市志愿服务条例",
            (None, 0, None, None),
        ),
    ],
)
def test_one_citation_is_read_whole(
    text: str,
    mention: str,
    scope: str,
    title: str,
    numbers: tuple[int | None, int, int | None, int | None],
) -> None:
    cited = only(text)
    assert text[cited.start : cited.end] == mention
    assert (cited.scope, cited.title) == (scope, title)
    assert (cited.number, cited.suffix, cited.paragraph, cited.item) == numbers


def test_a_law_named_without_book_marks_is_not_taken_for_this_one() -> None:
    cited = only("依照演示市物业管理条例第十条处理")
    assert (cited.scope, cited.number) == ("unmarked", 10)
    assert cited.title.endswith("演示市物业管理条例")


def test_a_list_gives_one_citation_each_of_the_same_text() -> None:
    text = "除本条例第十一条、第十二条和第十三条规定外"
    found = find_citations(text)
    assert [(one.scope, one.number) for one in found] == [("here", 11), ("here", 12), ("here", 13)]
    mentions = [text[one.start : one.end] for one in found]
    assert mentions == ["本条例第十一条", "第十二条", "第十三条"]


def test_a_list_with_one_closing_character_is_taken_apart() -> None:
    assert [one.number for one in find_citations("（第9、11、13、14条）")] == [9, 11, 13, 14]


def test_a_list_does_not_inherit_across_a_sentence() -> None:
    found = find_citations("按《演示公约》第三条。第五条另有约定。")
    assert [(one.scope, one.number) for one in found] == [("titled", 3), ("bare", 5)]


@pytest.mark.parametrize("text", ["第三条至第五条", "第三至五条", "第3-5条"])
def test_a_range_is_one_citation_with_its_last_number(text: str) -> None:
    cited = only(text)
    assert (cited.number, cited.last, cited.end) == (3, 5, len(text))


def test_a_short_name_stands_for_the_full_title() -> None:
    text = "《演示市社区条例》（以下简称《条例》）已施行。按《条例》第二条。"
    assert find_citations(text)[-1].title == "演示市社区条例"


@pytest.mark.parametrize(
    ("text", "scope", "title", "number"),
    [
        ("under Article 19 the centre", "bare", "", 19),
        ("under Art. 19 the centre", "bare", "", 19),
        ("see Article IV.", "bare", "", 4),
        ("see Article Twenty-first.", "bare", "", 21),
        ("Article 5 of these Measures", "here", "", 5),
        (
            "Article 5 of the Demo City Property Regulations apply",
            "titled",
            "Demo City Property Regulations",
            5,
        ),
        ("Article 5 of the committee", "bare", "", 5),
    ],
)
def test_english_citations_are_read(text: str, scope: str, title: str, number: int) -> None:
    cited = only(text)
    assert (cited.scope, cited.title, cited.number) == (scope, title, number)


@pytest.mark.parametrize(
    "text", ["三条建议", "第三名", "article in the paper", "particle 9", "第条", "一第二", "《》"]
)
def test_ordinary_words_are_no_citation(text: str) -> None:
    assert find_citations(text) == []


@pytest.mark.parametrize(
    ("typed", "title", "number", "rest"),
    [
        ("第十九条", "", 19, ""),
        ("第19條", "", 19, ""),
        ("19条", "", 19, ""),
        ("贵阳市社区工作条例第19条", "贵阳市社区工作条例", 19, ""),
        ("社区工作条例 第十九条", "社区工作条例", 19, ""),
        ("《演示市社区条例》第３条", "演示市社区条例", 3, ""),
        ("《演示市社区条例》 第3条 经费", "演示市社区条例", 3, "经费"),
        ("《演示市社区条例》", "演示市社区条例", None, ""),
        ("医保 第十九条", "", 19, "医保"),
        ("Article 19", "", 19, ""),
        ("article xix", "", 19, ""),
        ("nineteenth article", "", 19, ""),
        ("Demo City Regulations article 19", "Demo City Regulations", 19, ""),
        ("article 19 of the Demo City Measures", "Demo City Measures", 19, ""),
    ],
)
def test_a_query_that_cites_is_understood(
    typed: str, title: str, number: int | None, rest: str
) -> None:
    cited = parse_query(typed)
    assert cited is not None
    assert (cited.title, cited.number, cited.rest) == (title, number, rest)


@pytest.mark.parametrize("typed", ["", "社区", "三条建议", "article", "community service", "第条"])
def test_a_query_that_does_not_cite_is_left_alone(typed: str) -> None:
    assert parse_query(typed) is None


@given(st.text("第条之款项《》本办法、至和一十百19０Article IVof thse()（） ", max_size=200))
def test_any_text_gives_citations_that_stand_in_it_in_order(text: str) -> None:
    found = find_citations(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(one.number is None or one.number > 0 for one in found)


@pytest.mark.parametrize(
    "unit",
    ["《", "第", "第一条、", "《条例》第", "本办法第一", "Article ", "一", "Article 1 of the A "],
)
def test_a_very_long_text_is_read_to_its_end(unit: str) -> None:
    assert len(find_citations(unit * 50_000)) <= 50_000
