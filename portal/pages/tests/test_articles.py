"""The parser finds articles where they are, keeps the text as printed and makes nothing up."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from portal.pages.articles import Hint, Instrument, ParsedFile, parse_regulations, read_hints
from portal.pages.articles.lines import content_hash, normal_form
from portal.problems import Refused

HINTS = Path(__file__).parents[3] / "fixtures" / "import_hints.json"


def parsed(text: str) -> ParsedFile:
    return parse_regulations(text, "演示.txt")


def only(text: str) -> Instrument:
    (instrument,) = parsed(text).instruments
    return instrument


def numbers(instrument: Instrument) -> list[int]:
    return [article.number for article in instrument.articles]


SIMPLE = """演示市楼道公约
第一章 总则
第一条 为了楼道整洁，制定本公约。
第二条 楼道不放杂物。
晾晒衣物另行约定。
第二章 附则
第三条　本公约自2024年3月1日起施行。
"""


def test_articles_keep_their_paragraphs_and_their_chapter() -> None:
    second = only(SIMPLE).articles[1]
    assert (second.label, second.chapter) == ("第二条", "第一章 总则")
    assert second.text == "楼道不放杂物。\n晾晒衣物另行约定。"


def test_the_title_and_the_date_of_force_are_read() -> None:
    found = only(SIMPLE)
    assert (found.title, found.facts.kind) == ("演示市楼道公约", "convention")
    assert found.facts.effective_from == date(2024, 3, 1)


@pytest.mark.parametrize(
    "second",
    [
        "第二條 乙。",
        "第2条 乙。",
        "第２条 乙。",
        "第 二 条 乙。",
        "第二条　乙。",
        "第二条（名）乙。",
        "第二条\n乙。",
        "第二条:乙。",
    ],
)
def test_every_form_of_a_printed_number_begins_an_article(second: str) -> None:
    found = only(f"演示办法\n第一条 甲。\n{second}\n第三条 丙。")
    assert numbers(found) == [1, 2, 3]
    assert found.articles[1].text.removeprefix("（名）") == "乙。"


def test_an_article_may_begin_inside_a_line() -> None:
    found = only("演示办法\n第一条 甲事。第二条 乙事。第三条丙事。\n第四条 丁事。")
    assert [one.text for one in found.articles] == ["甲事。", "乙事。", "丙事。", "丁事。"]


def test_a_chapter_may_begin_inside_a_line() -> None:
    found = only("演示办法\n第一章 总则\n第一条 甲事。第二章 服务\n第二条 乙事。")
    assert [one.chapter for one in found.articles] == ["第一章 总则", "第二章 服务"]
    assert found.articles[0].text == "甲事。"


@pytest.mark.parametrize(
    "line",
    [
        "除本办法第一条、第二条规定外，另行处理。",
        "甲事。第三条第一款所称乙事除外。",
        "第一条规定的事项除外。",
        "第一条、第二条所列事项除外。",
        "第一条第二款的事项除外。",
        "甲事。第九条 不在此处。",
    ],
)
def test_a_citation_does_not_begin_an_article(line: str) -> None:
    found = only(f"演示办法\n第一条 甲。\n第二条 乙。\n{line}\n第三条 丙。")
    assert numbers(found) == [1, 2, 3]
    assert found.articles[1].text == f"乙。\n{line}"


def test_a_refused_place_inside_a_line_is_reported() -> None:
    found = only("演示办法\n第一条 甲。第九条 乙。\n第二条 丙。")
    assert [remark.code for remark in found.remarks] == ["article.not_taken"]
    assert found.remarks[0].where == "演示.txt:2"


def test_a_chapter_without_title_and_one_with_its_title_below() -> None:
    found = only("演示办法\n第一章\n第一条 甲。\n第二章\n组织机构\n第二条 乙。")
    assert [one.heading for one in found.divisions] == ["第一章", "第二章 组织机构"]
    assert [one.text for one in found.articles] == ["甲。", "乙。"]


def test_books_chapters_and_sections_stand_above_their_articles() -> None:
    found = only("演示法典\n第一编 总则\n第一章 甲\n第一节 乙\n第一条 一。\n第二章 丙\n第二条 二。")
    assert found.articles[0].chapter == "第一编 总则 / 第一章 甲 / 第一节 乙"
    assert found.articles[1].chapter == "第一编 总则 / 第二章 丙"


def test_an_inserted_article_keeps_its_suffix() -> None:
    found = only("演示办法\n第一条 甲。\n第一条之一 乙。\n第二条 丙。")
    assert [(one.number, one.suffix) for one in found.articles] == [(1, 0), (1, 1), (2, 0)]


def test_missing_numbers_are_said_and_not_filled() -> None:
    found = only("演示办法\n第一条 甲。\n第二条 乙。\n第五条 丙。\n第七条 丁。")
    assert found.missing_numbers == ((3, 4), (6, 6))
    assert found.remarks[0].params == {"numbers": "3–4, 6"}


@pytest.mark.parametrize("printed", ["第二条", "第五十条"])
def test_a_number_that_cannot_be_right_is_kept_and_marked(printed: str) -> None:
    found = only(f"演示办法\n第一条 甲。\n第二条 乙。\n第三条 丙。\n{printed} 丁。\n第五条 戊。")
    assert [one.number_doubtful for one in found.articles] == [False, False, False, True, False]
    assert found.articles[3].label == printed


def test_an_article_without_text_is_kept_empty() -> None:
    found = only("演示办法\n第一条 甲。\n第二条\n第三条 丙。")
    assert found.articles[1].is_empty
    assert [remark.code for remark in found.remarks] == ["article.empty"]


ENGLISH = """Rules of the Demo Stair
First, general matters
Article 1 keeps the stair clean.
Second floor flats help.
Article II. Bicycles stay outside.
Third community meetings are yearly.
Article 4
Article 5: Guests are welcome, see Article 3 of these Rules.
Second, the last things
Thirty-first lights are checked.
"""


def test_english_articles_come_in_words_and_figures() -> None:
    found = only(ENGLISH)
    assert [one.label for one in found.articles] == [
        "Article 1",
        "Article II",
        "Third",
        "Article 4",
        "Article 5",
    ]
    assert found.language == "en"


def test_an_ordinal_with_a_comma_is_a_chapter_and_without_an_article() -> None:
    found = only(ENGLISH)
    assert [one.heading for one in found.divisions] == [
        "First, general matters",
        "Second, the last things",
    ]
    assert found.articles[0].text == "keeps the stair clean.\nSecond floor flats help."
    assert found.articles[-1].text.endswith("Article 3 of these Rules.\n"[:-1])


def test_an_ordinal_out_of_order_stays_in_the_text() -> None:
    texts = [section.text for section in only(ENGLISH).sections]
    assert texts == ["Thirty-first lights are checked."]


def test_explanations_and_reports_are_sections() -> None:
    found = only(
        SIMPLE + "\n关于《演示市楼道公约》的说明\n一、背景\n第四条 不是条文。\n相关新闻\n有新闻。"
    )
    assert numbers(found) == [1, 2, 3]
    assert [(one.title, one.text) for one in found.sections] == [
        ("关于《演示市楼道公约》的说明", "一、背景\n第四条 不是条文。"),
        ("相关新闻", "有新闻。"),
    ]


def test_a_collection_is_taken_apart_at_its_markers() -> None:
    found = parsed(
        "合集\n第一篇：甲办法\n甲办法\n第一条 一。\n第二篇：乙清单\n一、其一\n内容\n二、其二\n内容"
    )
    assert [(one.title, one.shape) for one in found.instruments] == [
        ("甲办法", "articles"),
        ("乙清单", "sections"),
    ]


def test_samples_numbered_behind_their_title_are_a_collection() -> None:
    found = parsed("演示办法篇1\n第一条 甲。\n演示办法篇2\n普通文字。")
    assert [(one.title, one.shape) for one in found.instruments] == [
        ("演示办法篇1", "articles"),
        ("演示办法篇2", "plain"),
    ]


def test_articles_that_begin_again_are_the_next_instrument() -> None:
    found = parsed(
        "甲办法\n第一条 一。\n第二条 二。\n乙办法\n第一章 总则\n第一条 三。\n第二条 四。"
    )
    assert [(one.title, len(one.articles)) for one in found.instruments] == [
        ("甲办法", 2),
        ("乙办法", 2),
    ]
    assert found.instruments[0].articles[-1].text == "二。"
    assert found.instruments[1].articles[0].chapter == "第一章 总则"


def test_the_web_page_around_a_regulation_is_left_out_and_reported() -> None:
    text = (
        "首页 > 法规 > 演示\nAdvanced Search\n时间:2019-05-14 06:32:56下载本文作者:会员上传\n"
        + SIMPLE
        + "下载演示市楼道公约word格式文档\n相关范文推荐\n第一条 别的文章。"
    )
    found = parsed(text)
    assert numbers(found.instruments[0]) == [1, 2, 3]
    assert found.instruments[0].articles[-1].text == "本公约自2024年3月1日起施行。"
    assert {one.reason for one in found.skipped} == {
        "navigation of the web page",
        "upload note of the web page",
        "download and related links",
    }


def test_law_text_that_mentions_such_words_stays() -> None:
    found = only("演示办法\n第一条 首页公布名单，时间由居民会议定。\n第二条 相关范文推荐给居民。")
    assert len(found.articles) == 2


def test_a_table_of_contents_gives_no_chapters() -> None:
    found = parsed(
        "演示办法\n目录\n第一章 总则\n第二章 附则\n"
        "第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。"
    )
    assert [one.label for one in found.instruments[0].divisions] == ["第一章", "第二章"]
    assert [one.reason for one in found.skipped] == ["table of contents"]


def test_signature_and_date_are_no_part_of_the_last_article() -> None:
    found = only(SIMPLE + "演示市居民会议\n2024年2月1日")
    assert found.articles[-1].text == "本公约自2024年3月1日起施行。"
    assert found.closing == "演示市居民会议\n2024年2月1日"


PREAMBLE = (
    "演示市社区条例\n演人发〔2020〕7号\n"
    "2020年1月2日演示市会议通过 2020年3月4日演示省会议批准\n第一条 甲。"
)


def test_plainly_printed_facts_are_read() -> None:
    facts = only(PREAMBLE).facts
    assert (facts.document_number, facts.kind) == ("演人发〔2020〕7号", "local_regulation")
    assert (facts.adopted_on, facts.approved_on) == (date(2020, 1, 2), date(2020, 3, 4))


def test_two_different_dates_for_one_fact_give_none() -> None:
    text = PREAMBLE.replace("\n第一条", "\n2020年1月9日另一会议通过\n第一条")
    assert only(text).facts.adopted_on is None


def test_an_impossible_date_is_no_date() -> None:
    assert only(PREAMBLE.replace("1月2日", "2月30日")).facts.adopted_on is None


LOST = "演示办法\n第一条 甲。\n乙。\n第四条 丙。\n第四条 丁。"


def hinted() -> ParsedFile:
    text = normal_form(LOST)
    places = (Hint("lost", text.index("乙"), 2), Hint("misprinted", text.index("第四条"), 3))
    return parse_regulations(LOST, "演示.txt", {content_hash(text): places})


def test_a_hint_says_where_a_lost_article_begins() -> None:
    (found,) = hinted().instruments
    assert numbers(found) == [1, 2, 3, 4]
    assert [one.number_lost for one in found.articles] == [False, True, False, False]
    assert [one.number_doubtful for one in found.articles] == [False, False, True, False]
    assert found.missing_numbers == ()


def test_hints_of_another_text_are_not_used() -> None:
    found = parse_regulations(LOST + "\n", "演示.txt", {content_hash(LOST): (Hint("lost", 5, 2),)})
    assert found.instruments[0].lost == 0


@pytest.mark.parametrize(
    "hint", [Hint("lost", 3, 2), Hint("misprinted", 13, 2), Hint("lost", 99, 2)]
)
def test_a_hint_that_does_not_fit_the_text_is_refused(hint: Hint) -> None:
    with pytest.raises(Refused) as refused:
        parse_regulations(LOST, "演示.txt", {content_hash(LOST): (hint,)})
    assert [problem.code for problem in refused.value.problems] == ["hints.offset"]


@pytest.mark.parametrize("content", ["{", "[]", '{"documents": {"a": {"lost": [{}]}}}'])
def test_a_broken_file_of_hints_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "hints.json"
    path.write_text(content)
    with pytest.raises(Refused) as refused:
        read_hints(path)
    assert [problem.code for problem in refused.value.problems] == ["hints.broken"]


def test_the_shipped_hints_hold_numbers_and_no_text() -> None:
    documents = json.loads(HINTS.read_text())["documents"]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in documents)
    entries = [one for places in documents.values() for kind in places.values() for one in kind]
    assert all(set(one) == {"offset", "number"} for one in entries)
