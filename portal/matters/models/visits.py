"""What staff note of their visits to the residents of the groups they are linked to."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.matters.choices import VisitPurpose
from portal.models import Community
from portal.pages.models import ContactAssignment


class VisitLog(models.Model):
    """A visit to a residents' group by the person linked to it (定点联系走访记录).

    For staff alone. It names a group and no resident, so that nothing in it has to be kept from a
    colleague who takes over (村〔社区〕专职工作人员管理办法 article 5; 中华人民共和国个人信息保护法
    article 6).
    """

    masks_names = True
    """A resident's name or home in a text is refused as a telephone is."""

    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="visits", verbose_name=_("community")
    )
    on = models.DateField(_("date"), default=timezone.localdate)
    visitor = models.ForeignKey(
        ContactAssignment,
        on_delete=models.PROTECT,
        related_name="visits",
        verbose_name=_("visited by"),
    )
    group = models.CharField(
        _("group of residents"),
        max_length=120,
        help_text=_("Such as: 第二居民小组、第一网格. No name of a resident, no house number."),
    )
    purpose = models.CharField(_("purpose"), max_length=8, choices=VisitPurpose)
    subject = models.CharField(
        _("what it was about"),
        max_length=300,
        help_text=_("The matter itself, without who spoke of it."),
    )
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("noted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.group}"
