"""Smallest valid local details, and a centre with a window to take them from."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from portal.matters.models import LocalDetails, Occasion, Window
from portal.models import RuleSetting
from portal.pages.models import Centre, OpeningHours


def make_details(procedure: Any, community: Any, **values: Any) -> LocalDetails:
    """What a community adds to a procedure, looked at today."""
    values.setdefault("place", "青禾路27号（演示）")
    values.setdefault("reviewed_on", timezone.localdate())
    return LocalDetails.objects.create(procedure=procedure, community=community, **values)


def make_window(community: Any, **values: Any) -> Window:
    """A window of the community's centre, which is open five days a week."""
    centre, is_new = Centre.objects.get_or_create(
        community=community,
        name="社区服务中心（演示）",
        defaults={"address": "青禾路27号", "phone": "0000-8800 1121"},
    )
    if is_new:
        OpeningHours.objects.bulk_create(
            OpeningHours(centre=centre, weekday=day, opens=time(8, 30), closes=time(17, 30))
            for day in range(5)
        )
    values = {"no": "2", "name": "民政与救助", **values}
    return Window.objects.create(centre=centre, **values)


def make_occasion(slug: str = "old-age", **values: Any) -> Occasion:
    """A life event."""
    values = {"kind": "life_event", "name": "养老", **values}
    return Occasion.objects.create(slug=slug, **values)


def enter_review_rule(days: int = 180) -> None:
    """After how many days local details count as old."""
    RuleSetting.objects.get_or_create(
        key="matter.local_review_days",
        effective_from="2000-01-01",
        defaults={"value": str(days), "basis": "本门户约定（演示）"},
    )
