"""Numbers that come from law, and the calendar of working days: rows that staff can edit."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from portal.rule_history import WHOLE_NUMBER


class RuleSettingQuerySet(models.QuerySet["RuleSetting"]):
    """Reads as: the settings of a key that hold on a day."""

    def in_force(self, key: str, *, on: date, scope: str = "") -> "RuleSetting | None":
        """The youngest row of `key` that started on or before `on`; a narrower scope wins."""
        rows = self.filter(key=key, effective_from__lte=on, scope__in={"", scope})
        return rows.order_by("-scope", "-effective_from", "-pk").first()

    def numbers(self) -> "RuleSettingQuerySet":
        """Those that are numbers: with no others does the portal reckon, whoever wrote them."""
        return self.filter(value__regex=WHOLE_NUMBER)

    def number_of(self, key: str, *, on: date, scope: str = "") -> int | None:
        """The number of `key` that holds on a day; None where none was entered.

        A value that is no number does not count: the one before it holds on (`unreadable`).
        """
        row = self.numbers().in_force(key, on=on, scope=scope)
        return int(row.value) if row else None

    def number_in(self, key: str, *, on: date) -> Cast:
        """The same as a column of another statement."""
        return Cast(self._column("value", key, on), models.IntegerField())

    def basis_in(self, key: str, *, on: date) -> models.Subquery:
        """What that number rests on, as a column of another statement."""
        return self._column("basis", key, on)

    def _column(self, name: str, key: str, on: date) -> models.Subquery:
        rows = self.numbers().filter(key=key, effective_from__lte=on, scope="")
        return models.Subquery(rows.order_by("-effective_from", "-pk").values(name)[:1])

    def unreadable(self, *, on: date, known: Iterable[str]) -> "RuleSettingQuerySet":
        """What began last and is no number, of rules that are: `known`, or once a number."""
        same = self.model.objects.filter(key=models.OuterRef("key"))
        later = same.filter(
            scope=models.OuterRef("scope"),
            effective_from__gt=models.OuterRef("effective_from"),
            effective_from__lte=on,
        )
        is_one = models.Q(key__in=list(known)) | models.Exists(same.numbers())
        rows = self.filter(is_one, ~models.Exists(later), effective_from__lte=on)
        return rows.exclude(value__regex=WHOLE_NUMBER)


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
