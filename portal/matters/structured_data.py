"""What machines may read of an office procedure: schema.org's GovernmentService."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail import hooks

from portal.page_meta import absolute
from portal.signals import STRUCTURED_DATA
from portal.structured_data import filled

from .choices import FeeKind
from .models import Procedure
from .procedure_rules import Standing


@hooks.register(STRUCTURED_DATA)
def facts_of(page: Any, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The facts of a procedure that can be followed; nothing of others."""
    if isinstance(page, Procedure) and context.get("standing") == Standing.OFFERED:
        yield service_facts(page, context)


def service_facts(page: Procedure, context: Mapping[str, Any]) -> dict[str, Any]:
    """Who offers what to whom, where, by which telephone, for how much."""
    address = absolute(context["here"])
    return filled(
        type="GovernmentService",
        id=address + "#service",
        url=address,
        name=page.title,
        description=page.summary,
        identifier=page.matter.code if page.matter else "",
        provider=filled(type="GovernmentOrganization", name=page.implementer),
        audience=filled(type="Audience", audienceType=page.applicants),
        areaServed=_area(page, context),
        availableChannel=list(_channels(page, context["where"])),
        offers=list(_offers(page, context)),
        serviceOutput=filled(type="Thing", name=page.result_name),
        inLanguage="zh-Hans",
    )


def _area(page: Procedure, context: Mapping[str, Any]) -> dict[str, Any] | None:
    local = context.get("local")
    place = local.community if local else page.in_community or context["frame"].root
    return filled(type="AdministrativeArea", name=place.title) if place else None


def _channels(page: Procedure, where: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    phone = filled(
        type="ContactPoint", telephone=where["consult_phone"], contactType="customer service"
    )
    place = filled(type="Place", name=where["place"], address=where["place"])
    yield filled(type="ServiceChannel", serviceLocation=place, servicePhone=phone)
    if page.online_url:
        yield filled(type="ServiceChannel", serviceUrl=page.online_url)


def _offers(page: Procedure, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What it costs; nothing to pay is an offer of nothing."""
    if page.fee_kind == FeeKind.FREE:
        yield filled(type="Offer", price="0", priceCurrency="CNY")
    for row in context["parts"].fees if page.fee_kind == FeeKind.CHARGED else ():
        yield filled(type="Offer", name=row.name, price=str(row.amount), priceCurrency="CNY")
