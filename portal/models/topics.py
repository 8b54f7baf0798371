"""Topics (主题): the words by which every public page can be found and gathered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase

from portal.prepared import NOBODYS_KEY, Prepared


class Topic(TagBase):
    """A topic word (主题词) such as 医保; its name is unique whatever the case."""

    free_tagging = True

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class TopicTag(ItemBase):
    """One page carries one topic."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tagged_pages")
    content_object = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="topic_tags"
    )

    class Meta:
        verbose_name = _("topic of a page")
        verbose_name_plural = _("topics of pages")


def _of_page(page: int) -> models.QuerySet[Topic]:
    """The topics of a page, in the order in which they were given."""
    return Topic.objects.filter(tagged_pages__content_object=page).order_by("tagged_pages__pk")


TOPICS_OF_PAGE = Prepared(_of_page, NOBODYS_KEY)
