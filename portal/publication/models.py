"""Rows that publication leaves behind: what became public or was taken away, when, by whom, why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """What happened to an item."""

    PUBLISH = "publish", _("published")
    WITHDRAW = "withdraw", _("withdrawn")
    EXPIRE = "expire", _("taken down on its date")


class Publication(models.Model):
    """One act of publication (公开记录). Rows are added, never edited or deleted.

    A page that was ever public cannot be deleted: the database protects it through `page`.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.PROTECT, related_name="publications"
    )
    index_no = models.CharField(_("index number"), max_length=40, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=255)
    verb = models.CharField(_("verb"), max_length=10, choices=Verb)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("public reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.index_no or self.title} {self.get_verb_display()} {self.at:%Y-%m-%d}"


class IndexNumberCounter(models.Model):
    """The last index number given in one year; only ever counts up."""

    unit_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "year"], name="one_counter_per_unit_year")
        ]

    def __str__(self) -> str:
        return f"{self.unit_code}/{self.year}: {self.last}"
