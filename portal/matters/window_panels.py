"""What windows show on the page of a service centre: which there are, and what is unusual today."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks

from portal.panels import HomePanel
from portal.signals import DIRECTORY_PANELS

from .models import WindowClosure
from .window_reading import windows_of


@hooks.register(DIRECTORY_PANELS)
def windows(request: HttpRequest, page: Any) -> HomePanel | None:
    """The windows of the centre with the note of today (one statement); None without windows."""
    today = WindowClosure.objects.filter(window=OuterRef("pk"), date=timezone.localdate())
    rows = windows_of(page.community_path).annotate(
        today_opens=Subquery(today.order_by("opens").values("opens")[:1]),
        today_closes=Subquery(today.order_by("opens").values("closes")[:1]),
        today_note=Subquery(today.order_by("opens").values("reason")[:1]),
    )
    shown = list(rows)
    return HomePanel("matters/windows_panel.html", {"windows": shown}) if shown else None
