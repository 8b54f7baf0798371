"""Questions about the admission of new work (准入) that can be answered on paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portal.problems import Problem, gettext_noop
from portal.workdays import DayKind, WorkCalendar

from .choices import OPEN_REQUESTS, AdmissionState, MatterStatus

APPLY_DAYS_KEY = "admission.apply_working_days"
"""How many working days before its beginning new work is asked for."""
DECIDE_DAYS_KEY = "admission.decide_working_days"
"""Within how many working days a request is decided."""
NEAR = 3
"""So many working days before the end of the limit a request stands on the desk as near."""


class AdmissionVerb(StrEnum):
    """What is done with a request (申请、审核、准入、不予准入、撤回、撤销)."""

    SUBMIT = "submit"
    REVIEW = "review"
    ADMIT = "admit"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"


DECISIONS = (AdmissionVerb.ADMIT, AdmissionVerb.REFUSE, AdmissionVerb.REVOKE)
"""Verbs that need a reason, and another person than the applicant's clerk."""
WAYS: Mapping[AdmissionVerb, tuple[tuple[AdmissionState, ...], AdmissionState]] = {
    AdmissionVerb.SUBMIT: ((AdmissionState.DRAFT,), AdmissionState.SUBMITTED),
    AdmissionVerb.REVIEW: ((AdmissionState.SUBMITTED,), AdmissionState.REVIEWING),
    AdmissionVerb.ADMIT: ((AdmissionState.REVIEWING,), AdmissionState.ADMITTED),
    AdmissionVerb.REFUSE: (OPEN_REQUESTS, AdmissionState.REFUSED),
    AdmissionVerb.WITHDRAW: ((AdmissionState.DRAFT, *OPEN_REQUESTS), AdmissionState.WITHDRAWN),
    AdmissionVerb.REVOKE: ((AdmissionState.ADMITTED,), AdmissionState.REVOKED),
}
"""From which states a verb leads where. What is refused, withdrawn or revoked is over."""


def verbs_from(state: str) -> list[AdmissionVerb]:
    """What can be done with a request in this state, in the order of the work."""
    return [verb for verb, (states, _to) in WAYS.items() if state in states]


def problems_with_step(verb: AdmissionVerb, state: str) -> list[Problem]:
    """A verb that does not fit the state of the request."""
    if verb in verbs_from(state):
        return []
    message = gettext_noop("This cannot be done with the request as it stands now.")
    return [Problem("admission.wrong_state", message)]


# --- The request --------------------------------------------------------------------------------
_NEEDED = {
    "department": gettext_noop("Say which department asks."),
    "matter_name": gettext_noop("Give the work a name."),
    "basis": gettext_noop("Say on which law or document the work rests."),
    "content": gettext_noop("Say what is to be done."),
}


def problems_with_request(
    *, texts: Mapping[str, str], staff: int, funds: Decimal, nothing_offered_reason: str
) -> list[Problem]:
    """What a request lacks, all at once; work comes with staff and funds, or says why not.

    贵阳市社区工作条例 第十五条: responsibility and funds go with the work (费随事转).
    """
    problems = [
        Problem(f"admission.{name}_missing", message, name)
        for name, message in _NEEDED.items()
        if not texts.get(name, "").strip()
    ]
    if not staff and not funds and not nothing_offered_reason.strip():
        message = gettext_noop("Neither staff nor funds are offered: say why.")
        problems.append(Problem("admission.nothing_offered", message, "nothing_offered_reason"))
    return problems


def days_entered(start: date, end: date, calendar: WorkCalendar) -> tuple[int, int]:
    """Of the days after `start` up to `end`: how many are working days, how many not entered."""
    days = [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]
    known = [day for day in days if calendar.knows(day)]
    working = sum(calendar.kind_of(day) is DayKind.WORKDAY for day in known)
    return working, len(days) - len(known)


def problems_with_start(
    *, asked_on: date, starts_on: date | None, minimum: int | None, calendar: WorkCalendar
) -> list[Problem]:
    """Work that is asked for too shortly before it begins; without a day or a rule nothing.

    Days that are not entered in the calendar count only where they cannot change the answer.
    """
    if starts_on is None or not minimum:
        return []
    working, unknown = days_entered(asked_on, starts_on, calendar)
    if working >= minimum:
        return []
    if working + unknown >= minimum:
        message = gettext_noop(
            "Whether it is asked for %(minimum)s working days before it begins cannot be told: the "
            "holiday arrangement is not entered that far."
        )
        return [Problem("admission.calendar", message, "starts_on", {"minimum": minimum})]
    message = gettext_noop(
        "New work is asked for at least %(minimum)s working days before it begins; here it is "
        "%(days)s."
    )
    params = {"minimum": minimum, "days": working}
    return [Problem("admission.asked_too_late", message, "starts_on", params)]


# --- The decision -------------------------------------------------------------------------------
def problems_with_decision(
    verb: AdmissionVerb, *, reason: str, basis: str, by: int | None, clerks: Collection[int]
) -> list[Problem]:
    """A decision has a reason, a refusal its basis, and who asked does not decide.

    `clerks` are those who entered or submitted the request for the department; `by` None is the
    system.
    """
    if verb not in DECISIONS:
        return []
    problems = []
    if by is not None and by in clerks:
        message = gettext_noop("You entered this request. Another person must decide on it.")
        problems.append(Problem("admission.own_request", message))
    if not reason.strip():
        message = gettext_noop("Say why; the reason stands in the public register.")
        problems.append(Problem("admission.reason_missing", message, "reason"))
    if verb == AdmissionVerb.REFUSE and not basis.strip():
        message = gettext_noop("Say on which rule the refusal rests.")
        problems.append(Problem("admission.basis_missing", message, "basis"))
    return problems


class Wait(StrEnum):
    """How long a request has waited for its decision (办理期限)."""

    IN_TIME = "in_time"
    NEAR = "near"
    LATE = "late"


def wait_of(*, waited: int, limit: int | None) -> Wait:
    """Where a request stands that has waited so many working days; without a limit in time."""
    if not limit:
        return Wait.IN_TIME
    if waited > limit:
        return Wait.LATE
    return Wait.NEAR if waited >= limit - NEAR else Wait.IN_TIME


# --- What may be offered ------------------------------------------------------------------------
def problems_with_offer(statuses: Collection[str]) -> list[Problem]:
    """A matter is offered only when the catalogue in force or an admission has it in operation.

    `statuses` are those of its entries in force on the day, at the place that offers it
    (贵阳市社区工作条例 第十四条第三款).
    """
    if not statuses:
        message = gettext_noop(
            "This matter is neither in the catalogue in force nor admitted. Ask for its admission "
            "first."
        )
        return [Problem("matter.not_admitted", message, "matter")]
    if MatterStatus.ACTIVE not in statuses:
        message = gettext_noop("The catalogue in force does not have this matter in operation.")
        return [Problem("matter.not_in_operation", message, "matter")]
    return []


# --- Entrusted work -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Entrustment:
    """What is known of an entrusted task (委托事项)."""

    has_document: bool
    liability: str
    amount: Decimal | None
    due_on: date | None
    paid_on: date | None = None


def problems_with_task(task: Entrustment, *, today: date) -> list[Problem]:
    """Work is entrusted in writing, with responsibility, amount and a day of payment."""
    problems = []
    if not task.has_document:
        message = gettext_noop("Add the written entrustment.")
        problems.append(Problem("task.document_missing", message, "written_doc"))
    if not task.liability.strip():
        message = gettext_noop("Say who is liable; liability stays with the principal.")
        problems.append(Problem("task.liability_missing", message, "liability"))
    if task.amount is None:
        message = gettext_noop("Enter the amount; 0 when nothing is paid.")
        problems.append(Problem("task.amount_missing", message, "amount"))
    if task.due_on is None:
        message = gettext_noop("Enter the day on which payment is due.")
        problems.append(Problem("task.due_missing", message, "due_on"))
    if task.paid_on and task.paid_on > today:
        message = gettext_noop("A payment that has arrived is not in the future.")
        problems.append(Problem("task.paid_in_the_future", message, "paid_on"))
    return problems


def is_unpaid(*, amount: Decimal, due_on: date, paid_on: date | None, today: date) -> bool:
    """Whether money is due and has not come; on the day itself there is still time."""
    return amount > 0 and paid_on is None and due_on < today


def is_out_of_scope(*, has_matter_in_force: bool, mandate: str) -> bool:
    """Whether an inspection names neither a matter in force nor a document that mandates it.

    贵阳市社区工作条例 第十五条第一款: what lies outside is not inspected.
    """
    return not has_matter_in_force and not mandate.strip()
