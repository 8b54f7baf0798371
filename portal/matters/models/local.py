"""What one community adds to a procedure of the city (本社区信息)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import Community

from .procedures import Procedure
from .windows import Window


class LocalDetails(models.Model):
    """What of a procedure is different in one community: place, window, hours, telephones."""

    procedure = models.ForeignKey(
        Procedure,
        on_delete=models.CASCADE,
        related_name="local_details",
        verbose_name=_("procedure"),
    )
    community = models.ForeignKey(
        Community,
        on_delete=models.CASCADE,
        related_name="procedure_details",
        verbose_name=_("community"),
    )
    window = models.ForeignKey(
        Window,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="local_details",
        verbose_name=_("window"),
    )
    place = models.CharField(_("where (办理地点)"), max_length=200, blank=True)
    hours = models.CharField(_("when (办理时间)"), max_length=200, blank=True)
    consult_phone = models.CharField(
        _("telephone for questions (咨询电话)"), max_length=40, blank=True
    )
    complaint_phone = models.CharField(
        _("telephone for complaints (监督电话)"), max_length=40, blank=True
    )
    note = models.TextField(_("note for residents"), blank=True)
    common_order = models.PositiveSmallIntegerField(
        _("place among the commonest here"),
        null=True,
        blank=True,
        help_text=_("1 comes first on the community's home page, before the city's commonest."),
    )
    reviewed_on = models.DateField(_("last reviewed on"))

    class Meta:
        verbose_name = _("local details")
        verbose_name_plural = _("local details")
        ordering = ["procedure_id", "community_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "community"],
                name="local_details_once",
                violation_error_message=_("The community has details for this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure.title} · {self.community.title}"
