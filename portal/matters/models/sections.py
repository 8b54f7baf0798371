"""The section under which a place offers what can be done (办事)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin

from portal.models import SearchDocument
from portal.pages.models.sections import Section
from portal.problems import gettext_noop

from .admission_reading import AdmissionReading


class MatterSection(AdmissionReading, RoutablePageMixin, Section):
    """What can be done here (办事): of the city, or of one community with its own details."""

    parent_page_types = ["portal.City", "portal.Community"]
    subpage_types = ["matters.Procedure"]
    menu_label = gettext_noop("Services")
    search_document = SearchDocument(kind="section", body=("introduction",))

    class Meta:
        verbose_name = _("section of service matters")
        verbose_name_plural = _("sections of service matters")
