"""Entries of office procedures: one for each, with what every community says of it.

A procedure of the city is found under the filter of each community that serves it, which is every
one with a section of services, and by the words with which a community says where and when.
What the catalogue of the day ends is found as over, with the reason and where to go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import OuterRef

from portal.matters.models import LocalDetails, Material, MatterSection, Procedure, Question, Step
from portal.matters.procedure_rules import Standing, standing_of
from portal.matters.standing import with_standing
from portal.models import Community
from portal.models.open_info import Validity

from .entry import Entry
from .pages import Context, page_entry

Texts = dict[int, list[str]]
OVER = "不再办理"
ENDED = Validity.EXPIRED.value
"""The state under which a matter that is over stands in the index and in the facet."""
_LOCAL = ("place", "hours", "consult_phone", "complaint_phone", "note")


def entries(pages: list[Any], context: Context) -> Iterator[Entry]:
    """One entry a procedure; the same number of statements for one procedure and for hundreds."""
    shared = [page.pk for page in pages if page.in_community_id is None]
    parts, local = _parts_of([page.pk for page in pages]), _local_of(shared)
    serving = _serving() if shared else ()
    over = ended_on([page.pk for page in pages], context.today)
    for page in pages:
        entry, ending = page_entry(page, context), over.get(page.pk, "")
        own = [page.matter.name] if page.matter else []
        heading = [*own, entry.heading, page.applicants]
        body = [ending, entry.body, page.implementer, page.place, page.hours, *parts[page.pk]]
        yield replace(
            entry,
            heading="\n".join(filter(None, heading)),
            body="\n".join(filter(None, [*body, *local[page.pk]])),
            issuer=entry.issuer or page.implementer,
            status=ENDED if ending else entry.status,
            communities=serving if page.in_community_id is None else (),
        )


def ended_on(pages: list[int], on: date) -> dict[int, str]:
    """Of procedures whose matter is over on the day a line that says so, by page (one query)."""
    rows = with_standing(Procedure.objects.filter(pk__in=pages), on, OuterRef("path"))
    found = {}
    for page, entry in rows.values_list("pk", "entry"):
        said = entry or {}
        if standing_of(said.get("status")) == Standing.ENDED:
            words = (OVER, said.get("reason"), said.get("go_to"), said.get("name"))
            found[page] = " ".join(filter(None, words))
    return found


def _parts_of(pages: list[int]) -> Texts:
    """What is brought, what happens, what is often asked, by page."""
    found: Texts = defaultdict(list)
    rows = [
        *Material.objects.filter(procedure__in=pages).values_list("procedure", "name", "note"),
        *Step.objects.filter(procedure__in=pages).values_list("procedure", "name", "actor"),
        *Question.objects.filter(procedure__in=pages).values_list(
            "procedure", "question", "answer"
        ),
    ]
    for page, *words in rows:
        found[page].append(" ".join(filter(None, words)))
    return found


def _local_of(pages: list[int]) -> Texts:
    """What communities that are public say of the procedures, each in a line with its name."""
    found: Texts = defaultdict(list)
    open_places = Community.objects.open_to_all().values("pk")
    rows = LocalDetails.objects.filter(procedure__in=pages, community__in=open_places)
    for row in rows.select_related("community", "window").order_by("community__path"):
        words = [row.community.title, str(row.window) if row.window else ""]
        words += [getattr(row, name) for name in _LOCAL]
        found[row.procedure_id].append(" ".join(filter(None, words)))
    return found


def _serving() -> tuple[str, ...]:
    """The communities under whose own address the procedures of the city are read."""
    sections = MatterSection.objects.open_to_all().filter(depth__gt=3)
    above = [path[: -MatterSection.steplen] for path in sections.values_list("path", flat=True)]
    keys = Community.objects.filter(path__in=above).order_by("path").values_list("pk", flat=True)
    return tuple(map(str, keys))
