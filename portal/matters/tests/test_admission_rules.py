"""What the admission of new work asks for, on paper."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from portal.matters.admission_rules import (
    AdmissionVerb,
    Entrustment,
    Wait,
    is_out_of_scope,
    is_unpaid,
    problems_with_decision,
    problems_with_offer,
    problems_with_request,
    problems_with_start,
    problems_with_step,
    problems_with_task,
    verbs_from,
    wait_of,
)
from portal.matters.choices import AdmissionState
from portal.problems import Problem
from portal.workdays import WorkCalendar

MONDAY = date(2026, 3, 2)
TEXTS = {"department": "区民政局", "matter_name": "巡访", "basis": "通知", "content": "每周一次"}


def codes(problems: list[Problem]) -> list[str]:
    return [one.code for one in problems]


def weeks(first: date, days: int) -> WorkCalendar:
    every = [first + timedelta(days=step) for step in range(days)]
    return WorkCalendar.of((day, "workday" if day.weekday() < 5 else "rest") for day in every)


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        ("draft", ["submit", "withdraw"]),
        ("submitted", ["review", "refuse", "withdraw"]),
        ("reviewing", ["admit", "refuse", "withdraw"]),
        ("admitted", ["revoke"]),
        ("refused", []),
        ("withdrawn", []),
        ("revoked", []),
    ],
)
def test_what_can_be_done_with_a_request_follows_from_its_state(state, verbs):
    assert verbs_from(state) == verbs


@pytest.mark.parametrize("state", [one for one in AdmissionState if one != "reviewing"])
def test_nothing_is_admitted_that_was_not_reviewed(state):
    assert codes(problems_with_step(AdmissionVerb.ADMIT, state)) == ["admission.wrong_state"]


def test_a_request_under_review_may_be_admitted():
    assert not problems_with_step(AdmissionVerb.ADMIT, "reviewing")


def asked(**values: Any) -> list[Problem]:
    texts = TEXTS | values.pop("texts", {})
    facts = {"staff": 1, "funds": Decimal(0), "nothing_offered_reason": "", **values}
    return problems_with_request(texts=texts, **facts)


def test_a_complete_request_has_no_problem():
    assert not asked()


@pytest.mark.parametrize("name", TEXTS)
def test_a_request_says_who_asks_for_what_and_on_which_basis(name):
    assert codes(asked(texts={name: "  "})) == [f"admission.{name}_missing"]


def test_all_that_is_missing_is_said_at_once():
    assert len(asked(texts=dict.fromkeys(TEXTS, ""), staff=0)) == 5


def test_an_offer_of_nothing_needs_a_reason():
    assert codes(asked(staff=0)) == ["admission.nothing_offered"]


def test_an_offer_of_nothing_with_a_reason_will_do():
    assert not asked(staff=0, nothing_offered_reason="只张贴通知")


def test_funds_without_staff_are_an_offer():
    assert not asked(staff=0, funds=Decimal("100"))


@pytest.mark.parametrize(
    ("starts_on", "found"),
    [
        (None, []),
        (date(2026, 4, 10), ["admission.asked_too_late"]),
        (date(2026, 4, 13), []),
        (date(2026, 3, 1), ["admission.asked_too_late"]),
    ],
)
def test_work_is_asked_for_thirty_working_days_before_it_begins(starts_on, found):
    problems = problems_with_start(
        asked_on=MONDAY, starts_on=starts_on, minimum=30, calendar=weeks(MONDAY, 60)
    )
    assert codes(problems) == found


def start_in(days: int, *, known: int, minimum: int | None = 30) -> list[str]:
    return codes(
        problems_with_start(
            asked_on=MONDAY,
            starts_on=MONDAY + timedelta(days=days),
            minimum=minimum,
            calendar=weeks(MONDAY, known),
        )
    )


def test_days_that_are_not_entered_count_only_where_they_change_the_answer():
    assert start_in(365, known=60) == []
    assert start_in(25, known=0) == ["admission.asked_too_late"]
    assert start_in(50, known=10) == ["admission.calendar"]


def test_without_the_rule_no_time_ahead_is_asked_for():
    assert start_in(1, known=60, minimum=None) == []


def decided(verb: str = "refuse", **values: Any) -> list[str]:
    facts = {"reason": "目录外事项", "basis": "条例第十四条", "by": 2, "clerks": {1}, **values}
    return codes(problems_with_decision(AdmissionVerb(verb), **facts))


@pytest.mark.parametrize("verb", ["admit", "refuse", "revoke"])
def test_a_decision_needs_a_reason(verb):
    assert decided(verb, reason=" ") == ["admission.reason_missing"]


@pytest.mark.parametrize("verb", ["admit", "refuse", "revoke"])
def test_who_entered_a_request_does_not_decide_on_it(verb):
    assert decided(verb, by=1) == ["admission.own_request"]


def test_a_refusal_names_its_basis():
    assert decided(basis="") == ["admission.basis_missing"]


def test_an_admission_needs_no_further_basis():
    assert decided("admit", basis="") == []


@pytest.mark.parametrize("verb", ["submit", "review", "withdraw"])
def test_a_step_that_decides_nothing_needs_no_reason(verb):
    assert decided(verb, reason="", by=1) == []


@pytest.mark.parametrize(
    ("waited", "limit", "wait"),
    [
        (0, 15, Wait.IN_TIME),
        (11, 15, Wait.IN_TIME),
        (12, 15, Wait.NEAR),
        (15, 15, Wait.NEAR),
        (16, 15, Wait.LATE),
        (99, None, Wait.IN_TIME),
    ],
)
def test_a_request_is_decided_within_the_limit(waited, limit, wait):
    assert wait_of(waited=waited, limit=limit) is wait


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ([], ["matter.not_admitted"]),
        (["active"], []),
        (["suspended"], ["matter.not_in_operation"]),
        (["superseded", "active"], []),
        (["draft"], ["matter.not_in_operation"]),
    ],
)
def test_only_a_matter_of_the_catalogue_or_an_admission_is_offered(statuses, found):
    assert codes(problems_with_offer(statuses)) == found


def task(**values: Any) -> list[str]:
    facts = {"has_document": True, "liability": "委托单位承担", "amount": Decimal(1), **values}
    return codes(problems_with_task(Entrustment(**{"due_on": MONDAY, **facts}), today=MONDAY))


def test_a_complete_entrustment_has_no_problem():
    assert not task()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"has_document": False}, "task.document_missing"),
        ({"liability": ""}, "task.liability_missing"),
        ({"amount": None}, "task.amount_missing"),
        ({"due_on": None}, "task.due_missing"),
        ({"paid_on": MONDAY + timedelta(days=1)}, "task.paid_in_the_future"),
    ],
)
def test_work_is_entrusted_in_writing_with_liability_amount_and_day_of_payment(values, code):
    assert task(**values) == [code]


@pytest.mark.parametrize(
    ("amount", "due_in", "paid_on", "unpaid"),
    [
        ("10", -1, None, True),
        ("10", 0, None, False),
        ("10", -1, MONDAY, False),
        ("0", -1, None, False),
    ],
)
def test_money_is_unpaid_from_the_day_after_it_was_due(amount, due_in, paid_on, unpaid):
    due_on = MONDAY + timedelta(days=due_in)
    found = is_unpaid(amount=Decimal(amount), due_on=due_on, paid_on=paid_on, today=MONDAY)
    assert found is unpaid


@pytest.mark.parametrize(
    ("has_matter", "mandate", "flagged"),
    [(True, "", False), (False, "区政府通知", False), (False, "  ", True), (True, "通知", False)],
)
def test_an_inspection_names_a_matter_or_a_mandate_or_is_flagged(has_matter, mandate, flagged):
    assert is_out_of_scope(has_matter_in_force=has_matter, mandate=mandate) is flagged
