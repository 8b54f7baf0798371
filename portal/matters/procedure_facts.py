"""What the rules ask of a procedure, read from the page and its rows as they are in memory."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.models import DeadLink
from portal.pages.rules import plain
from portal.problems import Problem

from .limit_rules import Limit
from .procedure_elements import FeeFacts, MaterialFacts, ProcedureFacts
from .procedure_rules import (
    helpful_elements,
    missing_elements,
    problems_with_links,
    problems_with_procedure,
    score,
)

COPIED = (
    "title", "implementer", "applicants", "no_materials", "fee_kind", "decision_place",
    "next_office", "place", "hours", "consult_phone", "complaint_phone", "reviewed_on",
    "online_url", "visits", "remedy", "short_version",
)  # fmt: skip
LINKS = ("online_url", "next_office_url")


def facts_of(page: Any) -> ProcedureFacts:
    """The procedure as plain values."""
    copied: dict[str, Any] = {name: getattr(page, name) for name in COPIED}
    return ProcedureFacts(
        **copied,
        matter=page.matter_id is not None,
        bases=sum(1 for row in page.bases.all() if row.regulation_id or row.title.strip()),
        conditions=plain(page.conditions),
        materials=tuple(
            MaterialFacts(row.name, row.copies, tuple(row.situation_names))
            for row in page.materials.all()
        ),
        situations=tuple(row.name.strip() for row in page.situations.all()),
        steps=page.steps.count(),
        legal=Limit(page.legal_limit, page.legal_limit_unit),
        promised=Limit(page.promised_limit, page.promised_limit_unit),
        fees=tuple(FeeFacts(row.name, row.basis) for row in page.fees.all()),
        next_office_way=page.next_office_address or page.next_office_url,
        result=page.result_name,
        questions=page.questions.count(),
    )


def problems_of(page: Any, *, today: date) -> list[Problem]:
    """What keeps a procedure from being published; asks the last check of links when it has any."""
    links = {name: getattr(page, name) for name in LINKS if getattr(page, name)}
    dead: set[str] = set()
    if links and page.pk:
        rows = DeadLink.objects.filter(page_id=page.pk, address__in=links.values())
        dead = set(rows.values_list("address", flat=True))
    found = problems_with_procedure(facts_of(page), today=today)
    return [*found, *problems_with_links(links, dead), *_problems_with_offer(page, today)]


def _problems_with_offer(page: Any, today: date) -> list[Problem]:
    """What is new to the public must be in the catalogue or admitted.

    Text may be mended after its matter is over; while no catalogue is in force anywhere there is
    nothing to ask.
    """
    from .admission_reading import problems_with_matter
    from .models import Catalogue

    if page.live or not Catalogue.objects.in_force(today).exists():
        return []
    return problems_with_matter(page.matter, on=today, place=page.in_community)


def hints_of(page: Any, *, today: date) -> list[Problem]:
    """The same while somebody writes, and after it what would be helpful."""
    return [*problems_of(page, today=today), *helpful_elements(facts_of(page))]


def score_of(page: Any) -> dict[str, Any]:
    """How complete a procedure is, for the form: elements there, of how many, those missing."""
    facts = facts_of(page)
    missing = missing_elements(facts)
    there, total = score(facts)
    return {"there": there, "total": total, "missing": missing, "helpful": helpful_elements(facts)}
