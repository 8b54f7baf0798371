"""What must hold before a person is given a role or leaves."""

from __future__ import annotations

import pytest

from portal.role_table import Reach
from portal.staffing import rules


@pytest.mark.parametrize(
    ("reach", "place", "code"),
    [
        (Reach.COMMUNITY, None, "staffing.place_missing"),
        (Reach.COMMUNITY, Reach.CITY, "staffing.place_unfit"),
        (Reach.CITY, Reach.COMMUNITY, "staffing.place_unfit"),
        (Reach.DISTRICT, Reach.COMMUNITY, "staffing.place_unfit"),
        (Reach.EVERYWHERE, Reach.CITY, "staffing.place_not_needed"),
    ],
)
def test_a_role_holds_only_at_its_own_kind_of_place(reach, place, code):
    assert [problem.code for problem in rules.problems_with_post(reach, place)] == [code]


@pytest.mark.parametrize("reach", [Reach.CITY, Reach.DISTRICT, Reach.COMMUNITY])
def test_a_role_holds_at_its_own_kind_of_place(reach):
    assert rules.problems_with_post(reach, reach) == []


def test_an_administrator_needs_no_place():
    assert rules.problems_with_post(Reach.EVERYWHERE, None) == []


def test_every_post_that_the_colleague_lacks_is_named():
    found = rules.problems_with_colleague(
        is_same=False, is_active=True, lacks=["甲 编辑", "乙 编辑"]
    )
    assert [problem.params["post"] for problem in found] == ["甲 编辑", "乙 编辑"]


@pytest.mark.parametrize(
    ("is_same", "is_active", "code"),
    [(True, True, "staffing.same_person"), (False, False, "staffing.colleague_off")],
)
def test_neither_oneself_nor_an_account_that_is_off_takes_over(is_same, is_active, code):
    found = rules.problems_with_colleague(is_same=is_same, is_active=is_active, lacks=[])
    assert [problem.code for problem in found] == [code]


@pytest.mark.parametrize(
    ("is_own", "is_last", "codes"),
    [
        (False, False, []),
        (True, False, ["staffing.own_account"]),
        (True, True, ["staffing.last_administrator"]),
        (False, True, ["staffing.last_administrator"]),
    ],
)
def test_who_may_not_leave(is_own, is_last, codes):
    found = rules.problems_with_leaving(is_own=is_own, is_last_administrator=is_last)
    assert [problem.code for problem in found] == codes
