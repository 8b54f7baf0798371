"""Pictures and files of the portal: our own models, so that nothing unchecked is ever stored.

Staff give them no tags: Wagtail offers the tags of all communities to everybody, and a tag may tell
what a draft is about. The collection of a community keeps its files together.
"""

from __future__ import annotations

import secrets
import string
from pathlib import PurePath
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

_LONGEST_STEM = 60
"""Characters of a Chinese name that every file system holds."""


def _unguessable() -> str:
    """Letters by chance (65 bits); digits by chance look like a telephone number now and then."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))


def stored_place(_row: Any, name: str) -> str:
    """Where a file is kept: in a folder that nobody can guess, by its own name."""
    path = PurePath(name)
    return f"documents/{_unguessable()}/{path.stem[:_LONGEST_STEM]}{path.suffix.lower()}"


def without_tags(names: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a form, without tags."""
    return tuple(name for name in names if name != "tags")


class Image(AbstractImage):
    """A picture (图片) uploaded by staff. What is kept was drawn anew and holds nothing else."""

    tags = TaggableManager(
        verbose_name=_("tags"), blank=True, help_text=None, related_name="portal_images"
    )
    drawn = models.CharField(max_length=100, blank=True, editable=False)
    """The stored file that was drawn anew; another one is drawn when it is saved."""

    admin_form_fields = without_tags(WagtailImage.admin_form_fields)

    class Meta(AbstractImage.Meta):
        default_related_name = "portal_images"

    def get_upload_to(self, filename: str) -> str:
        """A place that nobody can guess; the name a camera or a person gave tells too much."""
        return f"original_images/{_unguessable()}{PurePath(filename).suffix.lower()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores the picture; a new file is drawn anew first. Refuses what is no picture, and
        another file for a picture that is stored."""
        from portal import file_keeping

        fields = kwargs.get("update_fields")
        with transaction.atomic():
            if fields is None or "file" in fields:
                file_keeping.draw_anew(self)
            super().save(*args, **kwargs)


class Rendition(AbstractRendition):
    """A resized copy of one picture; one per picture and filter."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Document(AbstractDocument):
    """A file for download (附件). `file` is what the public gets, or would get now.

    Every file it ever had is a version. While a public page uses it, a new version waits until a
    page that uses it is published again; else it is taken over at once.
    """

    tags = TaggableManager(
        verbose_name=_("tags"), blank=True, help_text=None, related_name="portal_documents"
    )
    file = models.FileField(_("file"), upload_to=stored_place, max_length=200)

    version_note = ""
    """Why a new version is uploaded; set before saving."""
    admin_form_fields = without_tags(WagtailDocument.admin_form_fields)

    class Meta(AbstractDocument.Meta):
        default_related_name = "portal_documents"

    def clean(self) -> None:
        """Asks nothing more: Wagtail would complain of a refused file a second time."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores the file; a new upload is looked at first and becomes a version.

        Refuses with `Refused` what must not be taken; nothing is stored then.
        """
        from portal import file_keeping

        fields = kwargs.get("update_fields")
        if fields is not None and "file" not in fields:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            upload = file_keeping.new_upload(self)
            if upload is not None and file_keeping.is_held_back(self):
                file_keeping.hold_back(self, upload)
                upload = None
            super().save(*args, **kwargs)
            if upload is not None:
                file_keeping.add_version(self, upload, file=self.file.name)
