"""The legal basis of a matter: a regulation and the number of an article, never a row of a text."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.pages.choices import VersionState
from portal.pages.models import Regulation, RegulationVersion
from portal.pages.rules import version_on


class LegalBasis(models.Model):
    """One article on which something rests (设定依据).

    Points to the regulation and the number of the article; what the article says is asked of the
    version in force on the day. `seen_version` is the number of the version that was in force at
    the last review; what is entered has been looked at, and what was seen stays seen when an older
    draft of a page is published. A text that is not in the library keeps its title.
    """

    regulation = models.ForeignKey(
        Regulation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("regulation"),
    )
    title = models.CharField(
        _("title"),
        max_length=255,
        blank=True,
        help_text=_("Only when the text is not in the library."),
    )
    number = models.PositiveIntegerField(_("article"), null=True, blank=True)
    suffix = models.PositiveSmallIntegerField(default=0, editable=False)
    seen_version = models.PositiveSmallIntegerField(null=True, editable=False)

    class Meta:
        abstract = True
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")

    def __str__(self) -> str:
        name = self.regulation.title if self.regulation else self.title
        return f"《{name}》第{self.number}条" if self.number else f"《{name}》"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Remembers which version was in force when the basis was entered."""
        self.seen_version = self._seen() if self.regulation_id else None
        super().save(*args, **kwargs)

    def _seen(self) -> int | None:
        rows: Any = type(self)._default_manager.filter(pk=self.pk)
        stored = rows.values("regulation_id", "seen_version").first() if self.pk else None
        if stored and stored["regulation_id"] != self.regulation_id:
            return version_now(self.regulation_id)
        seen = [no for no in ((stored or {}).get("seen_version"), self.seen_version) if no]
        return max(seen) if seen else version_now(self.regulation_id)


def version_now(regulation_id: int | None) -> int | None:
    """The number of the version of a regulation that is in force today."""
    versions = RegulationVersion.objects.filter(
        regulation=regulation_id, state=VersionState.PUBLISHED
    )
    fields = ("no", "effective_from", "effective_to")
    version = version_on(versions.only(*fields), timezone.localdate())
    return version.no if version else None
