"""The section under which a place offers what can be done (办事)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from portal import signals
from portal.matters.catalogue_reading import CatalogueReading
from portal.models import RoutedPage, SearchDocument, frame
from portal.pages.models.sections import Section
from portal.problems import gettext_noop

from .admission_reading import AdmissionReading
from .place_routes import PlaceRoutes
from .procedures import Procedure


class SharedRoutes(RoutedPage):
    """Procedures of the city below a section; stands last, after every address with a name."""

    @path("<str:slug>/", name="shared_procedure")
    def read_shared(self, request: HttpRequest, slug: str) -> HttpResponse:
        """A procedure of the city with what this community adds; 404 in the city's own section."""
        from portal.matters.shared_procedures import serve

        answer: Any = serve(self, request, slug)
        return answer  # type: ignore[no-any-return]


class MatterSection(CatalogueReading, AdmissionReading, PlaceRoutes, SharedRoutes, Section):
    """What can be done here (办事): of the city, or of one community with its own details.

    In a community a procedure of the city is read under the community's address; it is the same
    page, never a copy or a mirror.
    """

    parent_page_types = ["portal.City", "portal.Community"]
    subpage_types = ["matters.Procedure"]
    menu_label = gettext_noop("Services")
    search_document = SearchDocument(kind="section", body=("introduction",))

    class Meta:
        verbose_name = _("section of service matters")
        verbose_name_plural = _("sections of service matters")

    @cached_property
    def community_id(self) -> int | None:
        """The community whose section this is; None for the city's. No query for a served page."""
        if self.depth == 3:
            return None
        chain = getattr(self, "_chain", None)
        return chain[-2].pk if chain else frame.community_id_of(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Tells who listens when a community begins or ceases to serve the city's procedures."""
        was_live = type(self).objects.filter(pk=self.pk, live=True).exists() if self.pk else False
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.live != was_live and self.depth > 3:
                shared = Procedure.objects.filter(live=True, in_community__isnull=True)
                signals.content_changed.send(sender=Procedure, queryset=shared)

    @path("")
    def read_list(self, request: HttpRequest) -> HttpResponse:
        """What can be done here: see `section_reading.values_of`."""
        from portal.matters.section_reading import values_of

        return self.render(request, context_overrides=values_of(self, request))  # type: ignore[no-any-return]
