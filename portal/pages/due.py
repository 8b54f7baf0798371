"""What falls due for notices: lists of persons whose last day is over (名单到期撤下)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from typing import Any

from django.utils import timezone
from wagtail import hooks

from portal.scheduling import DueItem
from portal.signals import DUE_ITEMS

from .models import Notice
from .models.publicity import LISTS_OVER
from .notice_actions import take_down_list
from .notice_rules import list_ends_on


@hooks.register(DUE_ITEMS)
def due_lists(now: datetime) -> Iterator[DueItem]:
    """Public lists that were to be gone by today and are not recorded as gone."""
    today = timezone.localdate(now)
    over = Notice.objects.filter(
        LISTS_OVER, live=True, has_personal_list=True, takedown_on__lt=today
    )
    for notice in over.only("pk", "title", "takedown_on"):
        last_day: Any = notice.takedown_on
        yield DueItem(
            key=f"list:{notice.pk}:{last_day}",
            due_at=timezone.make_aware(datetime.combine(list_ends_on(last_day), time.min)),
            label=notice.title,
            run=partial(_take_down, notice.pk),
            page=notice.pk,
        )


def _take_down(pk: int, now: datetime) -> None:
    take_down_list(pk, at=now)
