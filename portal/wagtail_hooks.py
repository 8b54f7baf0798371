"""What the foundation adds to Wagtail's admin: early answers of the gate, quiet menus, our rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.action_menu import UnpublishMenuItem
from wagtail.admin.wagtail_hooks import PageListingUnpublishButton
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from portal import (
    desk_audit,
    desk_audit_views,
    link_checking,
    page_states,
    rule_desk,
    staff_due,
)
from portal.desk import menu as desk_menu
from portal.desk import views as desk_views
from portal.file_links import FileLinks
from portal.file_views import confirm_version
from portal.listed_pages import for_a_list
from portal.models import Community, District
from portal.page_listing import PageListViewSet
from portal.problems import Refused
from portal.publication.gate import problems_with_mirror
from portal.roles import groups_for, known_to
from portal.sign_in.desk import SecondFactorPanel
from portal.signals import DESK_DOORS, DESK_TALLIES, DUE_ITEMS, HEALTH_PARTS
from portal.staffing import desk as staffing_desk
from portal.viewsets import DeadLinkViewSet, PublicationViewSet, RulesAndCalendar
from portal.withdrawing import WithdrawBulkAction
from portal.writing import desk as writing_desk  # noqa: F401 - registers its hooks

hooks.register("register_bulk_action", WithdrawBulkAction, order=10)
hooks.register(DUE_ITEMS, link_checking.due)
hooks.register("register_admin_viewset", PageListViewSet, order=10)  # after Wagtail's, in its place
hooks.register("register_admin_urls", staffing_desk.urls)
hooks.register("register_admin_menu_item", staffing_desk.menu_item)
hooks.register("register_log_actions", staffing_desk.log_actions)
hooks.register("register_admin_urls", page_states.urls)
hooks.register("register_admin_menu_item", page_states.menu_item)
hooks.register(DUE_ITEMS, staff_due.due_mails)
hooks.register(DUE_ITEMS, staff_due.due_reminders)
hooks.register(DESK_TALLIES, rule_desk.tallies)
hooks.register(DESK_DOORS, rule_desk.doors)
hooks.register(HEALTH_PARTS, rule_desk.parts)
hooks.register("construct_main_menu", desk_menu.in_words_of_the_work)


@hooks.register("register_rich_text_features", order=10)
def prepare_file_links(features: FeatureRegistry) -> None:
    """After Wagtail's own handler of links to files, in its place."""
    features.register_link_type(FileLinks)


# --- The gate, asked before anything is touched --------------------------------------------------
@hooks.register("before_copy_page")
def refuse_mirrors_of_what_is_not_approved(request: HttpRequest, page: Page) -> None:
    """A mirror is public at once with its source: both are judged before the first page is made."""
    if request.method == "POST" and request.POST.get("alias"):
        below = bool(request.POST.get("copy_subpages"))
        pages = page.get_descendants(inclusive=True) if below else Page.objects.filter(pk=page.pk)
        _refuse(pages.live().specific())


def _refuse(pages: Iterable[Any]) -> None:
    """Refuses with all problems of all pages, each with the title of its page."""
    problems = [
        replace(problem, where=page.title)
        for page in pages
        if hasattr(page, "problems")
        for problem in problems_with_mirror(page)
    ]
    if problems:
        raise Refused(problems)


# --- Nobody sees over the own border --------------------------------------------------------------
@hooks.register("construct_page_chooser_queryset")
def choose_what_is_known(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """The page chooser leaves out what other communities have not published."""
    return for_a_list(known_to(request.user, pages))


# --- Groups of a new or renamed community --------------------------------------------------------
@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def keep_groups(request: HttpRequest, page: Any) -> None:
    """A community or district has its groups, files and workflow from the start."""
    if isinstance(page, Community | District):
        groups_for(page)


# --- Words and menus -----------------------------------------------------------------------------
@hooks.register("construct_page_action_menu")
def say_withdraw(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The word of the work instead of Wagtail's."""
    for item in items:
        if isinstance(item, UnpublishMenuItem):
            item.label = _("Withdraw")


@hooks.register("construct_page_listing_buttons")
def say_withdraw_in_listings(
    buttons: list[Any], page: Page, user: Any, context: dict[str, Any]
) -> None:
    """The same word in the page explorer."""
    for button in buttons:
        if isinstance(button, PageListingUnpublishButton):
            button.label = _("Withdraw")


@hooks.register("insert_global_admin_css")
def look_of_the_desk() -> SafeString:
    """The portal's colours in the admin, and the first screen's own shapes."""
    sheets = ("css/tokens.css", "css/desk.css")
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(name),) for name in sheets)
    )


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Below the admin, which demands that a person is signed in."""
    return [
        path("desk/go/<slug:key>/", desk_views.go, name="desk_go"),
        path("desk/told/", desk_views.ToldView.as_view(), name="desk_told"),
        path("desk/read/", desk_views.read_all, name="desk_read"),
    ]


@hooks.register("register_admin_urls")
def confirmations_of_files() -> list[Any]:
    """Where the forms on the screen of a file lead."""
    address = "files/<int:document_id>/versions/<int:number>/confirm/"
    return [path(address, confirm_version, name="portal_confirm_file")]


# --- Screens for our rows ------------------------------------------------------------------------
@hooks.register("register_admin_viewset")
def own_screens() -> list[Any]:
    """What the foundation keeps in rows."""
    return [RulesAndCalendar(), PublicationViewSet(), DeadLinkViewSet()]


# --- Signing in, and the record of what staff did -------------------------------------------------
hooks.register("register_account_settings_panel", SecondFactorPanel)
hooks.register("register_log_actions", desk_audit.register)
hooks.register("register_admin_urls", desk_audit_views.urls)
hooks.register("register_settings_menu_item", desk_audit_views.menu_item)
