"""What writing adds to Wagtail's desk: tables in texts, ordered pasting, scripts of the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import bulk, difference, draftail_tables, stale, undoing, views

difference.register()


@hooks.register("register_rich_text_features")
def tables_in_texts(features: FeatureRegistry) -> None:
    """Tables, and with them the ordered pasting."""
    draftail_tables.register(features)


@hooks.register("register_admin_urls")
def own_addresses() -> list[URLPattern]:
    """What the scripts of the form ask; for staff only, as all addresses of the desk."""
    return [path("writing/paste/", views.paste, name="portal_writing_paste")]


@hooks.register("insert_editor_js")
def form_script() -> SafeString:
    """The script of the form, and where pasted texts are put in order."""
    return format_html(
        '<script src="{}" defer data-writing-paste="{}"></script>',
        static("js/writing-form.js"),
        reverse("portal_writing_paste"),
    )


@hooks.register("before_edit_page")
def refuse_stale_forms(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Asked by the form before it saves anything, after it has asked who may edit."""
    return stale.ask(request, page)


@hooks.register("insert_global_admin_css")
def form_styles() -> SafeString:
    """The looks of lists and notes around forms."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/writing.css"))


@hooks.register("after_create_page", order=90)
@hooks.register("after_edit_page", order=90)
def offer_the_way_back(request: HttpRequest, page: Any) -> None:
    """What was there before a save, and what will happen by plan."""
    undoing.after_saving(request, page)


@hooks.register("after_unpublish_page", order=90)
def offer_to_restore(request: HttpRequest, page: Any) -> None:
    """The way back after a withdrawal."""
    undoing.after_withdrawing(request, page)


@hooks.register("after_bulk_action", order=90)
def say_what_was_done(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    """The summary after an action on many things."""
    bulk.say(request, objects, action)
