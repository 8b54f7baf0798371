"""Notices that cite regulations, as rows, so that a regulation can say who rests on it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeReference(models.Model):
    """A notice cites a regulation or an article of it by title (《…》第九条).

    Only titles in book marks count. One that is not in the library yet keeps its title and is
    resolved when that text arrives.
    """

    notice = models.ForeignKey("pages.Notice", on_delete=models.CASCADE, related_name="references")
    target = models.ForeignKey(
        "pages.Regulation", on_delete=models.SET_NULL, null=True, related_name="cited_in_notices"
    )
    target_title = models.CharField(max_length=255)
    number = models.PositiveIntegerField(null=True)
    suffix = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("citation in a notice")
        verbose_name_plural = _("citations in notices")

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.target_title} {self.number or ''}".strip()
