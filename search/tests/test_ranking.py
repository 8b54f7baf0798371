"""What comes first, told as pairs: the better text above the worse one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from search.engines.listing import Brought
from search.expansion import Alternative, expand
from search.query import SearchQuery
from search.ranking import Candidate, known_text, rank, scores_of
from search.text import fold

TODAY = date(2026, 6, 1)
FILLER = ["停车管理", "垃圾分类投放", "社区活动室开放", "社区工作者培训", "物业服务投票"]
SYNONYMS = [["低保", "最低生活保障"], ["老人", "老年人", "elderly"]]


def text(key: str, title: str, body: str = "", **values: Any) -> Candidate:
    values = {"page_id": 1, "part": "main", "kind": "notice", "slot": len(key), **values}
    folded = "\n".join((fold(title), "", fold(body)))
    return Candidate(key=key, folded=folded, **values)


def first(asked: str, *candidates: Candidate) -> str:
    """The key of the best, among some texts that have little to do with it."""
    others = [text(f"filler{place}", title, title) for place, title in enumerate(FILLER)]
    wanted = expand(SearchQuery.typed(asked), SYNONYMS)
    return rank([*others, *candidates], wanted, today=TODAY)[0].key


@pytest.mark.parametrize(
    ("asked", "better", "worse"),
    [
        ("居住登记", text("a", "办法", "居住登记当场办结"), text("b", "办法", "登记居住的人")),
        ("居住登记", text("a", "居住登记"), text("b", "说明", "居住登记")),
        ("最低生活保障", text("a", "通知", "申请低保"), text("b", "通知", "保障生活")),
        ("老人体检", text("a", "通知", "老年人免费体检"), text("b", "通知", "儿童免费体检")),
        ("社区的钱谁来监督", text("a", "章程", "监督经费"), text("b", "章程", "社区的钟")),
        ("community police", text("a", "x", "the community police"), text("b", "x", "community")),
        ("網路管理", text("a", "通知", "网络管理"), text("b", "通知", "道路管理")),
        (
            "居住登记",
            text("a", "规定", "居住登记", status="in_force"),
            text("b", "规定", "居住登记", status="repealed"),
        ),
        (
            "停水",
            text("a", "停水通知", day=date(2026, 5, 30).toordinal()),
            text("b", "停水通知", day=date(2019, 5, 30).toordinal()),
        ),
        (
            "首问责任",
            text("a", "办事规则", "首问责任人当场办理", part="article-1", kind="article"),
            text("b", "首问责任制度", "请假由另一人接手", part="article-9", kind="article"),
        ),
    ],
)
def test_the_better_text_comes_first_wherever_it_stood(asked, better, worse):
    assert first(asked, better, worse) == first(asked, worse, better) == "a"


def test_equal_texts_come_newest_first():
    old, new = text("old", "停水", slot=1), text("new", "停水", slot=2)
    ranked = rank([old, new], expand(SearchQuery.typed("停水")), today=TODAY)
    assert [one.key for one in ranked] == ["new", "old"]


def test_nothing_to_rank_is_no_error():
    assert rank([], expand(SearchQuery.typed("停水")), today=TODAY) == []
    assert len(rank([text("a", "停水")], expand(SearchQuery.typed("")), today=TODAY)) == 1


def test_synonyms_are_found_in_either_script_and_only_for_whole_latin_words():
    asked = expand(SearchQuery.typed("申請低保"), SYNONYMS)
    assert asked.alternatives == (Alternative("低保", ("最低生活保障",)),)
    assert expand(SearchQuery.typed("elderlyness"), SYNONYMS).alternatives == ()
    assert "最低生活保障" in asked.wordings


def test_a_word_that_already_stands_there_is_no_alternative():
    assert expand(SearchQuery.typed("低保就是最低生活保障"), SYNONYMS).alternatives == ()


def test_what_only_asks_is_no_piece_of_the_question():
    asked = expand(SearchQuery.typed("居住登记怎么办"))
    assert asked.forms[0] == "居住登记怎么办"
    assert asked.pairs == ("居住", "住登", "登记")


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("停车管理", "停车管理"),
        ("停车 管理", "停车 管理"),
        ("停车怎么办", "停车怎么办"),
        ("申请低保", "申请低保"),
        ("社区活动", "社区活动"),
        ("網路管理", "网路管理"),
        ("parking", ""),
        ("35号", ""),
        ("", ""),
    ],
)
def test_words_tell_all_of_a_text_unless_something_else_counts(typed, known):
    assert known_text(expand(SearchQuery.typed(typed), SYNONYMS)) == known


@pytest.mark.parametrize("typed", ["停车", "停车管理", "停车 社区", "停车怎么办", "申请低保"])
def test_a_page_is_judged_by_its_title_alone_as_by_its_whole_text(typed):
    """The order and the scores are those that reading every text gives."""
    asked = expand(SearchQuery.typed(typed), SYNONYMS)
    titles = ["停车管理办法", "停车", "最低生活保障", typed, "社区停车", "管车停办", "申请的低保"]
    bodies = [f"关于{typed}的说明", f"{typed}。" * 40, f"社区居民{typed}停 车最低生活保障怎 么"]
    found = [
        text(f"{kind}{place}", title, body, part=part, kind=kind, slot=place, engine_score=place)
        for place, (title, body) in enumerate((t, b) for t in titles for b in bodies)
        for part, kind in (("main", "notice"), (f"article-{place}", "article"))
    ]
    known = known_text(asked)
    assert known
    titles_only = [
        one._replace(folded=f"{one.title}\n") if one.part == "main" else one for one in found
    ]
    assert scores_of(titles_only, asked, today=TODAY, known=known) == scores_of(
        found, asked, today=TODAY
    )
    assert keys(rank(titles_only, asked, today=TODAY, known=known)) == keys(
        rank(found, asked, today=TODAY)
    )


def test_scores_of_the_engine_stand_for_those_of_the_candidates():
    asked = expand(SearchQuery.typed("停水"))
    found = [text("a", "通知", "停水", engine_score=9.0), text("b", "通知", "停水")]
    assert keys(rank(found, asked, today=TODAY)) == ["a", "b"]
    assert keys(rank(found, asked, today=TODAY, engine_scores=[1.0, 2.0])) == ["b", "a"]


def test_what_leads_is_taken_out_of_what_was_brought_with_its_score():
    first, second = text("a", "通知", "停水"), text("b", "通知", "停水")
    brought = Brought([first, second], [1.0, 2.0], "停水")
    assert brought.without([first]) == Brought([second], [2.0], "停水")
    assert brought.without([]) == brought


def keys(found: list[Candidate]) -> list[str]:
    return [one.key for one in found]
