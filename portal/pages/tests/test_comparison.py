"""A comparison shows what changed, pairs renumbered articles, and can be read back."""

import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.comparison import Comparison, compare, fragments_of


@dataclass(frozen=True)
class Article:
    number: int | None
    text: str
    suffix: int = 0


def law(*texts: str) -> list[Article]:
    return [Article(number, text) for number, text in enumerate(texts, start=1)]


def counts(found: Comparison[Article]) -> tuple[int, int, int, int, int]:
    return found.changed, found.added, found.removed, found.renumbered, found.unchanged


FEES = "停车费每月由居民会议议定，收支按季公布。"
QUIET = "晚上十点以后应当保持安静，不得影响他人休息。"
PETS = "饲养宠物应当办理登记，外出时应当牵引。"


def test_a_renumbered_article_is_not_removed_and_added() -> None:
    found = compare(law(FEES, QUIET), law(PETS, FEES, QUIET))
    assert counts(found) == (0, 1, 0, 2, 0)
    assert [(row.old and row.old.number, row.new and row.new.number) for row in found.rows] == [
        (None, 1), (1, 2), (2, 3)
    ]  # fmt: skip


def test_a_reworded_and_renumbered_article_is_both() -> None:
    found = compare(law(FEES, QUIET), law(FEES.replace("每月", "每年"), PETS, QUIET))
    assert counts(found) == (1, 1, 0, 1, 0)


def test_a_removed_article_stands_where_it_stood() -> None:
    found = compare(law(FEES, QUIET, PETS), [Article(1, FEES), Article(2, PETS)])
    assert [row.is_removed for row in found.rows] == [False, True, False]


def test_two_different_articles_under_one_number_are_not_paired() -> None:
    assert counts(compare(law(FEES), law("Pets are led on a lead."))) == (0, 1, 1, 0, 0)


def test_a_short_article_that_got_another_day_is_changed_not_replaced() -> None:
    old, new = "本办法自发布之日起施行。", "本规定从2025年3月1日开始执行，原办法同时废止。"
    assert counts(compare(law(FEES, old), law(FEES, new))) == (1, 0, 0, 0, 1)


def test_a_short_article_that_grew_and_moved_is_still_the_same() -> None:
    old = "本办法自2022年1月1日起施行。"
    new = "本办法自2022年1月1日起施行；2024年修改的内容自2025年1月1日起施行。"
    assert counts(compare(law(FEES, old), law(FEES, PETS, new))) == (1, 1, 0, 1, 1)


def test_equal_texts_keep_their_own_number() -> None:
    found = compare(law("（删去）", FEES, "（删去）"), law("（删去）", FEES, "（删去）"))
    assert counts(found) == (0, 0, 0, 0, 3)


def test_only_the_changed_words_are_marked() -> None:
    parts = [(part.kind, part.text) for part in fragments_of("每月公布一次。", "每季公布一次。")]
    assert parts == [("same", "每"), ("removed", "月"), ("added", "季"), ("same", "公布一次。")]


def test_words_and_numbers_stay_whole() -> None:
    parts = [(part.kind, part.text) for part in fragments_of("pay 1000 yuan", "pay 1500 yuan")]
    assert parts == [("same", "pay "), ("removed", "1000"), ("added", "1500"), ("same", " yuan")]


def test_single_common_characters_between_differences_do_not_tear_the_text() -> None:
    parts = fragments_of("甲乙丙丁，由会长的人定。", "甲乙丙丁，按公示的期办。")
    assert [part.kind for part in parts] == ["same", "removed", "added", "same"]


def test_an_added_article_is_added_whole_and_a_removed_one_removed_whole() -> None:
    found = compare(law(FEES), law(PETS))
    shown = [[(part.kind, part.text) for part in row.fragments] for row in found.rows]
    assert shown == [[("added", PETS)], [("removed", FEES)]]


@pytest.mark.parametrize(("old", "new"), [("", ""), ("甲", ""), ("", "甲")])
def test_empty_texts_are_compared(old: str, new: str) -> None:
    assert [part.text for part in fragments_of(old, new)] == [text for text in (old, new) if text]


TEXTS = st.text("甲乙丙丁戊一二，。；\n ab1", max_size=60)
LAWS = st.lists(st.builds(Article, st.integers(1, 9), TEXTS, st.integers(0, 1)), max_size=12)


@given(LAWS)
def test_a_version_does_not_differ_from_itself(articles: list[Article]) -> None:
    found = compare(articles, articles)
    assert (found.changed, found.added, found.removed) == (0, 0, 0)
    assert all(not row.is_renumbered for row in found.rows)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_from_the_difference(old: str, new: str) -> None:
    parts = fragments_of(old, new)
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new
    assert all(part.text for part in parts)


@given(LAWS, LAWS)
def test_every_article_of_both_versions_appears_once(
    old: list[Article], new: list[Article]
) -> None:
    found = compare(old, new)
    assert [row.new for row in found.rows if row.new] == new
    assert sorted(map(str, (row.old for row in found.rows if row.old))) == sorted(map(str, old))


def test_a_very_long_article_is_compared_by_sentences() -> None:
    old = "".join(f"第{number}项事务由居民会议议定。" for number in range(2_000))
    parts = fragments_of(old, old.replace("第777项事务", "第777项大事"))
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert sum(len(part.text) for part in parts if part.kind == "removed") < 40


def test_a_thousand_articles_pair_up_after_a_shift_and_small_changes() -> None:
    chance = random.Random(7)
    words = [chr(0x4E00 + place) for place in range(600)]
    texts = ["本社区应当" + "".join(chance.choices(words, k=90)) + "。" for _ in range(1_200)]
    changed = [
        text if place % 3 else text.replace("应当", "可以") for place, text in enumerate(texts)
    ]
    found = compare(law(*texts), law("新增的一条，规定别的事项。", *changed))
    assert counts(found) == (400, 1, 0, 1_200, 0)
