"""Rows by which a second person lets personal data pass (放行个人信息)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _


def new_salt() -> str:
    """A salt of its own for each row, so that equal findings look different in two rows."""
    return get_random_string(22)


class PersonalDataOverride(models.Model):
    """A second person lets the findings of one revision pass, with a reason (放行).

    `findings` are words with masked values; `digests` recognise the same findings again and, salted
    and keyed, tell nothing of them. Rows are added, never edited or deleted.
    """

    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        related_name="personal_data_overrides",
        verbose_name=_("page"),
    )
    title = models.CharField(_("title"), max_length=255)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("draft"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("let pass by"),
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))
    findings = models.JSONField(_("findings, masked"), default=list)
    digests = models.JSONField(default=list, editable=False)
    salt = models.CharField(max_length=22, default=new_salt, editable=False)

    class Meta:
        verbose_name = _("personal data let pass")
        verbose_name_plural = _("personal data let pass")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.at:%Y-%m-%d}"

    def findings_in_words(self) -> str:
        """The findings, masked, one after the other."""
        return "；".join(self.findings)

    findings_in_words.short_description = _("findings, masked")  # type: ignore[attr-defined]
