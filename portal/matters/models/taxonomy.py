"""By what residents and staff sort matters: statutory fields, and the occasions of a life."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.matters.choices import FieldList, MatterRole, OccasionKind


class MatterField(models.Model):
    """A field of service and management (领域), from the law or from a city's own list.

    The 41 statutory fields stand in 贵阳市社区工作条例 articles 11 to 13; there the field decides
    whether the centre leads, coordinates or assists.
    """

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("list"), max_length=12, choices=FieldList)
    role = models.CharField(_("usual role"), max_length=12, choices=MatterRole)
    basis = models.CharField(_("legal basis"), max_length=250, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("field of matters")
        verbose_name_plural = _("fields of matters")
        ordering = ["source", "order", "pk"]

    def __str__(self) -> str:
        return self.name


class Occasion(models.Model):
    """A life event or a group of residents under which matters are found (人生事件、服务人群)."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=OccasionKind)
    name = models.CharField(_("name"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("life event or group of residents")
        verbose_name_plural = _("life events and groups of residents")
        ordering = ["kind", "order", "pk"]

    def __str__(self) -> str:
        return self.name
