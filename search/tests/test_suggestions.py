"""Corrections are near what was typed; words come from public texts and from editors."""

from __future__ import annotations

import pytest

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city
from search.models import SynonymGroup, Vocabulary
from search.rebuild import rebuild as rebuild_index
from search.sounds import sound
from search.suggestions import common_topics, corrections, near_titles, near_words
from search.tests.library import make_library
from search.vocabulary import rebuild, words_in

pytestmark = pytest.mark.django_db

WORDS = ["居住登记", "业主委员会", "社区矫正", "医保", "停水", "志愿者"]
WORDS += ["committee", "registration"]


@pytest.fixture
def vocabulary():
    """Some words, each used alike."""
    for word in WORDS:
        Vocabulary.objects.create(word=word, folded=word, source="text", weight=1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("居住登计", "居住登记"),
        ("业主委园会", "业主委员会"),
        ("业主委会员", "业主委员会"),
        ("业主委会", "业主委员会"),
        ("社区矫证", "社区矫正"),
        ("医报", "医保"),
        ("制愿者", "志愿者"),
        ("怎么办居住登计", "怎么办居住登记"),
        ("居住登计 医保", "居住登记 医保"),
        ("居住登計", "居住登记"),
        ("comittee", "committee"),
        ("registraton", "registration"),
    ],
)
def test_a_misspelt_word_leads_to_the_word_meant(vocabulary, typed, meant):
    assert meant in corrections(typed)


@pytest.mark.parametrize(
    "typed",
    ["停电", "医保", "committee", "水", "", "  ", "12345", "完全不同的说法", "cat", "居" * 300],
)
def test_a_word_that_is_known_or_far_from_all_is_not_corrected(vocabulary, typed):
    assert corrections(typed) == []


def test_a_word_is_not_corrected_to_another_that_differs_by_a_word_in_use(vocabulary):
    for word in ("医保卡", "优待证"):
        Vocabulary.objects.create(word=word, folded=word, source="text", weight=1)
    assert corrections("社保卡") == corrections("医宝卡") == corrections("医卡保") == ["医保卡"]
    Vocabulary.objects.create(word="社保窗口", folded="社保窗口", source="text", weight=1)
    assert corrections("社保卡") == []
    assert corrections("优侍证") == ["优待证"]


def test_known_words_joined_are_not_corrected_to_another_that_is_near(vocabulary):
    for word in ("居民", "居民办事"):
        Vocabulary.objects.create(word=word, folded=word, source="text", weight=1)
    assert "居民办事" in corrections("居民议事")
    Vocabulary.objects.create(word="议事", folded="议事", source="text", weight=1)
    assert corrections("居民议事") == []


def test_characters_that_sound_alike_are_near():
    assert sound("居住登计") == sound("居住登记")
    assert sound("制愿者") == sound("志愿者")
    assert sound("停电") != sound("停水")


def test_words_of_a_text_are_its_names_terms_and_short_runs():
    body = "本办法所称菜市场,是指以零售形式销售蔬菜的场所。协调社区矫正、禁毒和 community services"
    words = words_in("临河办法", "第二条", "第一章 总则", body)
    found = {(word.folded, word.source) for word in words}
    assert {("临河办法", "title"), ("总则", "heading"), ("菜市场", "term")} <= found
    assert {("协调社区矫正", "text"), ("community", "text")} <= found
    assert ("第二条", "heading") not in found


def test_the_vocabulary_is_made_of_public_texts_topics_and_synonyms():
    make_library()
    SynonymGroup.objects.create(words="低保 = 最低生活保障")
    SynonymGroup.objects.create(words="甲乙 = 丙丁", is_active=False)
    rebuild()
    words = set(Vocabulary.objects.values_list("word", flat=True))
    assert {"青禾里停水通知", "停水", "低保", "最低生活保障"} <= words
    assert not {"停水机密草稿", "甲乙"} & words
    assert common_topics() == ["停水"]
    assert near_words("停气") == ["停水"]


def test_a_topic_or_term_whose_last_public_text_is_withdrawn_is_offered_no_more():
    library = make_library()
    SynonymGroup.objects.create(words="居住 = 停留")
    rebuild()
    Vocabulary.objects.create(word="停办证", folded="停办证", source="term", weight=9)
    assert near_words("停气") == ["停水"]
    assert near_words("居所") == ["居住"]
    withdraw(library.water, by=None, reason="核对")
    assert common_topics() == near_words("停气") == []


TITLES = (
    "青禾里停水通知",
    "居住登记改在社区办理",
    "电话办事指南",
    "A4 xylophone yz class",
    "Residents committee charter",
    "2026年体检安排",
)


@pytest.fixture
def titles():
    """Public texts known by their titles alone."""
    section = make_notice_section(make_city())
    for number, title in enumerate(TITLES):
        publish(make_notice(section, title=title, slug=f"n{number}"), by=None)
    rebuild_index()


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("青禾断水", ["青禾里停水通知"]),
        ("水停了", ["青禾里停水通知"]),
        ("水", ["青禾里停水通知"]),
        ("水停", ["青禾里停水通知"]),
        ("居住登记证xyz", ["居住登记改在社区办理"]),
        ("居住證明", ["居住登记改在社区办理"]),
        ("comittee", ["Residents committee charter"]),
        ("residents comittee", ["Residents committee charter"]),
        ("居委会committee charter", []),
        ("2026体检", ["2026年体检安排"]),
    ],
)
def test_a_title_is_near_that_shares_half_of_what_was_typed(titles, typed, near):
    assert near_titles(typed) == near


@pytest.mark.parametrize(
    "typed",
    [
        "童话故事书xyz",
        "xyz",
        "x y z",
        "断水",
        "电工指定",
        "电xyz",
        "yz停",
        "2027体",
        "committee dentist",
        "!!",
    ],
)
def test_a_title_that_shares_single_characters_or_letters_is_not_near(titles, typed):
    assert near_titles(typed) == []
