"""What is known of files (附件档案): their versions, their text, who judged them, which pages show
them to the public.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .files import Document, Image, stored_place
from .guards import guarded, lasting


class FileVersion(models.Model):
    """One state of a file for download (文件版本). Rows are added and never edited.

    Only `public_at` is filled in later: the moment at which it first became public.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to=stored_place, max_length=200)
    name = models.CharField(_("file name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=8)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    at = models.DateTimeField(_("uploaded at"))
    note = models.CharField(_("why it was replaced"), max_length=200, blank=True)
    public_at = models.DateTimeField(_("public since"), null=True)
    warnings = models.JSONField(default=list)
    hidden = models.JSONField(default=list)
    personal = models.JSONField(default=list)

    class Meta:
        verbose_name = _("version of a file")
        verbose_name_plural = _("versions of files")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    @property
    def filename(self) -> str:
        """The name in its address."""
        return str(self.file.name).rsplit("/", 1)[-1]

    def is_cleared(self, about: str) -> bool:
        """Whether a person has judged what was found; asks only rows that are not loaded yet."""
        return any(row.about == about for row in self.clearances.all())


class FileText(models.Model):
    """The text of a version (文件文本), read when it was uploaded; kept apart, for it may be long.

    `hidden_text` is what readers do not see at once; it is never for search.
    """

    version = models.OneToOneField(FileVersion, on_delete=models.CASCADE, related_name="reading")
    text = models.TextField(blank=True)
    hidden_text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return str(self.version)


class FileClearance(models.Model):
    """That a person judged what was found in a version (确认), with the reason. Rows are added."""

    class About(models.TextChoices):
        """What was judged."""

        HIDDEN = "hidden", _("hidden parts")
        PERSONAL = "personal", _("personal data")

    version = models.ForeignKey(FileVersion, on_delete=models.CASCADE, related_name="clearances")
    about = models.CharField(_("about"), max_length=8, choices=About)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("confirmation of a file")
        verbose_name_plural = _("confirmations of files")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.version} {self.get_about_display()}"


class FileUseQuerySet(models.QuerySet["FileUse"]):
    """Reads as: the uses by pages that are public; by pages open to everybody."""

    def public(self, at: datetime | None = None) -> FileUseQuerySet:
        """By pages that are live and not past their date, guarded or not."""
        return self.filter(lasting("page", at), page__live=True)

    def open_to_all(self, at: datetime | None = None) -> FileUseQuerySet:
        """By pages that everybody may read."""
        free = ~guarded("page__path") & ~guarded("page__alias_of__path")
        return self.public(at).filter(free)


class FileUse(models.Model):
    """That a published page shows a file or picture (附件使用).

    Written in the transaction in which the page becomes public or is taken away. Without such a
    row nobody outside gets the file.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="uses")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, null=True, related_name="uses")

    objects = FileUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a file")
        verbose_name_plural = _("uses of files")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document__isnull=True) ^ models.Q(image__isnull=True),
                name="use_of_a_file_or_a_picture",
            ),
            models.UniqueConstraint(fields=["page", "document"], name="one_use_of_a_file"),
            models.UniqueConstraint(fields=["page", "image"], name="one_use_of_a_picture"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.document or self.image}"


def uses_of(thing: Any) -> FileUseQuerySet:
    """The uses of a file or picture."""
    return FileUse.objects.filter(**{thing._meta.model_name: thing.pk})


def is_public(thing: Any, at: datetime | None = None) -> bool:
    """Whether some public page uses the file or picture now."""
    return uses_of(thing).public(at or timezone.now()).exists()
