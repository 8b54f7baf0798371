"""Questions about an office procedure that can be answered on paper: is it complete, is it stale?

All that is missing is said at once. Knows no model.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from portal.matters.choices import ENDED, DecisionPlace, FeeKind, MatterStatus
from portal.problems import Problem, gettext_noop

from .limit_rules import problems_with_limits
from .procedure_elements import ELEMENTS, HELPFUL, ProcedureFacts, is_vague

REVIEW_KEY = "procedure.review_days"
"""The rule setting that says after how many days a procedure must be looked at again."""


def missing_elements(facts: ProcedureFacts) -> list[Problem]:
    """Every element that is not there, in the order of the form."""
    return [
        Problem(f"procedure.{one.field}_missing", one.message, one.field)
        for one in ELEMENTS
        if not one.is_there(facts)
    ]


def helpful_elements(facts: ProcedureFacts) -> list[Problem]:
    """What would be good to have; stops nothing."""
    return [
        Problem(f"procedure.{one.field}_helpful", one.message, one.field)
        for one in HELPFUL
        if not one.is_there(facts)
    ]


def score(facts: ProcedureFacts) -> tuple[int, int]:
    """How many elements are there, of how many."""
    return len(ELEMENTS) - len(missing_elements(facts)), len(ELEMENTS)


def problems_with_procedure(facts: ProcedureFacts, *, today: date) -> list[Problem]:
    """All that keeps a procedure from being published, at once."""
    return [
        *missing_elements(facts),
        *problems_with_limits(facts.legal, facts.promised),
        *_with_materials(facts),
        *_with_fees(facts),
        *_with_decision(facts),
        *_with_review(facts.reviewed_on, today),
    ]


def _with_materials(facts: ProcedureFacts) -> Iterator[Problem]:
    """Vague names, numbers that are none, situations nobody has listed, and a contradiction."""
    if facts.materials and facts.no_materials:
        message = gettext_noop("Nothing need be brought, and yet materials are listed: one is so.")
        yield Problem("procedure.materials_contradict", message, "no_materials")
    vague = gettext_noop("“%(name)s” does not say what to bring: name each material by itself.")
    none = gettext_noop("Say how many of “%(name)s” are needed: at least one.")
    unknown = gettext_noop("“%(name)s” names the situation “%(situation)s”, which is not listed.")
    for one in facts.materials:
        if is_vague(one.name):
            yield Problem("procedure.material_vague", vague, "materials", {"name": one.name})
        if one.copies < 1:
            yield Problem("procedure.material_number", none, "materials", {"name": one.name})
        for situation in one.situations:
            if situation not in facts.situations:
                params = {"name": one.name, "situation": situation}
                yield Problem("procedure.situation_unknown", unknown, "materials", params)


def _with_fees(facts: ProcedureFacts) -> Iterator[Problem]:
    if facts.fee_kind == FeeKind.CHARGED and not facts.fees:
        message = gettext_noop("Enter what must be paid, and the document that allows it.")
        yield Problem("procedure.fees_missing", message, "fees")
    if facts.fee_kind == FeeKind.FREE and facts.fees:
        message = gettext_noop("It is free of charge, and yet fees are listed: one is so.")
        yield Problem("procedure.fees_contradict", message, "fee_kind")
    message = gettext_noop("Name the document that allows the fee “%(name)s”.")
    for fee in facts.fees:
        if not fee.basis.strip():
            yield Problem("procedure.fee_without_basis", message, "fees", {"name": fee.name})


def _with_decision(facts: ProcedureFacts) -> Iterator[Problem]:
    """Whoever is sent on is told where to."""
    if facts.decision_place not in (DecisionPlace.FORWARDED, DecisionPlace.PROXY):
        return
    if not facts.next_office.strip():
        message = gettext_noop("Say which office decides.")
        yield Problem("procedure.next_office_missing", message, "next_office")
    if not facts.next_office_way.strip():
        message = gettext_noop("Give the address or a link of the office that decides.")
        yield Problem("procedure.next_office_nowhere", message, "next_office_address")


def _with_review(reviewed_on: date | None, today: date) -> Iterator[Problem]:
    if reviewed_on is not None and reviewed_on > today:
        message = gettext_noop("The day of the last check lies in the future.")
        yield Problem("procedure.reviewed_ahead", message, "reviewed_on")


def problems_with_links(links: Mapping[str, str], dead: Collection[str]) -> list[Problem]:
    """Links, by the field that holds each, of which the check of links says that they lead nowhere.

    Mended elsewhere, they pass again after the next check.
    """
    message = gettext_noop(
        "This link led nowhere when it was last checked. Correct it, or leave it empty for now."
    )
    return [
        Problem("procedure.link_dead", message, name)
        for name, address in links.items()
        if address and address in dead
    ]


def review_due(reviewed_on: date | None, days: int | None) -> date | None:
    """The day on which a procedure must have been looked at again; None without day or rule."""
    return reviewed_on + timedelta(days=days) if reviewed_on and days else None


def is_stale(reviewed_on: date | None, *, days: int | None, today: date) -> bool:
    """Whether nobody has checked the text for longer than the rule allows (需复核)."""
    due = review_due(reviewed_on, days)
    return due is not None and today > due


class Standing(StrEnum):
    """Whether a procedure can be followed today, as the catalogue in force has it."""

    OFFERED = "offered"
    SUSPENDED = "suspended"
    ENDED = "ended"


def standing_of(status: str | None) -> Standing:
    """From what is said of the matter today.

    A matter that stands in no catalogue yet says nothing about itself.
    """
    if status in ENDED:
        return Standing.ENDED
    return Standing.SUSPENDED if status == MatterStatus.SUSPENDED else Standing.OFFERED
