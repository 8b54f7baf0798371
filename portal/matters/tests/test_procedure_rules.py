"""Whether a procedure is complete, said of plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.matters.limit_rules import Limit, is_longer, problems_with_limits
from portal.matters.procedure_elements import (
    ELEMENTS,
    FeeFacts,
    MaterialFacts,
    ProcedureFacts,
    is_phone,
    is_vague,
)
from portal.matters.procedure_rules import (
    helpful_elements,
    is_stale,
    missing_elements,
    problems_with_links,
    problems_with_procedure,
    review_due,
    score,
)

TODAY = date(2026, 3, 2)
WHOLE = ProcedureFacts(
    title="老年人优待证申领",
    matter=True,
    implementer="柳湾区民政部门（演示）",
    applicants="年满65周岁的老人",
    bases=1,
    conditions="年满65周岁",
    materials=(MaterialFacts("本人身份证"),),
    situations=("家人代办",),
    steps=1,
    legal=Limit(20, "working_days"),
    promised=Limit(10, "working_days"),
    fee_kind="free",
    decision_place="here",
    place="一楼窗口",
    hours="工作日8:30—17:30",
    consult_phone="0000-8800 1122",
    complaint_phone="12345",
    result="优待证",
    reviewed_on=date(2026, 3, 1),
    visits=1,
    questions=1,
    remedy="可申请行政复议",
    short_version="带身份证来。",
)


def codes(**changes) -> list[str]:
    """The problems of a complete procedure that was changed in one place."""
    facts = replace(WHOLE, **changes)
    return [problem.code for problem in problems_with_procedure(facts, today=TODAY)]


def test_a_complete_procedure_has_no_problem():
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "title"),
        ({"matter": False}, "matter"),
        ({"implementer": ""}, "implementer"),
        ({"applicants": " "}, "applicants"),
        ({"bases": 0}, "bases"),
        ({"conditions": "  "}, "conditions"),
        ({"materials": ()}, "materials"),
        ({"steps": 0}, "steps"),
        ({"legal": Limit()}, "legal_limit"),
        ({"legal": Limit(None, "days")}, "legal_limit"),
        ({"promised": Limit(5, "")}, "promised_limit"),
        ({"fee_kind": ""}, "fee_kind"),
        ({"decision_place": ""}, "decision_place"),
        ({"place": ""}, "place"),
        ({"hours": ""}, "hours"),
        ({"consult_phone": ""}, "consult_phone"),
        ({"consult_phone": "见门口"}, "consult_phone"),
        ({"complaint_phone": ""}, "complaint_phone"),
        ({"result": ""}, "result_name"),
        ({"reviewed_on": None}, "reviewed_on"),
    ],
)
def test_each_element_is_missed_by_its_name(changes, code):
    assert codes(**changes) == [f"procedure.{code}_missing"]


def test_everything_that_is_missing_is_said_at_once():
    found = missing_elements(ProcedureFacts())
    assert [problem.field for problem in found] == [one.field for one in ELEMENTS]


def test_the_score_counts_the_elements_that_are_there():
    assert score(WHOLE) == (len(ELEMENTS), len(ELEMENTS))
    assert score(replace(WHOLE, hours="", place="")) == (len(ELEMENTS) - 2, len(ELEMENTS))


def test_what_is_only_helpful_stops_nothing():
    poor = {"visits": None, "questions": 0, "remedy": "", "short_version": ""}
    assert codes(**poor) == []
    assert len(helpful_elements(replace(WHOLE, **poor))) == 4


def test_no_visit_at_all_is_an_answer():
    assert helpful_elements(replace(WHOLE, visits=0)) == []


def test_nothing_to_bring_is_an_answer_when_it_is_said():
    assert codes(materials=(), no_materials=True) == []
    assert codes(no_materials=True) == ["procedure.materials_contradict"]


@pytest.mark.parametrize(
    "name",
    [
        "其他材料", "其它材料", "其他相关材料", "有关证明材料", "相关证件", "相关资料",
        "必要的材料",
        "身份证等", "身份证等材料", "法律、法规规定的其他材料", "窗口要求的材料",
        "根据需要提供", "其 他 材 料",
        "其他證明材料", "證件", "材料", "Other documents", "部门另行要求提供的",
    ],
)  # fmt: skip
def test_a_vague_name_is_refused(name):
    assert is_vague(name)
    assert codes(materials=(MaterialFacts(name),)) == ["procedure.material_vague"]


@pytest.mark.parametrize(
    "name",
    [
        "本人身份证", "户口簿", "与户主关系的证明", "委托书", "近期免冠照片", "收入证明",
        "租赁合同",
        "出生医学证明", "残疾人证", "社会保障卡", "其他城市的居住证", "中等职业学校毕业证",
    ],
)  # fmt: skip
def test_a_name_that_says_what_to_bring_is_taken(name):
    assert not is_vague(name)


def test_a_material_needs_at_least_one_copy():
    assert codes(materials=(MaterialFacts("照片", 0),)) == ["procedure.material_number"]


def test_a_material_names_only_situations_that_are_listed():
    known = MaterialFacts("委托书", situations=("家人代办",))
    unknown = MaterialFacts("委托书", situations=("邻居代办",))
    assert codes(materials=(known,)) == []
    assert codes(materials=(unknown,)) == ["procedure.situation_unknown"]


@pytest.mark.parametrize(
    ("promised", "legal", "longer"),
    [
        ((10, "working_days"), (10, "working_days"), False),
        ((11, "working_days"), (10, "working_days"), True),
        ((30, "days"), (30, "days"), False),
        ((31, "days"), (30, "days"), True),
        ((None, "at_once"), (1, "working_days"), False),
        ((None, "at_once"), (None, "at_once"), False),
        ((1, "working_days"), (None, "at_once"), True),
        ((5, "working_days"), (7, "days"), False),
        ((5, "working_days"), (6, "days"), True),
        ((20, "days"), (15, "working_days"), True),
        ((19, "days"), (15, "working_days"), False),
        ((400, "days"), (None, "none"), False),
        ((None, "none"), (None, "none"), False),
    ],
)
def test_the_promise_is_never_longer_than_the_law(promised, legal, longer):
    assert is_longer(Limit(*promised), Limit(*legal)) is longer
    found = problems_with_limits(Limit(*legal), Limit(*promised))
    assert [one.code for one in found] == ["procedure.promise_too_long"] * longer


def test_where_the_law_has_a_limit_something_is_promised():
    assert codes(promised=Limit(None, "none")) == ["procedure.promise_without_limit"]


def test_a_charge_names_what_is_paid_and_why_it_may_be_asked():
    assert codes(fee_kind="charged") == ["procedure.fees_missing"]
    paid = (FeeFacts("工本费", ""),)
    assert codes(fee_kind="charged", fees=paid) == ["procedure.fee_without_basis"]
    assert codes(fee_kind="charged", fees=(FeeFacts("工本费", "发改价格〔0000〕1号"),)) == []


def test_free_of_charge_and_a_fee_contradict_each_other():
    assert codes(fees=(FeeFacts("工本费", "文件"),)) == ["procedure.fees_contradict"]


@pytest.mark.parametrize("decided", ["forwarded", "proxy"])
def test_whoever_is_sent_on_is_told_where_to(decided):
    assert codes(decision_place=decided) == [
        "procedure.next_office_missing",
        "procedure.next_office_nowhere",
    ]
    known = {"next_office": "区民政部门", "next_office_way": "柳湾路一号"}
    assert codes(decision_place=decided, **known) == []


def test_advice_sends_nobody_on():
    assert codes(decision_place="advice") == []


def test_a_check_cannot_lie_in_the_future():
    assert codes(reviewed_on=date(2026, 3, 3)) == ["procedure.reviewed_ahead"]


def test_a_link_that_led_nowhere_is_said_at_its_field():
    links = {"online_url": "https://dead.example/", "next_office_url": "https://fine.example/"}
    found = problems_with_links(links, {"https://dead.example/"})
    assert [(one.code, one.field) for one in found] == [("procedure.link_dead", "online_url")]


@pytest.mark.parametrize(("number", "right"), [("12345", True), ("110", True), ("12", False)])
def test_a_number_can_be_called(number, right):
    assert is_phone(number) is right


def test_a_check_holds_as_many_days_as_the_rule_says():
    checked = date(2026, 1, 1)
    assert review_due(checked, 180) == date(2026, 6, 30)
    assert not is_stale(checked, days=180, today=date(2026, 6, 30))
    assert is_stale(checked, days=180, today=date(2026, 7, 1))


def test_without_a_rule_or_a_day_nothing_is_stale():
    assert not is_stale(date(2000, 1, 1), days=None, today=TODAY)
    assert not is_stale(None, days=180, today=TODAY)
