"""The elements of an office procedure (办事指南要素), and the words that do not count as one.

国务院令第716号 article 6 and 优化营商环境条例 article 35: what is needed, how long, what it costs,
where, who answers. Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from portal.problems import gettext_noop

from .limit_rules import Limit

_SEPARATORS = re.compile(r"[\s,，、。.;；:：（）()《》“”\"']+")
_VAGUE = re.compile(
    r"(其他|其它|其余|相关|有关|必要|所需|所有|全部|各种|各类)(的)?(相关|有关|必要|所需)?(的)?"
    r"(证明)?(材料|资料|证件|证明|文件|手续|票据)$"
    r"|其[他它](相关|有关|必要|所需)?的?(证明)?(材料|资料|证件|证明|文件)"
    r"|(材料|资料|证件|证明|文件|身份证|户口簿|户口本)等$|等(材料|资料|证件|证明|文件|相关)"
    r"|视情况|视需要|根据需要|(窗口|部门|工作人员|经办人|受理人)(另行)?要求|需要的(材料|资料|证件)$"
    r"|^(材料|资料|证件|证明|文件|手续)$|^(other|relevant|necessary)?documents?$"
)
_FOLDED = str.maketrans("關證資檔續餘類種員據需視", "关证资档续余类种员据需视")
_DIGITS = re.compile(r"\d")
FEWEST_DIGITS = 3
"""Of a telephone number that can be called: 110, 12345."""


def is_phone(number: str) -> bool:
    """Whether a text holds a number that can be called."""
    return len(_DIGITS.findall(number)) >= FEWEST_DIGITS


def is_vague(name: str) -> bool:
    """Whether the name of a material leaves open what to bring (其他材料、相关证明)."""
    return bool(_VAGUE.search(_SEPARATORS.sub("", name).translate(_FOLDED).lower()))


@dataclass(frozen=True)
class MaterialFacts:
    """What is asked of a material: its name, how many, and the situations that need it."""

    name: str
    copies: int = 1
    situations: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeeFacts:
    """What is asked of a fee: its name and the document that allows it."""

    name: str
    basis: str


@dataclass(frozen=True)
class ProcedureFacts:
    """All that the rules ask of a procedure, as plain values."""

    title: str = ""
    matter: bool = False
    implementer: str = ""
    applicants: str = ""
    bases: int = 0
    conditions: str = ""
    materials: tuple[MaterialFacts, ...] = ()
    no_materials: bool = False
    situations: tuple[str, ...] = ()
    steps: int = 0
    legal: Limit = field(default_factory=Limit)
    promised: Limit = field(default_factory=Limit)
    fee_kind: str = ""
    fees: tuple[FeeFacts, ...] = ()
    decision_place: str = ""
    next_office: str = ""
    next_office_way: str = ""
    place: str = ""
    hours: str = ""
    consult_phone: str = ""
    complaint_phone: str = ""
    result: str = ""
    reviewed_on: date | None = None
    online_url: str = ""
    visits: int | None = None
    questions: int = 0
    remedy: str = ""
    short_version: str = ""


@dataclass(frozen=True)
class Element:
    """One element of a procedure: where it is entered, what is said when it is not there."""

    field: str
    message: str
    is_there: Callable[[ProcedureFacts], object]


ELEMENTS = (
    Element("title", gettext_noop("Give it the name residents use."), lambda p: p.title.strip()),
    Element("matter", gettext_noop("Choose the matter of the catalogue."), lambda p: p.matter),
    Element(
        "implementer", gettext_noop("Say which body is in charge (实施主体)."),
        lambda p: p.implementer.strip(),
    ),
    Element(
        "applicants", gettext_noop("Say who can apply (办理对象)."), lambda p: p.applicants.strip()
    ),
    Element(
        "bases", gettext_noop("Enter at least one legal basis (设定依据)."), lambda p: p.bases
    ),
    Element(
        "conditions", gettext_noop("Say under which conditions it is done (受理条件)."),
        lambda p: p.conditions.strip(),
    ),
    Element(
        "materials", gettext_noop("List what to bring, or mark that nothing need be brought."),
        lambda p: p.materials or p.no_materials,
    ),
    Element(
        "steps", gettext_noop("Enter at least one step (办理流程)."), lambda p: p.steps
    ),
    Element(
        "legal_limit", gettext_noop("Enter the statutory limit, or that there is none (法定时限)."),
        lambda p: p.legal.is_said,
    ),
    Element(
        "promised_limit", gettext_noop("Enter the limit that the office promises (承诺时限)."),
        lambda p: p.promised.is_said,
    ),
    Element(
        "fee_kind", gettext_noop("Say whether it costs anything (收费)."), lambda p: p.fee_kind
    ),
    Element(
        "decision_place", gettext_noop("Say where the decision falls."), lambda p: p.decision_place
    ),
    Element("place", gettext_noop("Say where to go (办理地点)."), lambda p: p.place.strip()),
    Element("hours", gettext_noop("Say when it is open (办理时间)."), lambda p: p.hours.strip()),
    Element(
        "consult_phone", gettext_noop("Give a telephone number for questions (咨询电话)."),
        lambda p: is_phone(p.consult_phone),
    ),
    Element(
        "complaint_phone", gettext_noop("Give a telephone number for complaints (监督电话)."),
        lambda p: is_phone(p.complaint_phone),
    ),
    Element(
        "result_name", gettext_noop("Say what one gets in the end (办理结果)."),
        lambda p: p.result.strip(),
    ),
    Element(
        "reviewed_on", gettext_noop("Enter the day on which somebody checked all this."),
        lambda p: p.reviewed_on,
    ),
)  # fmt: skip
"""What every procedure says before it is published."""

HELPFUL = (
    Element(
        "short_version", gettext_noop("A short version (简版) in three sentences helps many."),
        lambda p: p.short_version.strip(),
    ),
    Element(
        "questions", gettext_noop("A question that is often asked saves residents a call."),
        lambda p: p.questions,
    ),
    Element(
        "visits", gettext_noop("Say how often one must come (到现场次数)."),
        lambda p: p.visits is not None,
    ),
    Element(
        "remedy", gettext_noop("Say what one can do when it is refused (救济途径)."),
        lambda p: p.remedy.strip(),
    ),
)  # fmt: skip
"""What nobody must say, and what makes a procedure better."""
