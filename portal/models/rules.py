"""Numbers that come from law, and the calendar of working days: rows that staff can edit."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleSettingQuerySet(models.QuerySet["RuleSetting"]):
    """Reads as: the settings of a key that hold on a day."""

    def in_force(self, key: str, *, on: date, scope: str = "") -> "RuleSetting | None":
        """The youngest row of `key` that started on or before `on`; a narrower scope wins."""
        rows = self.filter(key=key, effective_from__lte=on, scope__in={"", scope})
        return rows.order_by("-scope", "-effective_from", "-pk").first()

    def value_of(self, key: str, *, on: date) -> models.Subquery:
        """The value of `key` in force, as a column of another statement."""
        return self._column("value", key, on)

    def basis_of(self, key: str, *, on: date) -> models.Subquery:
        """What the value of `key` in force rests on, as a column of another statement."""
        return self._column("basis", key, on)

    def _column(self, name: str, key: str, on: date) -> models.Subquery:
        rows = self.filter(key=key, effective_from__lte=on, scope="")
        return models.Subquery(rows.order_by("-effective_from", "-pk").values(name)[:1])


class RuleSetting(models.Model):
    """One number, limit or cadence of the law (规则参数): a new value is a new row."""

    key = models.CharField(_("key"), max_length=80)
    value = models.CharField(_("value"), max_length=80)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    scope = models.CharField(_("scope"), max_length=80, blank=True)
    basis = models.CharField(_("legal basis"), max_length=250)
    effective_from = models.DateField(_("in force from"))

    objects = RuleSettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule setting")
        verbose_name_plural = _("rule settings")
        ordering = ["key", "scope", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "scope", "effective_from"], name="rule_setting_once_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} {self.unit}".strip()


class CalendarDay(models.Model):
    """What one day is: working day, day of rest or statutory holiday (节假日安排)."""

    class Kind(models.TextChoices):
        """Kinds of days; a make-up Saturday is a working day."""

        WORKDAY = "workday", _("working day")
        REST = "rest", _("day of rest")
        STATUTORY = "statutory", _("statutory holiday")

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    note = models.CharField(_("note"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"
