"""Demo of what communities add (演示本社区信息): sections, details, the commonest matters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from wagtail import hooks

from portal.demo.tree import LaidPages, moment
from portal.matters.local_reading import city_procedures, proposed_for, tell
from portal.matters.models import LocalDetails, Matter, MatterSection
from portal.signals import DEMO_LOADERS

OLD_AFTER = timedelta(days=200)
LOOKED_AT = timedelta(days=20)


@hooks.register(DEMO_LOADERS, order=60)
def load_local(*, at: datetime, by: AbstractUser | None) -> Iterator[str]:
    """Adds sections and details that are missing; after the procedures, which they belong to."""
    path = Path(settings.BASE_DIR) / "fixtures" / "matters" / "local.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    on, laid = timezone.localdate(at), LaidPages()
    _order_commonest(told["commonest"])
    added = [_lay(laid, one, on=on, by=by) for one in told["communities"]]
    yield f"Local details: {sum(added)} added."


def _order_commonest(codes: list[str]) -> None:
    """The order of the commonest; what staff have put in order stays."""
    if Matter.objects.filter(common_order__isnull=False).exists():
        return
    for place, code in enumerate(codes, start=1):
        Matter.objects.filter(code=code).update(common_order=place)


def _lay(laid: LaidPages, told: Mapping[str, Any], *, on: date, by: AbstractUser | None) -> int:
    """The section of one community, once, and with it the details; how many details."""
    address = f"matters/{told['place']}/services"
    community = laid.page(told["place"])
    if community is None or address in laid:
        return 0
    section = MatterSection(title="办事", slug="services", show_in_menus=True)
    laid.add(section, below=community, address=address, at=moment(on - LOOKED_AT), by=by)
    rows = [
        _details(page, community, told, on)
        for page in city_procedures().filter(matter__code__in=told["notes"].keys() | told["old"])
    ]
    LocalDetails.objects.bulk_create(rows)
    for row in rows:
        tell(row.procedure_id)
    return len(rows)


def _details(page: Any, community: Any, told: Mapping[str, Any], on: date) -> LocalDetails:
    """What the centre of the community says of one procedure."""
    code, proposed = page.matter.code, proposed_for(community, page)
    return LocalDetails(
        procedure=page,
        community=community,
        window_id=proposed.pop("window", None),
        note=told["notes"].get(code, ""),
        common_order=told["first"].index(code) + 1 if code in told["first"] else None,
        reviewed_on=on - (OLD_AFTER if code in told["old"] else LOOKED_AT),
        **proposed,
    )
