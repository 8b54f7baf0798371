"""What machines may read of notices, regulations, articles and centres, in schema.org's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from django.utils import timezone
from wagtail import hooks

from portal.models import Community
from portal.models.open_info import Validity
from portal.navigation import page_address
from portal.page_meta import absolute
from portal.signals import STRUCTURED_DATA
from portal.structured_data import filled

from .choices import Weekday
from .models import Centre, Notice, Regulation
from .rules import plain

LONGEST_TEXT = 2_000
MOST_READ = 2 * LONGEST_TEXT
FORCE = {
    Validity.IN_FORCE: "https://schema.org/InForce",
    Validity.AMENDED: "https://schema.org/PartiallyInForce",
    Validity.NOT_YET_IN_FORCE: "https://schema.org/NotInForce",
    Validity.EXPIRED: "https://schema.org/NotInForce",
    Validity.REPEALED: "https://schema.org/NotInForce",
}
"""A text that nobody has verified has no force in these words; nothing is said of it."""


@hooks.register(STRUCTURED_DATA)
def facts_of(page: Any, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The facts of the pages of this package; nothing for others."""
    if isinstance(page, Notice):
        yield notice_facts(page, context)
    elif isinstance(page, Regulation):
        yield regulation_facts(page, context)
    for centre in _centres_shown(context):
        yield centre_facts(centre, page, context)


def _centres_shown(context: Mapping[str, Any]) -> list[Any]:
    """The centres that the page shows and has loaded already, each once."""
    shown = list(context.get("centres") or ())
    shown += [panel.values.get("centre") for panel in context.get("panels") or ()]
    return list({row.pk: row for row in shown if isinstance(row, Centre)}.values())


def _organisation(name: str) -> dict[str, Any] | None:
    return filled(type="Organization", name=name) if name else None


def _place_of(page: Any, context: Mapping[str, Any]) -> dict[str, Any] | None:
    """The community that an item holds in, or the whole city."""
    root = context["frame"].root
    place = page.in_community or root
    return filled(type="AdministrativeArea", name=place.title) if place else None


def _address_of(page: Any, context: Mapping[str, Any]) -> str:
    return absolute(page_address(context["frame"].relative(page.url_path)))


def _changed(page: Any) -> str | None:
    """When the page last said that something had changed."""
    notes = page.notes_shown
    return notes[0].at.isoformat() if notes else None


def notice_facts(page: Notice, context: Mapping[str, Any]) -> dict[str, Any]:
    """A notice: a dated announcement of a local body, with the day it ends when it has one.

    A list of people stays on its page, from which it can be taken down.
    """
    text = "" if page.has_personal_list else " ".join(plain(page.body[:MOST_READ]).split())
    written = page.original_date or page.written_on
    address = _address_of(page, context)
    return filled(
        type="SpecialAnnouncement",
        id=address + "#notice",
        url=address,
        name=page.title,
        abstract=page.summary,
        text=text[:LONGEST_TEXT],
        dateModified=_changed(page),
        datePosted=page.published_at and timezone.localtime(page.published_at).isoformat(),
        dateCreated=written and written.isoformat(),
        expires=page.valid_until and page.valid_until.isoformat(),
        inLanguage=page.language,
        identifier=page.index_no,
        publisher=_organisation(page.issuer),
        spatialCoverage=_place_of(page, context),
    )


def regulation_facts(page: Regulation, context: Mapping[str, Any]) -> dict[str, Any]:
    """A regulation, or the one article that is read alone as a part of it."""
    whole = _regulation(page, context)
    article = context.get("article")
    if article is None:
        return whole
    return filled(
        type="Legislation",
        url=absolute(context["request"].path),
        name=f"{page.title} {article}",
        headline=article.heading,
        text=article.text[:LONGEST_TEXT],
        inLanguage=page.language,
        isPartOf=whole,
    )


def _regulation(page: Regulation, context: Mapping[str, Any]) -> dict[str, Any]:
    version = context.get("version")
    started = getattr(version, "effective_from", None)
    return filled(
        type="Legislation",
        id=_address_of(page, context) + "#regulation",
        url=_address_of(page, context),
        name=page.title,
        abstract=page.summary,
        legislationIdentifier=page.doc_no or page.index_no,
        legislationDate=page.adopted_on and page.adopted_on.isoformat(),
        legislationDateVersion=started and started.isoformat(),
        legislationLegalForce=FORCE.get(Validity(page.validity)),
        legislationPassedBy=_organisation(page.made_by),
        dateModified=_changed(page),
        datePublished=page.promulgated_on and page.promulgated_on.isoformat(),
        inLanguage=page.language,
        publisher=_organisation(page.issuer),
        spatialCoverage=_place_of(page, context),
    )


def centre_facts(centre: Centre, page: Any, context: Mapping[str, Any]) -> dict[str, Any]:
    """A service centre: where it is, how to reach it, and its weekly hours."""
    community = page.title if isinstance(page, Community) else ""
    return filled(
        type="GovernmentOffice",
        id=f"{absolute(page_address(''))}#centre-{centre.pk}",
        name=centre.name,
        address=filled(type="PostalAddress", streetAddress=centre.address),
        telephone=centre.phone,
        parentOrganization=_organisation(centre.supervisor_org),
        areaServed=filled(type="AdministrativeArea", name=community) if community else None,
        openingHoursSpecification=list(_hours(getattr(centre, "spans", ()))),
    )


def _hours(spans: Any) -> Iterator[dict[str, Any]]:
    """One entry for each pair of times, with the days on which it holds."""
    days: dict[tuple[time, time], list[str]] = {}
    for span in spans:
        days.setdefault((span.opens, span.closes), []).append(Weekday(span.weekday).name.title())
    for (opens, closes), names in days.items():
        yield filled(
            type="OpeningHoursSpecification",
            dayOfWeek=names,
            opens=f"{opens:%H:%M}",
            closes=f"{closes:%H:%M}",
        )
