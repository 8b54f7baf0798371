"""Editors' screens for the rows of a community: centre, units, cards, names, institutions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from portal.viewsets import CommunityNameViewSet, InstitutionEventViewSet

from .directory_viewsets import CentreViewSet, ContactViewSet, OrganisationUnitViewSet


class CommunityRows(ViewSetGroup):
    """What a community keeps beside its pages."""

    menu_label = _("Community facts")
    menu_icon = "group"
    menu_order = 150
    items = (
        CentreViewSet,
        OrganisationUnitViewSet,
        ContactViewSet,
        CommunityNameViewSet,
        InstitutionEventViewSet,
    )
