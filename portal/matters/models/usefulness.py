"""Whether a procedure helped its readers (这页帮到您了吗): their answers, and nothing of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from portal.matters.useful_rules import LONGEST_WHY
from portal.models import Community

from .procedures import Procedure


class UsefulAnswerQuerySet(models.QuerySet["UsefulAnswer"]):
    """Reads as: how many said yes, how many no."""

    def counted(self) -> dict[str, int]:
        """`yes` and `no` of these answers."""
        return self.aggregate(
            yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False))
        )


class UsefulAnswer(models.Model):
    """One answer of a reader: yes or no, why, and on which day. Nothing leads to a person."""

    procedure = models.ForeignKey(
        Procedure,
        on_delete=models.CASCADE,
        related_name="useful_answers",
        verbose_name=_("procedure"),
    )
    community = models.ForeignKey(
        Community,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("community"),
    )
    helped = models.BooleanField(_("helped"))
    why = models.CharField(_("what was missing"), max_length=LONGEST_WHY, blank=True)
    given_on = models.DateField(_("day"))

    objects = UsefulAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about a procedure")
        verbose_name_plural = _("answers about procedures")
        ordering = ["-given_on", "-pk"]
        indexes = [models.Index(fields=["procedure", "-given_on"], name="useful_by_procedure")]

    def __str__(self) -> str:
        return f"{self.given_on} {'+' if self.helped else '-'}"
