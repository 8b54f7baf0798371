"""What the foundation adds to Wagtail's admin: early answers of the gate, quiet menus, our rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.action_menu import UnpublishMenuItem
from wagtail.admin.wagtail_hooks import PageListingUnpublishButton
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from portal import link_checking, waiting
from portal.file_links import FileLinks
from portal.models import Community
from portal.problems import Refused
from portal.publication.gate import problems_with
from portal.roles import groups_for, known_to
from portal.signals import DUE_ITEMS
from portal.viewsets import DeadLinkViewSet, PublicationViewSet, RulesAndCalendar
from portal.withdrawing import WithdrawBulkAction
from portal.writing import desk as writing_desk  # noqa: F401 - registers its hooks

hooks.register("register_bulk_action", WithdrawBulkAction, order=10)
hooks.register(DUE_ITEMS, link_checking.due)
hooks.register("construct_homepage_panels", waiting.add_panel)


@hooks.register("register_rich_text_features", order=10)
def prepare_file_links(features: FeatureRegistry) -> None:
    """After Wagtail's own handler of links to files, in its place."""
    features.register_link_type(FileLinks)


# --- The gate, asked before anything is touched --------------------------------------------------
@hooks.register("before_publish_page")
def refuse_incomplete(request: HttpRequest, page: Any) -> None:
    """Asked by the edit view after it saved the draft; Wagtail has not touched the schedule yet."""
    _refuse([page], named=False)


@hooks.register("before_bulk_action")
def refuse_incomplete_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    """Names every page of a bulk publication that is not complete; none is published then."""
    if action_type != "publish" or action.models != [Page]:
        return
    pages = list(objects)
    if action.cleaned_form.cleaned_data["include_descendants"]:
        pages += [row for page in objects for row in page.get_descendants().not_live()]
    _refuse(page.get_latest_revision_as_object() for page in pages)


@hooks.register("before_copy_page")
def refuse_incomplete_copies(request: HttpRequest, page: Page) -> None:
    """A copy or mirror that is to be public is judged before the first page is made."""
    if request.POST.get("publish_copies") or request.POST.get("alias"):
        below = bool(request.POST.get("copy_subpages"))
        pages = page.get_descendants(inclusive=True) if below else Page.objects.filter(pk=page.pk)
        _refuse(pages.live().specific())


def _refuse(pages: Iterable[Any], *, named: bool = True) -> None:
    """Refuses with all problems of all pages, each with the title of its page."""
    problems = [
        replace(problem, where=page.title) if named else problem
        for page in pages
        if hasattr(page, "problems")
        for problem in problems_with(page)
    ]
    if problems:
        raise Refused(problems)


# --- Nobody sees over the own border --------------------------------------------------------------
@hooks.register("construct_page_chooser_queryset")
def choose_what_is_known(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """The page chooser leaves out what other communities have not published."""
    return known_to(request.user, pages)


# --- Groups of a new or renamed community --------------------------------------------------------
@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def keep_groups(request: HttpRequest, page: Any) -> None:
    """A community has its groups, files and workflow from the start."""
    if isinstance(page, Community):
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


@hooks.register("construct_main_menu")
def quiet_menu(request: HttpRequest, items: list[Any]) -> None:
    """Leaves out what a clerk never needs: links about Wagtail, and reports for most people."""
    shown_to_few = set() if request.user.is_superuser else {"reports"}
    items[:] = [item for item in items if item.name not in {"help", *shown_to_few}]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    """How many pages and files there are helps nobody who comes to work; asked last of all."""
    items.clear()


# --- Screens for our rows ------------------------------------------------------------------------
@hooks.register("register_admin_viewset")
def own_screens() -> list[Any]:
    """What the foundation keeps in rows."""
    return [RulesAndCalendar(), PublicationViewSet(), DeadLinkViewSet()]
