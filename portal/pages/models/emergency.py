"""Emergencies (应急): what stands above every page for as long as it holds."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from portal.pages import notice_rules
from portal.pages.choices import NoticeKind, Severity
from portal.problems import Problem


class EmergencyFacts(models.Model):
    """How grave an emergency is, when it holds and what to do (应急信息); part of a notice.

    It holds in the whole city or in the community where the notice stands; the city may name the
    communities that are concerned. It always has an end.
    """

    severity = models.PositiveSmallIntegerField(
        _("how grave"), choices=Severity, null=True, blank=True
    )
    starts_at = models.DateTimeField(_("holds from"), null=True, blank=True)
    ends_at = models.DateTimeField(
        _("holds until"),
        null=True,
        blank=True,
        help_text=_("The banner goes by itself at this time; to end it earlier, withdraw."),
    )
    what_to_do = models.CharField(
        _("what to do"), max_length=120, blank=True, help_text=_("One sentence for the banner.")
    )
    emergency_phone = models.CharField(_("number to call"), max_length=40, blank=True)
    affected = ParentalManyToManyField(
        "portal.Community",
        blank=True,
        related_name="+",
        verbose_name=_("only these communities"),
        help_text=_("For notices of the city; none chosen means the whole city."),
    )

    demanded_fields: tuple[str, ...] = (
        "severity",
        "starts_at",
        "ends_at",
        "what_to_do",
        "emergency_phone",
    )
    emergency_panels = [
        MultiFieldPanel(
            [
                FieldPanel("severity"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("what_to_do"),
                FieldPanel("emergency_phone"),
                FieldPanel("affected"),
            ],
            heading=_("Emergency: the banner on every page"),
            attrs={"data-notice-kinds": NoticeKind.EMERGENCY.value},
        ),
    ]

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        """Whether the emergency has ended."""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def holds_now(self) -> bool:
        """Whether the emergency has begun and not ended."""
        has_begun = self.starts_at is None or self.starts_at <= timezone.now()
        return has_begun and not self.is_over

    def emergency_problems(self, *, published_at: datetime) -> list[Problem]:
        """What the emergency lacks to become public at an instant."""
        return [
            *notice_rules.problems_with_emergency(
                severity=self.severity,
                starts_at=self.starts_at,
                ends_at=self.ends_at,
                published_at=published_at,
                what_to_do=self.what_to_do,
                phone=self.emergency_phone,
            ),
            *notice_rules.problems_with_scope(
                is_of_city=self.in_community_id is None,  # type: ignore[attr-defined]
                affected=self.affected.all() if self.pk else (),
            ),
        ]
