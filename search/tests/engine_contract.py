"""What every engine must do, tested alike on each: sets, counts, order by day, never scores.

Subclass `EngineContract` and give it an `engine` fixture with an empty index.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from search.conf import embedded
from search.documents.entry import Entry
from search.models import IndexedDocument
from search.query import SearchQuery

NEW, OLD = date(2025, 6, 1), date(2024, 3, 1)


def entry(page: int, title: str, body: str = "", **values: Any) -> Entry:
    """A notice of the city unless told otherwise."""
    values = {"part": "main", "kind": "notice", "locale": "zh-hans", "published": OLD, **values}
    return Entry(page_id=page, title=title, body=body, **values)


def article(page: int, title: str, number: int, body: str, **values: Any) -> Entry:
    """An article of a regulation in force."""
    slug = f"article-{number}"
    facts = {"part": slug, "path": f"{slug}/", "kind": "article", "status": "in_force"}
    heading = f"第{number}条"
    return entry(page, title, body, article_no=number, heading=heading, **{**facts, **values})


def keys(engine: Any, text: str, *, tier: int = 1, **values: Any) -> set[str]:
    """Keys of one tier of the first hundred hits."""
    result = engine.search(SearchQuery.typed(text, size=100, **values))
    return {hit.key for hit in result.hits if hit.tier == tier}


def order(engine: Any, text: str, **values: Any) -> list[str]:
    """Keys of the hits in order."""
    return [hit.key for hit in engine.search(SearchQuery.typed(text, **values)).hits]


LIBRARY = [
    entry(1, "社区停水通知", "周二停水六小时，请提前储水。", community="7", topics=("供水",)),
    entry(2, "社區停電公告", "週三停電兩小時。", locale="zh-hant", published=NEW, issuer="供电站"),
    entry(3, "Opening hours", "The community centre opens at 9.", locale="en", topics=("供水",)),
    entry(
        4, "社区工作条例", "为了加强社区治理，制定本条例。", kind="regulation", status="in_force"
    ),
    article(4, "社区工作条例", 1, "居民有权参与社区治理。"),
    article(4, "社区工作条例", 19, "社区服务中心面积为2-3平方公里。"),
    article(
        5, "旧社区办法", 19, "社区服务站由街道设立〔2012〕。", status="repealed", published=NEW
    ),
]


class EngineContract:
    """The contract. `engine` comes from the subclass."""

    @pytest.fixture
    def library(self, engine: Any) -> Any:
        engine.write(LIBRARY)
        return engine

    def test_two_characters_find_every_document_in_both_scripts(self, library: Any) -> None:
        found = {"1:main", "2:main", "4:main", "4:article-1", "4:article-19", "5:article-19"}
        assert keys(library, "社区") == found
        assert keys(library, "社區") == found
        assert library.search(SearchQuery.typed("社區")).total == 6

    def test_one_character_finds_every_document_that_holds_it(self, library: Any) -> None:
        assert keys(library, "水") == {"1:main"}
        assert keys(library, "站") == {"5:article-19"}

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("2-3平方", {"4:article-19"}),
            ("2-3", {"4:article-19"}),
            ("为2", {"4:article-19"}),
            ("〔2012〕", {"5:article-19"}),
            ("201", {"5:article-19"}),
            ("communit", {"3:main"}),
            ("Munity", {"3:main"}),
            ("小时，请", {"1:main"}),
            ("小时,请", {"1:main"}),
            ("ｃｏｍｍ", {"3:main"}),
        ],
    )
    def test_parts_of_words_numbers_and_marks_are_found_as_they_stand(
        self, library: Any, typed: str, found: set[str]
    ) -> None:
        assert keys(library, typed) == found

    def test_every_blank_separated_word_must_be_held_whole(self, library: Any) -> None:
        assert keys(library, "社区 治理") == {"4:main", "4:article-1"}
        assert keys(library, "治理社区") == set()

    def test_a_word_does_not_run_over_the_border_of_title_and_text(self, library: Any) -> None:
        assert keys(library, "通知周二") == set()

    def test_related_documents_follow_and_are_not_counted(self, library: Any) -> None:
        result = library.search(SearchQuery.typed("小区停水了怎么办"))
        assert result.total == 0
        assert result.hits[0].key == "1:main"
        assert {hit.tier for hit in result.hits} == {2}

    def test_regional_words_are_related(self, engine: Any) -> None:
        engine.write([entry(1, "办事程序", "网络办理"), entry(2, "文体活动")])
        assert keys(engine, "程式", tier=2) == {"1:main"}
        assert keys(engine, "網路", tier=2) == {"1:main"}

    def test_filters_of_one_facet_are_alternatives_and_facets_add_up(self, library: Any) -> None:
        both = {"language": ("zh-hant", "en")}
        assert keys(library, "", filters=both) == {"2:main", "3:main"}
        narrowed = {**both, "topic": ("供水",)}
        assert keys(library, "", filters=narrowed) == {"3:main"}

    def test_a_facet_leaves_its_own_choice_out_of_its_counts(self, library: Any) -> None:
        result = library.search(SearchQuery.typed("社区", filters={"kind": ("article",)}))
        kinds = {count.value: count.count for count in result.facets["kind"]}
        assert (result.total, kinds) == (3, {"article": 3, "notice": 2, "regulation": 1})
        statuses = {count.value: count.count for count in result.facets["status"]}
        assert statuses == {"in_force": 2, "repealed": 1}

    def test_a_count_is_what_its_value_would_find_beside_the_choices_in_other_facets(
        self, library: Any
    ) -> None:
        chosen = {"kind": ("article", "notice"), "year": ("2024",), "language": ("zh-hans",)}
        facets = library.search(SearchQuery.typed("社区", filters=chosen)).facets
        values = [(name, count) for name, counts in facets.items() for count in counts]
        assert len({name for name, _ in values} & chosen.keys()) == len(chosen)
        for name, count in values:
            alone = {**chosen, name: (count.value,)}
            assert library.search(SearchQuery.typed("社区", filters=alone)).total == count.count

    def test_counts_of_every_facet_come_with_the_answer(self, library: Any) -> None:
        facets = library.search(SearchQuery.typed("社区")).facets
        counts = {name: {c.value: c.count for c in found} for name, found in facets.items()}
        assert counts["year"] == {"2025": 2, "2024": 4}
        assert counts["community"] == {"7": 1}
        assert counts["topic"] == {"供水": 1}
        assert counts["issuer"] == {"供电站": 1}
        assert counts["language"] == {"zh-hans": 5, "zh-hant": 1}

    def test_days_of_publication_bound_both_sides_inclusively(self, library: Any) -> None:
        assert keys(library, "社区", since=NEW) == {"2:main", "5:article-19"}
        assert keys(library, "社区", since=NEW, until=NEW) == {"2:main", "5:article-19"}
        assert keys(library, "停", until=NEW - timedelta(days=1)) == {"1:main"}

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("临民发〔2021〕35号", {"1:main"}),
            ("临民发(2021)35号", {"1:main"}),
            ("臨民發 [2021] 35 號", {"1:main"}),
            ("临民发 2021 35", {"1:main"}),
            ("临民发2021年第35号", {"1:main"}),
            ("（2022）", {"3:main"}),
            ("2021", {"1:main", "2:main"}),
            ("35号", {"1:main", "3:main"}),
            ("[2021]36号", {"2:main"}),
            ("35号 2022", {"3:main"}),
            ("临民发", {"1:main", "2:main", "3:main"}),
            ("临民", {"1:main", "2:main", "3:main"}),
            ("民发", set()),
            ("202", set()),
            ("5号", set()),
            ("2021号", set()),
            ("临民发〔2021〕3", set()),
        ],
    )
    def test_a_document_number_is_found_by_any_whole_part_however_written(
        self, engine: Any, typed: str, found: set[str]
    ) -> None:
        numbers = ("临民发〔2021〕35号", "临民发〔2021〕36号", "臨民發（2022）35號", "")
        engine.write(
            entry(n, "社区通知", doc_number=number) for n, number in enumerate(numbers, start=1)
        )
        assert keys(engine, "社区", number=typed) == keys(engine, "", number=typed) == found

    @pytest.mark.parametrize(
        ("on", "found"),
        [
            (date(2019, 12, 31), set()),
            (date(2020, 1, 1), {"1:main", "2:main"}),
            (date(2022, 6, 30), {"1:main", "2:main"}),
            (date(2022, 7, 1), {"1:main"}),
            (date.max, {"1:main"}),
            (date.min, set()),
        ],
    )
    def test_in_force_on_a_day_means_begun_and_not_ended(
        self, engine: Any, on: date, found: set[str]
    ) -> None:
        begun = date(2020, 1, 1)
        engine.write(
            [
                entry(1, "社区办法", effective=begun, status="in_force"),
                entry(2, "社区旧办法", effective=begun, ends=date(2022, 6, 30), status="repealed"),
                entry(3, "社区更旧的办法", effective=begun, status="repealed"),
                entry(4, "社区草案", status="draft"),
            ]
        )
        assert keys(engine, "社区", on=on) == keys(engine, "", on=on) == found
        counts = engine.search(SearchQuery.typed("社区", on=on)).facets.get("kind", ())
        assert sum(count.count for count in counts) == len(found)

    def test_parts_of_a_page_keep_their_places_when_all_is_made_anew(self, engine: Any) -> None:
        articles = [article(7, "社区办法", n, f"第{n}种停水") for n in range(1, 9)]
        engine.write(articles)
        places = dict(IndexedDocument.objects.values_list("key", "slot"))
        engine.delete(keys=[articles[0].key, articles[4].key])
        arrived = article(7, "社区办法", 20, "新来的停水")
        with embedded().begin_rebuild(fresh=True) as session:
            session.write([arrived, *reversed(articles[1:4]), *articles[5:]])
        known = dict(IndexedDocument.objects.values_list("key", "slot"))
        assert known.pop(arrived.key) > max(places.values())
        assert known.items() <= places.items() and len(known) == 6
        assert keys(engine, "停水") == {arrived.key, *known}

    def test_newest_first_follows_the_day_of_publication(self, engine: Any) -> None:
        days = [date(2024, 5, 2), None, date(2025, 1, 1), date(1999, 12, 31)]
        engine.write(entry(n, "社区通知", published=day) for n, day in enumerate(days))
        assert order(engine, "社区", sort="date") == ["2:main", "0:main", "3:main", "1:main"]

    def test_a_cited_article_leads_and_force_comes_first(self, library: Any) -> None:
        assert order(library, "第十九条")[:2] == ["4:article-19", "5:article-19"]
        assert order(library, "Article 19")[:2] == ["4:article-19", "5:article-19"]
        assert order(library, "旧社区办法第19条")[0] == "5:article-19"
        assert order(library, "《社区工作条例》第一条")[0] == "4:article-1"

    @pytest.mark.parametrize("page", [490, 499, 500, 501, 10_000])
    def test_a_page_far_down_of_a_citation_is_empty_and_no_failure(
        self, library: Any, page: int
    ) -> None:
        result = library.search(SearchQuery.typed("第十九条", page=page))
        assert (result.hits, result.has_more) == ((), False)

    def test_a_cited_article_is_counted_only_where_it_holds_the_words(self, library: Any) -> None:
        result = library.search(SearchQuery.typed("社区工作条例第十九条"))
        assert (result.total, result.hits[0].cited, result.hits[0].tier) == (0, True, 2)
        assert library.search(SearchQuery.typed("第19条")).total == 2

    def test_an_inserted_article_is_not_taken_for_its_neighbour(self, library: Any) -> None:
        library.write([article(4, "社区工作条例", 19, "补充。", part="article-19-1")])
        assert order(library, "第十九条之一")[0] == "4:article-19-1"
        assert order(library, "社区工作条例第十九条")[0] == "4:article-19"

    def test_articles_of_one_regulation_are_grouped_on_request(self, library: Any) -> None:
        result = library.search(SearchQuery.typed("社区", grouped=True))
        assert (result.total, result.groups, len(result.hits)) == (6, 4, 4)
        group = next(hit for hit in result.hits if hit.page_id == 4)
        assert (group.alike, len(group.members)) == (3, 2)

    @pytest.mark.parametrize("articles", [30, 230])
    def test_related_documents_do_not_repeat_what_holds_the_words(
        self, engine: Any, articles: int
    ) -> None:
        whole = [article(4, "停车管理办法", n + 1, "社区负责。") for n in range(articles)]
        engine.write([*whole, entry(5, "停车须知", "停车请入位。")])
        result = engine.search(SearchQuery.typed("停车管理", grouped=True))
        assert [(hit.page_id, hit.tier) for hit in result.hits] == [(4, 1), (5, 2)]

    def test_a_word_of_which_no_text_has_a_piece_leads_to_its_characters(self, engine: Any) -> None:
        engine.write([entry(1, "水电通知"), entry(2, "电梯须知")])
        assert keys(engine, "电水", tier=2) == {"1:main"}

    def test_pages_of_an_answer_hold_every_hit_once(self, engine: Any) -> None:
        engine.write(entry(n, f"社区通知{n}", "办理" * (n % 9)) for n in range(457))
        for sort in ("relevance", "date"):
            seen = []
            for page in range(1, 25):
                result = engine.search(SearchQuery.typed("社区", page=page, sort=sort))
                seen += [hit.key for hit in result.hits]
                assert result.has_more == (page < 23)
            assert len(seen) == len(set(seen)) == 457

    def test_writing_again_replaces_and_deleting_forgets(self, library: Any) -> None:
        library.write([replace(LIBRARY[0], title="燃气检修", body="", published=NEW)])
        assert keys(library, "停水") == set()
        assert keys(library, "燃气", since=NEW) == {"1:main"}
        assert library.delete(pages=[4], keys=["1:main", "99:main"]) == 4
        assert keys(library, "燃气") == set()
        assert keys(library, "治理") == set()
        assert library.health().documents == 3

    def test_replacing_takes_away_what_a_page_has_no_more_and_nothing_of_others(
        self, library: Any
    ) -> None:
        library.replace([4, 5], [article(4, "社区工作条例", 2, "居民协商依法进行。")])
        assert keys(library, "社区") == {"1:main", "2:main", "4:article-2"}
        assert keys(library, "治理") == set()
        assert library.health().documents == 4
        library.replace([4], [])
        library.replace([77], [])
        assert keys(library, "社区") == {"1:main", "2:main"}

    def test_replacing_takes_very_many_entries_of_one_page_and_of_several(
        self, engine: Any
    ) -> None:
        for some in (range(1, 700), range(300, 900)):
            engine.replace(
                [1, 2, 3],
                [
                    article(page, "社区章程", number, "议事")
                    for page in (1, 2, 3)
                    for number in some
                ],
            )
            assert engine.search(SearchQuery.typed("议事")).total == 3 * len(some)

    def test_what_is_past_its_date_leaves_when_something_is_replaced(self, engine: Any) -> None:
        now = timezone.now()
        again = entry(2, "社区新通知", expires=now + timedelta(days=1))
        engine.write([entry(n, "社区旧通知", expires=now - timedelta(seconds=1)) for n in (1, 2)])
        engine.replace([2], [again])
        assert IndexedDocument.objects.get().key == "2:main"
        assert keys(engine, "社区") == {"2:main"}

    def test_what_is_past_its_date_is_neither_found_nor_counted(self, engine: Any) -> None:
        now = timezone.now()
        gone = entry(1, "社区旧通知", expires=now - timedelta(seconds=1))
        engine.write([gone, entry(2, "社区新通知", expires=now + timedelta(days=1))])
        result = engine.search(SearchQuery.typed("社区"))
        assert ([hit.key for hit in result.hits], result.total) == (["2:main"], 1)

    def test_a_rebuild_drops_what_was_not_given_again(self, library: Any) -> None:
        for fresh in (False, True):
            library.write(LIBRARY)
            with library.begin_rebuild(fresh=fresh) as session:
                session.write(LIBRARY[:2])
            assert keys(library, "社区") == {"1:main", "2:main"}
            assert keys(library, "治理") == set()

    def test_a_rebuild_that_fails_keeps_what_readers_saw(self, library: Any) -> None:
        for fresh in (False, True):
            with pytest.raises(ZeroDivisionError), library.begin_rebuild(fresh=fresh) as session:
                session.write(LIBRARY[:1])
                raise ZeroDivisionError
            assert len(keys(library, "社区")) == 6

    def test_versions_name_every_document_and_rise_with_its_changes(self, library: Any) -> None:
        before = dict(library.versions())
        assert set(before) == {item.key for item in LIBRARY}
        library.write([LIBRARY[0], replace(LIBRARY[1], body="已恢复供电。")])
        after = dict(library.versions())
        assert after["1:main"] == before["1:main"]
        assert after["2:main"] > before["2:main"]

    def test_health_tells_documents_and_that_the_schema_fits(self, library: Any) -> None:
        health = library.health()
        assert (health.ready, health.outdated, health.documents) == (True, False, 7)

    @pytest.mark.parametrize(
        "typed",
        [
            '"', '""', '"a', 'a" OR b', "'", "(", "*", "NEAR(a b,2)", "title:x", "{a b}:c", "^a",
            "-", "AND", "OR NOT", " ", "\t", "\u3000", "\x00", "a\x00b", "\uffff", "\ud800",
            "\u0301", "\u0301\u0302", "的" * 10_000, "词 " * 200, '"' * 5_000, "a:" * 2_000,
            "%", "_", "\\", "\ufdfa" * 200,
            "第" * 200, "第999999999999999999条", "《》", "《" * 100, "=" * 50,
            "\U0001f600", "\ufdd0", "\u202eabc", "第9223372036854775808条",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("sort", ["relevance", "date"])
    def test_nothing_that_can_be_typed_raises(self, library: Any, typed: str, sort: str) -> None:
        result = library.search(SearchQuery.typed(typed, sort=sort, grouped=sort == "date"))
        assert result.total == len(keys(library, typed)) or not result.query.terms

    @pytest.mark.parametrize(
        "values",
        [
            {"page": -1}, {"page": 0}, {"page": 10**20}, {"size": 10**6}, {"size": 0},
            {"page": 10_001}, {"sort": "password"}, {"filters": {"password": ("x",)}},
            {"filters": {"kind": ("' OR 1=1 --", "\x00", "")}},
            {"filters": dict.fromkeys(("kind", "topic", "year", "status"), ("x",) * 50)},
            {"since": date.max, "until": date.min}, {"since": date.min}, {"until": date.max},
            {"within": 10**30}, {"within": -1}, {"number": "%' OR 1=1"}, {"number": "〔" * 900},
            {"on": date.min}, {"on": date.max},
        ],
    )  # fmt: skip
    def test_no_bound_filter_or_sort_raises(self, library: Any, values: dict[str, Any]) -> None:
        assert library.search(SearchQuery.typed("社区", **values)).total <= 6
