"""Citations lead to what they mean, both ways, and nowhere when that is not clear."""

import pytest

from portal.pages.actions import add_version
from portal.pages.articles import parse_regulations
from portal.pages.models import Article, ArticleReference, Regulation, RegulationSection
from portal.pages.reading import attach_references
from portal.pages.references import link_citing, link_version, title_key
from portal.pages.tests.factories import make_regulation, make_regulation_section
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district


@pytest.mark.parametrize(
    "title",
    ["贵阳市社区工作条例", "貴陽市社區工作條例", "《贵阳市社区工作条例》",
     "贵阳市社区工作条例（试行）", "贵阳市社区工作条例(送审稿)(演示)", " 贵阳市 社区工作条例"],
)  # fmt: skip
def test_one_title_has_one_key_in_every_way_of_writing_it(title: str) -> None:
    assert title_key(title) == "贵阳市社区工作条例"


@pytest.fixture
def section(db: None) -> RegulationSection:
    return make_regulation_section(make_city())


def written(section: RegulationSection, title: str, *articles: str) -> Regulation:
    page = make_regulation(section, title=title)
    lines = [f"第{number}条 {text}" for number, text in enumerate(articles, start=1)]
    instrument = parse_regulations("\n".join([title, *lines])).instruments[0]
    add_version(page, instrument, by=None, change_note="首次")
    return page


def cited(page: Regulation) -> list[tuple[str, int | None, Regulation | None]]:
    rows = ArticleReference.objects.filter(source__version__regulation=page)
    return [
        (row.source.text[row.start : row.end], row.number, row.target)
        for row in rows.order_by("source__seq", "start", "number")
    ]


def test_a_citation_of_the_same_text_leads_to_its_article(section: RegulationSection) -> None:
    page = written(section, "演示办法", "甲。", "按本办法第一条办，不按第三条办。")
    assert cited(page) == [("本办法第一条", 1, page)]


def test_a_cited_title_is_found_in_either_script(section: RegulationSection) -> None:
    law = written(section, "演示市社區條例", "甲。", "乙。")
    page = written(section, "演示办法", "按《演示市社区条例》第二条办。")
    assert cited(page) == [("《演示市社区条例》第二条", 2, law)]


def test_a_title_without_book_marks_is_found(section: RegulationSection) -> None:
    law = written(section, "演示市社区条例", "甲。")
    page = written(section, "演示办法", "依照演示市社区条例第一条办。")
    assert cited(page) == [("第一条", 1, law)]


def test_a_range_is_cited_number_by_number(section: RegulationSection) -> None:
    page = written(section, "演示办法", "甲。", "乙。", "见第一条至第二条。")
    assert cited(page) == [("第一条至第二条", 1, page), ("第一条至第二条", 2, page)]


def test_an_article_that_does_not_exist_is_cited_as_the_whole_text(
    section: RegulationSection,
) -> None:
    law = written(section, "演示市社区条例", "甲。")
    page = written(section, "演示办法", "按《演示市社区条例》第九条办。")
    assert cited(page) == [("《演示市社区条例》第九条", None, law)]


def test_a_citation_waits_for_the_text_it_means(section: RegulationSection) -> None:
    page = written(section, "演示办法", "按《演示市社区条例》第二条办。")
    assert cited(page) == [("《演示市社区条例》第二条", 2, None)]
    law = written(section, "演示市社区条例", "甲。", "乙。")
    assert link_citing(law) == 1
    assert cited(page) == [("《演示市社区条例》第二条", 2, law)]


def test_a_later_text_with_the_missing_article_is_linked(section: RegulationSection) -> None:
    law = written(section, "演示市社区条例", "甲。")
    page = written(section, "演示办法", "按《演示市社区条例》第二条办。")
    instrument = parse_regulations("演示市社区条例\n第一条 甲。\n第二条 乙。").instruments[0]
    add_version(law, instrument, by=None, change_note="修改")
    link_citing(law)
    assert cited(page) == [("《演示市社区条例》第二条", 2, law)]


def test_two_texts_of_one_title_are_not_chosen_between(section: RegulationSection) -> None:
    written(section, "演示市社区条例", "甲。")
    written(section, "演示市社区条例（试行）", "乙。")
    page = written(section, "演示办法", "按《演示市社区条例》第一条办。")
    assert cited(page) == [("《演示市社区条例》第一条", 1, None)]


def test_the_communitys_own_rule_comes_before_the_citys_and_never_anothers(db: None) -> None:
    city = make_city()
    district = make_district(city)
    here, there = (
        make_regulation_section(make_community(district, title)) for title in ("甲社区", "乙社区")
    )
    own = written(here, "居民公约", "甲。")
    page = written(here, "演示办法", "按《居民公约》第一条办。")
    other = written(there, "演示细则", "按《居民公约》第一条办。")
    assert [row[2] for row in cited(page) + cited(other)] == [own, None]


def test_a_short_name_explained_in_another_article_is_understood(
    section: RegulationSection,
) -> None:
    law = written(section, "演示市社区条例", "甲。")
    page = written(
        section, "演示办法", "依《演示市社区条例》（以下简称《条例》）。", "按《条例》第一条办。"
    )
    assert cited(page)[-1] == ("《条例》第一条", 1, law)


def test_bare_numbers_in_an_explanation_are_not_linked(section: RegulationSection) -> None:
    page = make_regulation(section, title="演示办法")
    text = "演示办法\n第一条 甲。\n关于演示办法的说明\n草案第一条删去。本办法第一条不变。"
    version = add_version(page, parse_regulations(text).instruments[0], by=None, change_note="首次")
    assert [row[0] for row in cited(page)] == ["本办法第一条"]
    assert Article.objects.filter(version=version, kind="section").count() == 1


def test_linking_again_changes_nothing(section: RegulationSection) -> None:
    page = written(section, "演示办法", "甲。", "按本办法第一条办。")
    before = cited(page)
    link_version(page.versions.get())
    assert cited(page) == before


def test_a_regulation_that_is_not_public_is_not_linked_to(section: RegulationSection) -> None:
    law = written(section, "演示市社区条例", "甲。")
    page = written(section, "演示办法", "按《演示市社区条例》第一条办。")
    article = page.versions.get().articles.get()
    attach_references(article.version, [article])
    assert [reference.target for reference in article.cites] == [law]
    withdraw(law, by=None, reason="重复")
    attach_references(article.version, [article])
    assert article.cites == []
