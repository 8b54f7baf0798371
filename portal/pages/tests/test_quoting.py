"""Ready-made citations: the formal one, the bibliography's, and two addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import translation

from portal.pages.models import Article
from portal.pages.quoting import citations_of
from portal.pages.reading import Way

ARTICLE = Article(slug="article-19", label="第十九条", number=19)


def regulation(**values):
    facts = {
        "title": "青禾里社区议事协商规则",
        "doc_no": "青议〔2022〕1号",
        "made_by": "居民会议",
        "issuer": "居民委员会",
        "language": "zh-Hans",
        "promulgated_on": None,
        "adopted_on": date(2022, 5, 18),
    }
    return SimpleNamespace(**{**facts, **values})


def cited(page, start=date(2025, 3, 1), article=None):
    version = SimpleNamespace(no=3, effective_from=start)
    way = Way("/regulations/rules/", version)
    quotations = citations_of(page, way, article=article, host="https://portal.example/")
    return {one.key: one.text for one in quotations}


def test_the_formal_citation_has_title_number_day_and_article():
    official = "《青禾里社区议事协商规则》（青议〔2022〕1号，2025年3月1日起施行）"
    assert cited(regulation())["official"] == official
    assert cited(regulation(), article=ARTICLE)["official"] == official + "第十九条"


def test_what_is_not_known_is_left_out():
    assert cited(regulation(doc_no=""), start=None)["official"] == "《青禾里社区议事协商规则》"


def test_addresses_name_today_and_the_version():
    words = cited(regulation(), article=ARTICLE)
    assert words["today"] == "https://portal.example/regulations/rules/article-19/"
    assert words["fixed"] == "https://portal.example/regulations/rules/v3/article-19/"


@time_machine.travel(datetime(2026, 1, 2, 4, tzinfo=UTC), tick=False)
def test_the_bibliography_names_author_number_day_and_day_of_reading():
    assert cited(regulation())["bibliography"] == (
        "居民会议. 青禾里社区议事协商规则：青议〔2022〕1号[EB/OL]. (2025-03-01)[2026-01-02]. "
        "https://portal.example/regulations/rules/v3/"
    )
    assert "(2022-05-18)" in cited(regulation(), start=None)["bibliography"]


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_a_citation_speaks_the_language_of_the_text(language):
    unnamed = Article(slug="article-19", number=19)
    with translation.override(language):
        assert cited(regulation(), article=unnamed)["official"].endswith("第19条")
        english = cited(regulation(title="House Rules", language="en"), article=unnamed)
        assert english["official"] == (
            "House Rules (青议〔2022〕1号, in force from 2025-03-01), Article 19"
        )


def test_a_text_without_a_version_cannot_be_cited():
    assert citations_of(regulation(), Way("/rules/", None)) == []
