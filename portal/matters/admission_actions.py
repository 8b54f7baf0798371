"""Verbs of the admission of new work (准入): register, submit, review, admit, refuse, revoke.

Each adds a step that says who did it and when. A decision makes the request public in the register,
with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from portal import roles
from portal.problems import Problem, Refused, gettext_noop
from portal.publication.personal_data import problems_with_personal_data
from portal.role_table import Verb

from . import admission_reading as reading
from . import admission_rules as rules
from .admission_rules import DECISIONS, WAYS, AdmissionVerb
from .choices import AdmissionState, MatterRole, MatterStatus
from .models import AdmissionRequest, Matter, MatterEntry, MatterField

_NOT_ALLOWED = gettext_noop("You are not allowed to do this here.")
_RIGHTS = {
    AdmissionVerb.SUBMIT: Verb.CHANGE,
    AdmissionVerb.WITHDRAW: Verb.CHANGE,
    AdmissionVerb.REFUSE: Verb.CHANGE,
    AdmissionVerb.REVIEW: Verb.PUBLISH,
    AdmissionVerb.ADMIT: Verb.PUBLISH,
    AdmissionVerb.REVOKE: Verb.PUBLISH,
}


@dataclass(frozen=True)
class Place:
    """Where admitted work stands from then on (准入事项): matter, field, and whom it serves."""

    matter: Matter
    field: MatterField
    audience: str


def may_do(user: Any, verb: AdmissionVerb, request: AdmissionRequest) -> bool:
    """Whether a person may do this with the request, by the table of roles.

    A community refuses what it is asked for itself; once the district reviews, the district
    decides.
    """
    right = _RIGHTS[verb]
    if verb == AdmissionVerb.REFUSE and request.state == AdmissionState.REVIEWING:
        right = Verb.PUBLISH
    return roles.may(user, right, request)


@transaction.atomic
def register(
    request: AdmissionRequest, *, by: AbstractUser | None, at: datetime | None = None
) -> AdmissionRequest:
    """Stores a department's request as a draft, in the name of who takes it in."""
    if by is not None and not roles.may(by, Verb.ADD, request):
        raise Refused([Problem("permission", _NOT_ALLOWED)])
    request.save()
    _add_step(request, AdmissionState.DRAFT, by, at or timezone.now(), "")
    return request


def submit(
    request: AdmissionRequest, *, by: AbstractUser | None, at: datetime | None = None
) -> AdmissionRequest:
    """Asks for a decision; refuses a request that lacks something or comes too late."""
    return take_step(request, AdmissionVerb.SUBMIT, by=by, at=at)


def begin_review(
    request: AdmissionRequest, *, by: AbstractUser | None, at: datetime | None = None
) -> AdmissionRequest:
    """The district looks at it."""
    return take_step(request, AdmissionVerb.REVIEW, by=by, at=at)


def admit(
    request: AdmissionRequest,
    *,
    by: AbstractUser | None,
    reason: str,
    place: Place,
    basis: str = "",
    at: datetime | None = None,
) -> AdmissionRequest:
    """Admits the work: its matter may be offered where it was asked for, until its last day."""
    return take_step(
        request, AdmissionVerb.ADMIT, by=by, at=at, reason=reason, basis=basis, place=place
    )


def refuse(
    request: AdmissionRequest,
    *,
    by: AbstractUser | None,
    reason: str,
    basis: str,
    at: datetime | None = None,
) -> AdmissionRequest:
    """Refuses the work, with the reason and the rule on which the refusal rests."""
    return take_step(request, AdmissionVerb.REFUSE, by=by, at=at, reason=reason, basis=basis)


def withdraw(
    request: AdmissionRequest,
    *,
    by: AbstractUser | None,
    reason: str = "",
    at: datetime | None = None,
) -> AdmissionRequest:
    """The department takes its request back."""
    return take_step(request, AdmissionVerb.WITHDRAW, by=by, at=at, reason=reason)


def revoke(
    request: AdmissionRequest,
    *,
    by: AbstractUser | None,
    reason: str,
    basis: str = "",
    at: datetime | None = None,
) -> AdmissionRequest:
    """Ends an admission; from now on its matter may not be offered for it."""
    return take_step(request, AdmissionVerb.REVOKE, by=by, at=at, reason=reason, basis=basis)


@transaction.atomic
def take_step(
    request: AdmissionRequest,
    verb: AdmissionVerb,
    *,
    by: AbstractUser | None,
    at: datetime | None = None,
    reason: str = "",
    basis: str = "",
    place: Place | None = None,
) -> AdmissionRequest:
    """Does a verb and adds its step; refuses with everything that stands against it.

    The state is read anew under a lock: two people cannot decide the same request.
    """
    at = at or timezone.now()
    rows = AdmissionRequest.objects.select_for_update(of=("self",))
    request = rows.select_related("place").get(pk=request.pk)
    if by is not None and not may_do(by, verb, request):
        raise Refused([Problem("permission", _NOT_ALLOWED)])
    if problems := rules.problems_with_step(verb, request.state):
        raise Refused(problems)
    _write(request, verb, at, reason, basis)
    if problems := _problems(request, verb, by, place):
        raise Refused(problems)
    if verb == AdmissionVerb.ADMIT and place is not None:
        _open_matter(request, place)
    request.save()
    _add_step(request, request.state, by, at, reason)
    return request


def _write(
    request: AdmissionRequest, verb: AdmissionVerb, at: datetime, reason: str, basis: str
) -> None:
    request.state = WAYS[verb][1]
    if verb == AdmissionVerb.SUBMIT:
        request.submitted_on = timezone.localdate(at)
    if verb in DECISIONS:
        request.decided_on = timezone.localdate(at)
        request.decision_reason, request.decision_basis = reason.strip(), basis.strip()


def _problems(
    request: AdmissionRequest, verb: AdmissionVerb, by: AbstractUser | None, place: Place | None
) -> list[Problem]:
    if verb == AdmissionVerb.SUBMIT:
        return problems_with_submission(request)
    if verb not in DECISIONS:
        return []
    problems = rules.problems_with_decision(
        verb,
        reason=request.decision_reason,
        basis=request.decision_basis,
        by=by.pk if by else None,
        clerks=reading.clerks_of(request),
    )
    if verb == AdmissionVerb.ADMIT and place is None:
        message = gettext_noop("Say which matter of the list this is.")
        problems.append(Problem("admission.matter_missing", message, "matter"))
    return problems + problems_with_personal_data(request)


def problems_with_submission(request: AdmissionRequest) -> list[Problem]:
    """All that a request lacks on the day it is submitted."""
    asked_on = request.submitted_on or timezone.localdate()
    names = ("department", "matter_name", "basis", "content")
    problems = rules.problems_with_request(
        texts={name: getattr(request, name) for name in names},
        staff=request.staff_offered,
        funds=request.funds_offered,
        nothing_offered_reason=request.nothing_offered_reason,
    )
    starts_on = request.starts_on
    return problems + rules.problems_with_start(
        asked_on=asked_on,
        starts_on=starts_on,
        minimum=reading.limit_of(rules.APPLY_DAYS_KEY, on=asked_on),
        calendar=reading.calendar_between(asked_on, starts_on or asked_on),
    )


def _open_matter(request: AdmissionRequest, place: Place) -> None:
    """The entry by which the matter is in force as long as the admission holds."""
    request.matter = place.matter
    MatterEntry.objects.create(
        admission=request,
        matter=place.matter,
        name=request.matter_name,
        field=place.field,
        role=MatterRole.ENTRUSTED,
        implementer=request.department,
        audience=place.audience,
        status=MatterStatus.ACTIVE,
    )


def _add_step(
    request: AdmissionRequest, state: str, by: AbstractUser | None, at: datetime, reason: str
) -> None:
    clerk: Any = by
    request.steps.create(state=state, by=clerk, at=at, reason=reason.strip())
    log(instance=request, action="wagtail.edit", user=by, data={"state": str(state)})
