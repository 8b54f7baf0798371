"""The plain site's pages, settings and banner: what a Wagtail tutorial would build."""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page


class FolderPage(Page):
    """Home, district, community and section."""


class ItemTag(TaggedItemBase):
    """A tag of an item."""

    content_object = ParentalKey("ItemPage", related_name="tagged_items", on_delete=models.CASCADE)


class ItemPage(Page):
    """An item: the same facts as a notice of the portal."""

    summary = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    published_on = models.DateField()
    body = RichTextField()
    tags = ClusterTaggableManager(through=ItemTag, blank=True)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds what Wagtail's documentation shows: ancestors, tags and the banner."""
        context = super().get_context(request, *args, **kwargs)
        context["crumbs"] = self.get_ancestors(inclusive=True).live().filter(depth__gt=1)
        context["banner"] = Banner.objects.filter(is_live=True).first()
        return context


class Banner(models.Model):
    """One line above every page."""

    text = models.CharField(max_length=200)
    is_live = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.text


@register_setting
class PlainSettings(BaseSiteSetting):
    """Whose site this is."""

    host_unit = models.CharField(max_length=120)
    hotline = models.CharField(max_length=40)
