"""What the screens of a catalogue share: the way there, buttons, and the border of the reach."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from portal.row_views import InReach, RowPolicy

from .models.catalogue import Catalogue


def entry_list(catalogue: Catalogue) -> str:
    """Address of the entries of a catalogue."""
    return f"{reverse('catalogue-entries:index')}?catalogue={catalogue.pk}"


def catalogue_crumbs(catalogue: Catalogue, *more: dict[str, str]) -> list[dict[str, str]]:
    """The way from the list of catalogues over one of them to here."""
    verb = "inspect" if catalogue.published_at else "edit"
    return [
        {"url": reverse("catalogues:index"), "label": gettext("catalogues").capitalize()},
        {"url": reverse(f"catalogues:{verb}", args=[catalogue.pk]), "label": str(catalogue)},
        *more,
    ]


def catalogue_buttons(catalogue: Catalogue) -> list[HeaderButton]:
    """What can be done with a catalogue from its own screen."""
    at = [catalogue.pk]
    buttons = [HeaderButton(gettext("Entries"), url=entry_list(catalogue), icon_name="list-ul")]
    if catalogue.published_at is None:
        buttons += [
            HeaderButton(gettext("Bring in a table"), url=reverse("catalogues:table", args=at),
                         icon_name="upload"),
            HeaderButton(gettext("Publish the catalogue"), icon_name="check",
                         url=reverse("catalogues:publish", args=at)),
        ]  # fmt: skip
    elif catalogue.filed_on is None:
        url = reverse("catalogues:filing", args=at)
        buttons.append(HeaderButton(gettext("Record the filing"), url=url, icon_name="edit"))
    url = reverse("catalogues:export", args=[catalogue.pk, "xlsx"])
    return [*buttons, HeaderButton(gettext("Download as a table"), url=url, icon_name="download")]


class CatalogueScreen(InReach, BaseObjectMixin, WagtailAdminTemplateMixin):
    """One more screen of a catalogue in reach."""

    model = Catalogue
    permission_required = "change"
    permission_policy: Any = None
    page_title: Any = ""

    def user_has_permission_for_instance(self, verb: str, catalogue: Any) -> bool:
        """By the table of roles; a published one may still be filed, so its state is no matter."""
        return RowPolicy(Catalogue).user_has_permission_for_instance(
            self.request.user, verb, catalogue
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the catalogue."""
        return super().get_context_data(**{"object": self.object, **kwargs})

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the catalogue."""
        return catalogue_crumbs(self.object, {"url": "", "label": str(self.page_title)})
