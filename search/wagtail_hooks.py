"""What search adds to Wagtail: the screen of synonyms, and the browser's search in every head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.desk import Lamp
from portal.models import Document
from portal.row_views import YesNoColumn
from portal.seen_rows import SeenAtSave
from portal.signals import DESK_STATE, DUE_ITEMS, HEALTH_PARTS, RUNNING, SITE_HEAD

from . import health, options, parked_views, status_views
from .conf import embedded
from .due import due_procedures, due_regulations
from .models import SynonymGroup
from .refresh import refresh_files


class SynonymForm(SeenAtSave, WagtailAdminModelForm):
    """Words that mean the same; who comes second is told what somebody else has stored."""


class SynonymGroupViewSet(SnippetViewSet):
    """Editors' screen of synonyms (同义词): a change holds from the next query on."""

    model = SynonymGroup
    icon = "list-ul"
    menu_label = _("Synonyms of search")
    add_to_settings_menu = True
    list_display = ["words", YesNoColumn("is_active", label=_("in use"), sort_key="is_active")]
    list_filter = ["is_active"]
    search_fields = ["words"]
    edit_handler = ObjectList(
        [FieldPanel("words"), FieldPanel("is_active")], base_form_class=SynonymForm
    )


register_snippet(SynonymGroupViewSet)
hooks.register(DUE_ITEMS, due_regulations)
hooks.register(DUE_ITEMS, due_procedures)
hooks.register(HEALTH_PARTS, health.parts)
hooks.register("register_admin_urls", status_views.urls)
hooks.register("register_admin_urls", parked_views.urls)
hooks.register("register_settings_menu_item", status_views.menu_item)


@hooks.register("after_bulk_action")
def files_were_moved(_request: Any, action: str, objects: Any, _view: Any) -> None:
    """Many files lie in another collection now, which may be guarded; no row was saved."""
    if action == "add_to_collection":
        documents = [one.pk for one in objects if isinstance(one, Document)]
        refresh_files(Document.objects.filter(pk__in=documents))


@hooks.register(RUNNING)
def drain() -> list[tuple[str, list[str]]]:
    """Beside the others runs what keeps a search server in step, where there is one."""
    return [("search", ["search_drain", "--loop"])] if options.url() else []


@hooks.register(SITE_HEAD)
def opensearch_link() -> SafeString:
    """Lets a browser offer the portal's search in its own search box."""
    return format_html(
        '<link rel="search" type="application/opensearchdescription+xml" href="{}" title="{}">',
        reverse("search:opensearch"),
        gettext("Community portal"),
    )


@hooks.register(DESK_STATE)
def index_lamp() -> Iterator[Lamp]:
    """Whether the index answers for what is public."""
    index = embedded().health()
    if index.ready and not index.outdated:
        yield Lamp(gettext("Search index in order"), True)
    else:
        yield Lamp(gettext("The search index must be built anew: tell the operator"), False)
    if options.url():
        yield _outside_lamp()


def _outside_lamp() -> Lamp:
    """Whether the search server has everything that is public."""
    if not health.server().ok:
        words = gettext("The search server does not answer; the index in the database does")
        return Lamp(words, False)
    if not health.drain().ok:
        return Lamp(gettext("The search server has not taken over every change"), False)
    return Lamp(gettext("Search server in order"), True)
