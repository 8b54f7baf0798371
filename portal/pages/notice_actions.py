"""Verbs of notices beside publication: record that a list of persons is over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal import signals

from .models import Notice
from .models.publicity import LISTS_OVER


@transaction.atomic
def take_down_list(pk: int, *, at: datetime) -> bool:
    """Records that the list of the notice `pk` is down and tells search, in one transaction.

    What readers see is judged by the date already; from now on nothing outside of the notice's own
    row and its revisions holds the text. False when there is nothing (more) to do.
    """
    rows = Notice.objects.filter(LISTS_OVER, pk=pk, live=True, has_personal_list=True)
    over = rows.filter(takedown_on__lt=timezone.localdate(at))
    if not over.select_for_update(of=("self",)).exists():
        return False
    page = Notice.objects.filter(pk=pk)
    page.update(list_removed_at=at)
    signals.content_changed.send(sender=Notice, queryset=page)
    return True
