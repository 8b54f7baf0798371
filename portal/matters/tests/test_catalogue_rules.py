"""Days of catalogues, what an entry must say, how two catalogues differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from portal.matters.catalogue_rules import (
    difference,
    ended_by,
    problems_with_days,
    problems_with_dropped,
    problems_with_entry,
)

TODAY = date(2026, 6, 1)
JAN, JUL, DEC = date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31)


@dataclass
class Dated:
    version: str
    effective_from: date | None
    effective_to: date | None = None


@dataclass
class Entry:
    name: str = "医保登记"
    status: str = "active"
    reason: str = ""
    go_to: str = ""
    matter_id: int = 1
    successor_id: int | None = None
    field_id: int = 1
    role: str = "assist"
    implementer: str = "中心"
    audience: str = "person"


def codes(problems: list[Any]) -> list[str]:
    return [problem.code for problem in problems]


OLD_OPEN, OLD_CLOSED = Dated("甲", JAN), Dated("甲", JAN, date(2026, 6, 30))
DAYS = [
    (Dated("乙", None), [], ["catalogue.start_missing"]),
    (Dated("乙", JUL, JAN), [], ["catalogue.ends_early"]),
    (Dated("乙", JUL), [OLD_OPEN], []),
    (Dated("乙", TODAY), [OLD_OPEN], []),
    (Dated("乙", date(2026, 5, 31)), [OLD_OPEN], ["catalogue.starts_late"]),
    (Dated("乙", JAN), [OLD_OPEN], ["catalogue.overlap"]),
    (Dated("乙", JUL), [OLD_CLOSED], []),
    (Dated("乙", date(2026, 6, 30)), [OLD_CLOSED], ["catalogue.overlap"]),
    (Dated("乙", date(2025, 1, 1)), [OLD_CLOSED], ["catalogue.overlap"]),
    (Dated("乙", date(2025, 1, 1), date(2025, 12, 31)), [OLD_OPEN], []),
    (Dated("乙", date(2025, 1, 1), JAN), [OLD_OPEN], ["catalogue.overlap"]),
    (Dated("乙", JUL, DEC), [OLD_CLOSED, Dated("丙", DEC)], ["catalogue.overlap"]),
]


@pytest.mark.parametrize(("new", "others", "expected"), DAYS)
def test_two_catalogues_are_never_in_force_on_one_day(new, others, expected) -> None:
    assert codes(problems_with_days(new, others, today=TODAY)) == expected


def test_a_new_catalogue_ends_the_one_without_a_last_day_that_began_before_it() -> None:
    assert ended_by(Dated("乙", JUL), [OLD_CLOSED, OLD_OPEN]) is OLD_OPEN
    assert ended_by(Dated("乙", JAN), [OLD_OPEN]) is None


ENTRIES = [
    (Entry(), True, []),
    (Entry(), False, ["entry.basis_missing"]),
    (Entry(status="draft"), True, ["entry.draft"]),
    (Entry(status="suspended"), True, ["entry.reason_missing"]),
    (Entry(status="suspended", reason="系统升级"), True, []),
    (Entry(status="superseded"), False, ["entry.reason_missing", "entry.way_missing"]),
    (Entry(status="superseded", reason="取消", successor_id=2), False, []),
    (Entry(status="removed", reason="取消", go_to="到派出所"), False, []),
    (Entry(successor_id=1), True, ["entry.follows_itself"]),
    (Entry(status="removed", reason=" ", go_to=" "), True,
     ["entry.reason_missing", "entry.way_missing"]),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "has_basis", "expected"), ENTRIES)
def test_an_entry_lacks_nothing_or_all_of_it_is_said_at_once(entry, has_basis, expected) -> None:
    assert codes(problems_with_entry(entry, has_basis=has_basis)) == expected


def test_a_matter_on_offer_is_not_left_out_without_a_word() -> None:
    old = [Entry("养犬证明", matter_id=1), Entry("婚育证明", "removed", matter_id=2)]
    problems = problems_with_dropped(old, [3], version="2025")
    assert [(one.code, one.where) for one in problems] == [("entry.dropped", "养犬证明")]
    assert problems_with_dropped(old, [1], version="2025") == []


# --- Difference ----------------------------------------------------------------------------------
def test_the_difference_names_what_is_new_over_left_out_and_said_otherwise() -> None:
    old = [Entry(matter_id=1), Entry(matter_id=2), Entry(matter_id=3), Entry(matter_id=4)]
    new = [
        Entry(matter_id=1),
        Entry(matter_id=2, status="superseded"),
        Entry(matter_id=3, role="lead", name="新名"),
        Entry(matter_id=5),
    ]
    found = difference(old, new)
    assert [entry.matter_id for entry in found.added] == [5]
    assert [one.new.matter_id for one in found.ended] == [2]
    assert [entry.matter_id for entry in found.dropped] == [4]
    assert [(one.new.matter_id, one.fields) for one in found.changed] == [(3, ("name", "role"))]
    assert found.unchanged == 1 and not found.is_empty


def test_two_catalogues_that_say_the_same_do_not_differ() -> None:
    assert difference([Entry()], [Entry()]).is_empty
