"""What the check of links found (链接检查): dead links, and how far the check of a day has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class DeadLink(models.Model):
    """A link on a public page that leads nowhere (死链). The row goes when the link is mended."""

    class Why(models.TextChoices):
        """Why readers do not get there."""

        MISSING = "missing", _("there is nothing at this address")
        GONE = "gone", _("it was withdrawn")
        CLOSED = "closed", _("not open to all")
        FILE = "file", _("the file or picture is gone")
        REFUSED = "refused", _("the other site answers with an error")
        SILENT = "silent", _("the other site does not answer")
        PRIVATE = "private", _("it leads into a private network")
        BROKEN = "broken", _("the page there breaks")
        WRONG = "wrong", _("this is no address")

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    address = models.CharField(_("address"), max_length=500)
    words = models.CharField(_("words of the link"), max_length=120, blank=True)
    why = models.CharField(_("why"), max_length=8, choices=Why)
    is_external = models.BooleanField(_("leads to another site"), default=False)
    first_seen_at = models.DateTimeField(_("seen since"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("dead link")
        verbose_name_plural = _("dead links")
        ordering = ["-first_seen_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "address"], name="dead_link_once_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.address} ({self.get_why_display()})"


class LinkCheckManager(models.Manager["LinkCheck"]):
    """Reads as: how far the check of today has come."""

    def position(self, day: Any) -> int | None:
        """The key of the last page checked on a day; None when that day's check is complete."""
        row = self.filter(day=day).first()
        return 0 if row is None else None if row.finished_at else row.last_page

    def advance(self, day: Any, *, last_page: int, at: datetime, finished: bool) -> None:
        """Keeps how far the check has come, so that a process that dies goes on from there."""
        values = {"last_page": last_page, "finished_at": at if finished else None}
        self.update_or_create(day=day, defaults=values)


class LinkCheck(models.Model):
    """The daily check of the internal links: one row a day."""

    day = models.DateField(_("day"), unique=True)
    last_page = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    objects = LinkCheckManager()

    class Meta:
        verbose_name = _("check of links")
        verbose_name_plural = _("checks of links")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.last_page}"
