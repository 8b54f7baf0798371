"""Where staff find the check of personal data: addresses, a button, the list, words of the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button

from portal.row_views import RegisterPolicy, RowViewSet

from .models import PersonalDataOverride
from .personal_actions import LET_PASS, MASKED, may_let_pass
from .personal_data import problems_with_personal_data
from .personal_views import LetPassView, PersonalDataView


class PersonalDataOverrideViewSet(RowViewSet):
    """Personal data that a second person let pass (个人信息放行): read, never written."""

    model = PersonalDataOverride
    name = "personal-data-overrides"
    icon = "view"
    policy_class = RegisterPolicy
    search_fields = ["title", "reason"]
    list_display = ["title", "findings_in_words", "reason", "by", "at"]
    list_export = ["title", "findings_in_words", "reason", "by", "at"]
    inspect_view_fields = ["title", "findings_in_words", "reason", "by", "at"]
    form_fields: list[str] = []
    menu_order = 405
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def own_list() -> PersonalDataOverrideViewSet:
    """The list of what was let pass."""
    return PersonalDataOverrideViewSet()


@hooks.register("register_admin_urls")
def personal_data_urls() -> list[URLPattern]:
    """Addresses below the admin, which demands that a person is signed in."""
    below = "pages/<int:page_id>/personal-data/"
    return [
        path(below, PersonalDataView.as_view(), name="personal_data"),
        path(f"{below}let-pass/", LetPassView.as_view(), name="personal_data_let_pass"),
    ]


@hooks.register("register_page_header_buttons")
def check_button(page: Any, user: Any, view_name: str, next_url: str = "") -> Iterator[Button]:
    """On the form of a page."""
    if view_name == "edit" and hasattr(page, "problems"):
        url = reverse("personal_data", args=[page.pk])
        yield Button(_("Check of personal data"), url=url, icon_name="view", priority=62)


@hooks.register("before_edit_page")
def tell_the_second_person(request: Any, page: Any) -> None:
    """Says above a submitted page what its approver has to decide, with the way there."""
    if request.method != "GET" or not getattr(page, "current_workflow_task_state", None):
        return
    if not hasattr(page, "problems") or not may_let_pass(request.user, page):
        return
    if count := len(problems_with_personal_data(page)):
        words = ngettext(
            "%(count)d finding of personal data keeps this page from becoming public.",
            "%(count)d findings of personal data keep this page from becoming public.",
            count,
        )
        way = reverse("personal_data", args=[page.pk])
        messages.warning(
            request,
            words % {"count": count},
            buttons=[
                messages.button(way, gettext("Look at it: mask it or let it pass")),
            ],
        )


@hooks.register("register_log_actions")
def words_of_the_log(actions: Any) -> None:
    """What history calls these verbs; neither entry holds what was found."""
    actions.register_action(MASKED, _("Mask personal data"), _("Personal data was masked"))
    actions.register_action(
        LET_PASS, _("Let personal data pass"), _("Personal data was let pass, with a reason")
    )
