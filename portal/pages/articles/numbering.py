"""Which proposed starts hold: the order of the printed numbers decides.

A proposal at the beginning of a line is an article even where its number cannot be right (then it
is doubtful); a proposal inside a line is an article only where exactly its number is next. No
number is ever made up: a gap stays a gap and is reported.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from .headings import Start

Key = tuple[int, int]


def longest_rise(keys: Sequence[Key]) -> set[int]:
    """Places of a longest strictly rising run of keys; of equal keys the first is taken."""
    tails: list[Key] = []
    places: list[int] = []
    before: list[int] = [-1] * len(keys)
    for place, key in enumerate(keys):
        at = bisect_left(tails, key)
        before[place] = places[at - 1] if at else -1
        if at == len(tails):
            tails.append(key)
            places.append(place)
        elif tails[at] != key:
            tails[at], places[at] = key, place
    chosen = set()
    place = places[-1] if places else -1
    while place >= 0:
        chosen.add(place)
        place = before[place]
    return chosen


def runs_of(starts: Sequence[Start]) -> list[list[Start]]:
    """Split where the articles begin again with 第一条, 第二条: there the next instrument is."""
    numbered = [one for one in starts if one.kind == "article" and one.strong]
    cuts = {
        id(one)
        for one, after in zip(numbered, numbered[1:], strict=False)
        if one.key == (1, 0) and after.key in ((2, 0), (1, 1))
    }
    runs: list[list[Start]] = [[]]
    highest = 0
    for one in starts:
        if id(one) in cuts and highest > 1:
            runs.append(_taken_headings(runs[-1]))
            highest = 0
        if one.kind == "article" and one.strong:
            highest = max(highest, one.number)
        runs[-1].append(one)
    return runs


def _taken_headings(run: list[Start]) -> list[Start]:
    """The headings 第一编, 第一章 that stand before the new 第一条 belong to it."""
    at = len(run)
    while at and run[at - 1].kind in ("part", "chapter", "section") and run[at - 1].number == 1:
        at -= 1
    taken = run[at:]
    del run[at:]
    return taken


def settle(starts: Sequence[Start]) -> tuple[list[Start], list[Start]]:
    """The starts of one instrument that hold, and the proposals that do not fit.

    After an annex begins, nothing is an article of the instrument any more.
    """
    body, annexes = _before_annexes(starts)
    strong = [one for one in body if one.kind == "article" and one.strong]
    rise = longest_rise([one.key for one in strong])
    on_chain = {id(one) for place, one in enumerate(strong) if place in rise}
    for one in strong:
        one.placed = id(one) in on_chain
        one.doubtful = one.doubtful or not one.placed
    accepted, refused = _walk(body, on_chain, has_articles=bool(strong))
    return accepted + annexes, refused


def _before_annexes(starts: Sequence[Start]) -> tuple[list[Start], list[Start]]:
    seen_article = False
    for place, one in enumerate(starts):
        seen_article = seen_article or one.kind == "article"
        if one.kind == "annex" and seen_article:
            return list(starts[:place]), [late for late in starts[place:] if late.kind == "annex"]
    return list(starts), []


def _walk(
    body: Sequence[Start], on_chain: set[int], *, has_articles: bool
) -> tuple[list[Start], list[Start]]:
    following = _next_on_chain(body, on_chain)
    accepted: list[Start] = []
    refused: list[Start] = []
    last: Key = (0, 0)
    ordinal_chapter = 0
    for place, one in enumerate(body):
        if one.kind == "article" and not one.strong:
            holds = _is_next(one, last, following[place])
        elif one.kind == "chapter" and not one.strong:
            holds = has_articles and one.number == ordinal_chapter + 1
            ordinal_chapter += holds
        else:
            holds = True
        if holds and one.kind == "article":
            one.placed = one.placed or not one.strong
            last = one.key if one.placed else last
        (accepted if holds else refused).append(one)
    return accepted, refused


def _is_next(one: Start, last: Key, following: Key | None) -> bool:
    number, suffix = last
    fits = one.key in ((number + 1, 0), (number, suffix + 1))
    return fits and (following is None or one.key < following)


def _next_on_chain(body: Sequence[Start], on_chain: set[int]) -> list[Key | None]:
    following: list[Key | None] = []
    key: Key | None = None
    for one in reversed(body):
        following.append(key)
        if id(one) in on_chain:
            key = one.key
    return following[::-1]


def gaps(starts: Iterable[Start]) -> tuple[tuple[int, int], ...]:
    """Numbers that no article carries, as inclusive spans; `starts` are those that hold."""
    spans = []
    last = 0
    for number in sorted({one.number for one in starts if one.placed}):
        if number > last + 1:
            spans.append((last + 1, number - 1))
        last = number
    return tuple(spans)
