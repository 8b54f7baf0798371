"""Procedures of the city under the addresses of communities in the map of the site.

An address stands in the map where the page itself says that it is the one to keep: where the
community adds details of its own. Everywhere else the city's page is, which stands there anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    DateTimeField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat
from wagtail import hooks

from portal.signals import SITEMAP_PARTS
from portal.sitemap import SitemapPart

from .local_reading import city_procedures
from .models import LocalDetails, MatterSection, Procedure


@hooks.register(SITEMAP_PARTS)
def shared_parts() -> Iterator[SitemapPart]:
    """The city's procedures as communities with details of their own serve them."""
    yield SitemapPart("local", shared_addresses())


def shared_addresses() -> QuerySet[Any]:
    """Details of open procedures in open sections, with the address at which they are read.

    A page of the community at the same address is met first. When details were changed is not
    kept, so that none has a date.
    """
    sections = MatterSection.objects.open_to_all().filter(
        depth=OuterRef("community__depth") + 1, path__startswith=OuterRef("community__path")
    )
    own = Procedure.objects.live().filter(
        in_community=OuterRef("community"), slug=OuterRef("procedure__slug")
    )
    rows = LocalDetails.objects.filter(procedure__in=city_procedures().values("pk"))
    rows = rows.annotate(
        section=Subquery(sections.order_by("path").values("url_path")[:1]),
        changed_at=Cast(Value(None), DateTimeField()),
    )
    rows = rows.filter(~Exists(own), section__isnull=False)
    parts = ("section", F("procedure__slug"), Value("/"))
    return rows.annotate(url_path=Concat(*parts, output_field=TextField()))
