"""What keeps the wording of a version from being published, and the addresses of articles."""

from __future__ import annotations

from typing import Any

import pytest

from portal.pages.rules import free_slug, problems_with_wording


def codes(change_note: str, *numbers: tuple[int | None, int, bool]) -> list[str]:
    return [row.code for row in problems_with_wording(change_note=change_note, numbers=numbers)]


def test_a_version_says_what_changed() -> None:
    assert codes("  ") == ["version.change_note_missing"]
    assert codes("首次公布") == []


@pytest.mark.parametrize(
    ("numbers", "refused"),
    [
        ([(1, 0, False), (2, 0, False)], False),
        ([(1, 0, False), (1, 0, False)], True),
        ([(1, 0, False), (1, 1, False)], False),
        ([(1, 1, False), (1, 1, False)], True),
        ([(1, 0, False), (1, 0, True)], False),
        ([(None, 0, False), (None, 0, False)], False),
    ],
    ids=["distinct", "twice", "inserted after", "inserted twice", "marked as doubtful", "lost"],
)
def test_a_number_stands_once_unless_it_is_doubtful(numbers: Any, refused: bool) -> None:
    assert codes("修改", *numbers) == ["version.number_repeated"] * refused


def test_all_repeated_numbers_are_named() -> None:
    numbers = [(3, 0, False), (3, 0, False), (4, 2, False), (4, 2, False)]
    problem = problems_with_wording(change_note="修改", numbers=numbers)[0]
    assert problem.params["numbers"] == "3、4-2"


def slug(taken: tuple[str, ...] = (), **values: Any) -> str:
    facts: dict[str, Any] = {"is_article": True, "number": 19, "suffix": 0, "is_doubtful": False}
    return free_slug(**{**facts, "place": 7, "taken": taken, **values})


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({}, "article-19"),
        ({"suffix": 1}, "article-19-1"),
        ({"is_doubtful": True}, "article-19-doubtful"),
        ({"number": None}, "lost-7"),
        ({"is_article": False}, "section-7"),
        ({"taken": ("article-19",)}, "article-19-copy2"),
        ({"taken": ("article-19", "article-19-copy2")}, "article-19-copy3"),
    ],
)
def test_an_address_follows_the_number_and_is_never_given_twice(
    values: dict[str, Any], address: str
) -> None:
    assert slug(**values) == address
