"""The emergency banners (应急横幅) that stand above every page, kept in the frame.

Kept in the transaction that publishes, changes or withdraws an emergency notice, so that the next
request shows it and no request pays for looking it up. When a banner holds is asked at each request
of the instants kept with it: it ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from portal.signals import FRAME_PARTS

from .choices import NoticeKind
from .models import Notice


@hooks.register(FRAME_PARTS)
def banners(root: Page) -> dict[str, Any]:
    """Public emergency notices below `root` that are not over, the gravest and newest first."""
    rows = Notice.objects.open_to_all().filter(
        kind=NoticeKind.EMERGENCY,
        ends_at__gt=timezone.now(),
        alias_of__isnull=True,
        path__startswith=root.path,
    )
    ordered = rows.order_by("-severity", "-starts_at", "-pk").prefetch_related("affected")
    return {"banners": [banner for row in ordered for banner in _banners_of(row, root)]}


def _banners_of(notice: Notice, root: Page) -> Iterator[dict[str, Any]]:
    """One banner for the whole city or the notice's community, or one for each named one.

    A notice that is taken down before its emergency ends takes its banner along.
    """
    kept = {
        "id": notice.pk,
        "title": notice.title,
        "what_to_do": notice.what_to_do,
        "severity": notice.severity,
        "starts_at": _written(notice.starts_at),
        "ends_at": _written(min(filter(None, (notice.ends_at, notice.expire_at)))),
        "path": notice.url_path[len(root.url_path) :],
        "phone": notice.emergency_phone,
        "updated_at": _written(notice.last_published_at or notice.published_at),
        "language": notice.language,
    }
    named = [place.pk for place in notice.affected.all()] or [notice.in_community_id]
    for community in named:
        yield {**kept, "community": community}


def _written(instant: datetime | None) -> str:
    """An instant with its offset from UTC, in the time of the place."""
    return timezone.localtime(instant).isoformat() if instant else ""
