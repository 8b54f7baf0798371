"""Pictures and files of the portal: our own models, so that they can grow without a move.

Staff give them no tags: Wagtail offers the tags of all communities to everybody, and a tag may tell
what a draft is about. The collection of a community keeps its files together.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


def without_tags(names: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a form, without tags."""
    return tuple(name for name in names if name != "tags")


class Image(AbstractImage):
    """A picture (图片) uploaded by staff."""

    tags = TaggableManager(
        verbose_name=_("tags"), blank=True, help_text=None, related_name="portal_images"
    )

    admin_form_fields = without_tags(WagtailImage.admin_form_fields)

    class Meta(AbstractImage.Meta):
        default_related_name = "portal_images"


class Rendition(AbstractRendition):
    """A resized copy of one picture; one per picture and filter."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Document(AbstractDocument):
    """A file for download (附件)."""

    tags = TaggableManager(
        verbose_name=_("tags"), blank=True, help_text=None, related_name="portal_documents"
    )

    admin_form_fields = without_tags(WagtailDocument.admin_form_fields)

    class Meta(AbstractDocument.Meta):
        default_related_name = "portal_documents"
