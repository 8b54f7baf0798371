"""Versions are added as drafts and published through the gate, by whom it is allowed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.models import User
from portal.pages.actions import add_version, publish_version
from portal.pages.articles import Instrument, parse_regulations
from portal.pages.models import Regulation, RegulationVersion
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.problems import Refused
from portal.publication.models import Publication
from portal.tests.factories import make_city, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2025, 3, 1, 8, tzinfo=UTC)
TEXT = (
    "演示楼道公约\n第一章 总则\n第一条 楼道不放杂物。\n第一条之一 车停棚内。\n"
    "第二条 按本公约第一条办。"
)


def instrument(text: str = TEXT) -> Instrument:
    return parse_regulations(text).instruments[0]


def regulation(**values: Any) -> Regulation:
    return make_regulation(make_regulation_section(make_city()), **values)


def added(page: Regulation, text: str = TEXT, **values: Any) -> RegulationVersion:
    values = {"by": None, "change_note": "首次", **values}
    return add_version(page, instrument(text), **values)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_version_is_added_as_a_draft_with_its_articles() -> None:
    version = added(regulation())
    rows = list(version.articles.values_list("seq", "slug", "label", "chapter"))
    assert (version.no, version.state) == (1, "draft")
    assert rows == [
        (1, "article-1", "第一条", "第一章 总则"),
        (2, "article-1-1", "第一条之一", "第一章 总则"),
        (3, "article-2", "第二条", "第一章 总则"),
    ]


def test_versions_count_on() -> None:
    page = regulation()
    assert [added(page).no, added(page).no] == [1, 2]


def test_a_doubtful_number_leaves_the_address_to_the_right_article() -> None:
    version = added(regulation(), "演示办法\n第一条 甲。\n第二条 乙。\n第二条 丙。\n第二条 丁。")
    assert list(version.articles.values_list("slug", flat=True)) == [
        "article-1", "article-2", "article-2-doubtful", "article-2-doubtful-copy2"
    ]  # fmt: skip


def test_sections_and_signature_follow_the_articles() -> None:
    text = "演示办法\n第一条 甲。\n关于演示办法的说明\n说明文字。"
    rows = added(regulation(), text).articles.values_list("kind", "slug", "heading", "text")
    assert list(rows)[1] == ("section", "section-1", "关于演示办法的说明", "说明文字。")


def test_a_stranger_may_not_add_a_version() -> None:
    with pytest.raises(Refused) as refused:
        added(regulation(), by=make_user())
    assert codes(refused) == ["permission"]


def test_publishing_the_first_version_makes_the_page_public() -> None:
    page = regulation(live=False)
    publish_version(added(page), by=None, at=AT)
    page.refresh_from_db()
    assert (page.live, page.published_at) == (True, AT)
    assert page.shown_version.published_at == AT


def test_publishing_a_later_version_is_written_into_the_register() -> None:
    page = regulation()
    before = Publication.objects.filter(page=page).count()
    publish_version(added(page), by=None, at=AT)
    assert Publication.objects.filter(page=page).count() == before + 1


def test_publishing_a_version_does_not_publish_what_editors_still_write() -> None:
    page = regulation()
    page.title = "改到一半的标题"
    page.save_revision()
    page.refresh_from_db()
    publish_version(added(page), by=None, at=AT)
    page.refresh_from_db()
    assert page.title != "改到一半的标题"
    assert page.get_latest_revision_as_object().title == "改到一半的标题"


def test_a_withdrawn_page_stays_withdrawn() -> None:
    from portal.publication.actions import withdraw

    page = withdraw(regulation(), by=None, reason="重复")
    publish_version(added(page), by=None, at=AT)
    page.refresh_from_db()
    assert not page.live


def test_a_published_version_is_not_published_again() -> None:
    version = make_version(regulation())
    with pytest.raises(Refused) as refused:
        publish_version(version, by=None, at=AT)
    assert codes(refused) == ["version.published"]


def test_a_stranger_may_not_publish() -> None:
    version = added(regulation())
    stranger: User = make_user()
    with pytest.raises(Refused) as refused:
        publish_version(version, by=stranger, at=AT)
    assert codes(refused) == ["permission"]


def test_dates_that_cannot_all_be_true_are_refused_together() -> None:
    page = regulation(valid_until=date(2020, 1, 1))
    page.superior.add(page)
    make_version(page, effective_from=date(2021, 1, 1))
    version = added(page, effective_from=date(2021, 1, 1))
    with pytest.raises(Refused) as refused:
        publish_version(version, by=None, at=AT)
    assert set(codes(refused)) == {
        "version.overlap", "regulation.starts_after_end", "regulation.repeals_itself"
    }  # fmt: skip
    version.refresh_from_db()
    assert version.state == "draft"
