"""The legal basis of a matter: a regulation and the number of an article, never a row of a text."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.pages.models import Regulation


class LegalBasis(models.Model):
    """One article on which something rests (设定依据).

    Points to the regulation and the number of the article; what the article says is asked of the
    version in force on the day. `seen_version` is the number of the version that was in force at
    the last review. A text that is not in the library keeps its title.
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
