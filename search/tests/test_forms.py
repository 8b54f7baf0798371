"""Parameters are read strictly: what is nonsense is left out, and addresses lead back."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from search.forms import LAST_PAGE, Asking
from search.query import MAX_CHOICES


def read(address: str) -> Asking:
    return Asking.read(QueryDict(address))


@pytest.mark.parametrize(
    ("typed", "page"),
    [("3", 3), ("0", 1), ("-1", 1), ("", 1), ("1e9", 1), ("%D9%A3", 1), ("1.5", 1)]
    + [("10001", LAST_PAGE), ("1" + "0" * 20, LAST_PAGE), ("%EF%BC%93", 1)],
)
def test_a_page_is_a_small_number_or_the_first(typed, page):
    assert read(f"q=a&page={typed}").page == page


@pytest.mark.parametrize(
    "address",
    ["order=password", "sort=secret", "status=secret", "year=0000", "year=12345", "community=x"]
    + ["kind=%E5%AF%86", "password=1", "since=0000-00-00", "since=2026-13-01", "until=x", "size=9"]
    + ["since=2026-02-02&until=2026-01-01", "within=0", "within=a", "topic=", "topic=%00"],
)
def test_nonsense_is_as_if_it_had_not_been_said(address):
    assert read(f"q=a&{address}") == read("q=a")


def test_words_are_cut_at_two_hundred_characters():
    assert len(read("q=" + "a" * 5_000).words) == 200


def test_as_many_values_of_one_facet_are_taken_as_are_offered():
    many = "&".join(f"topic=t{number}" for number in range(200))
    assert len(read(many).filters["topic"]) == MAX_CHOICES


def test_an_address_says_the_same_again():
    address = "q=a+b&kind=notice&kind=article&topic=x&since=2026-01-01&sort=date&page=3&typed=1"
    asking = read(address)
    assert read(asking.address[1:]) == asking
    assert asking.since == date(2026, 1, 1)


def test_a_choice_taken_back_leaves_the_others_and_begins_at_the_first_page():
    asking = read("q=a&kind=notice&kind=article&topic=x&page=3").without("kind", "notice")
    assert dict(asking.filters) == {"topic": ("x",), "kind": ("article",)}
    assert (asking.page, "kind" in asking.without("kind", "article").filters) == (1, False)


def test_days_that_cannot_be_used_are_kept_with_the_reason_and_ask_nothing():
    asking = read("q=a&since=2026-13-01&on=2026%E5%B9%B45%E6%9C%881%E6%97%A5")
    assert asking.mistakes == {"since": ("2026-13-01", "no_day")}
    assert (asking.since, asking.on) == (None, date(2026, 5, 1))


def test_a_span_that_ends_before_it_begins_is_a_mistake_of_both_days():
    asking = read("q=a&since=2026-02-02&until=2026-01-01")
    assert asking.mistakes == {
        "since": ("2026-02-02", "reversed"),
        "until": ("2026-01-01", "reversed"),
    }
    assert asking.query(grouped=True).is_narrowed is False


def test_number_and_day_of_validity_come_back_in_the_address():
    asking = read("q=a&number=%E4%B8%B4%E6%B0%91%E5%8F%91%5B2021%5D&on=2026-05-01")
    assert read(asking.address[1:]) == asking
    assert asking.query(grouped=True).number == "临民发 2021"


def test_a_document_number_without_any_part_asks_nothing():
    assert read("q=a&number=%E3%80%94%E3%80%95").number == read("q=a&number=%25").number == ""


def test_choices_are_made_of_what_was_found_instead_of_the_words():
    assert read("q=a&instead_of=a&meant=b").words == "b"
    assert read("q=c&instead_of=a&meant=b").words == "c"
    assert read("q=a&instead_of=a").words == "a"
