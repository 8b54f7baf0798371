"""Masks what leads to a person: no digit of a number, 张* for a name, no home below a community."""

from __future__ import annotations

from collections.abc import Iterable

from .findings import Finding
from .names import suggestions
from .numbers import find


def edits(text: str, *, numbers_only: bool = False) -> list[Finding]:
    """What is to be masked in `text`, in order and without overlaps; a number before a name."""
    numbers = find(text)
    if numbers_only:
        return numbers
    free = [one for one in suggestions(text) if not any(one.overlaps(hit) for hit in numbers)]
    return sorted([*numbers, *free], key=lambda one: one.start)


def with_edits(text: str, findings: Iterable[Finding]) -> str:
    """`text` with each finding replaced by its mask."""
    for one in sorted(findings, key=lambda one: one.start, reverse=True):
        text = f"{text[: one.start]}{one.mask}{text[one.end :]}"
    return text


def masked(text: str, *, numbers_only: bool = False) -> str:
    """`text` with everything masked; what a mask brings to light beside it is masked as well.

    Every round takes away digits or letters, so it ends.
    """
    while found := edits(text, numbers_only=numbers_only):
        text = with_edits(text, found)
    return text
