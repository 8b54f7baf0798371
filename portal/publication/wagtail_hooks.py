"""Stops the admin from deleting what was ever public and from publishing in bulk; our screens."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction

from . import approval_actions, decisions, gate, menu, personal_desk  # noqa: F401
from .approval_views import ConfirmApprovalView, EmergencyView, RestoreView
from .models import Approval
from .viewsets import ErrorReportViewSet

PublishBulkAction.models = []  # for no kind of thing: absent from menus, 404 when forged


@hooks.register("before_delete_page")
def refuse_deletion(request: HttpRequest, page: Any) -> None:
    """Asked before the confirmation and before the deletion itself."""
    gate.check_deletion(page)


@hooks.register("before_bulk_action")
def refuse_bulk_deletion(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    """The same for many pages at once; other kinds of objects are not ours to judge."""
    if action_type == "delete" and action.models and hasattr(action.models[0], "url_path"):
        for page in objects:
            gate.check_deletion(page)


@hooks.register("register_admin_viewset")
def own_screen() -> ErrorReportViewSet:
    """What readers report."""
    return ErrorReportViewSet()


@hooks.register("register_admin_urls")
def own_addresses() -> list[URLPattern]:
    """The acts that one click is not enough for."""
    return [
        path("publish-at-once/<int:pk>/", EmergencyView.as_view(), name="publication_alone"),
        path("confirm/<int:pk>/", ConfirmApprovalView.as_view(), name="publication_confirm"),
        path("make-public-again/<int:pk>/", RestoreView.as_view(), name="publication_restore"),
    ]


@hooks.register("after_edit_page")
def go_on_to_emergency(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The draft is stored as it stands; the next screen says what it lacks or publishes it."""
    return redirect("publication_alone", page.pk) if menu.ALONE in request.POST else None


@hooks.register("before_edit_page")
def mark_unconfirmed(request: HttpRequest, page: Any) -> None:
    """Says above the form that a second person must still confirm what is public."""
    if request.method != "GET":
        return
    row = Approval.objects.unconfirmed().filter(page_id=page.pk).select_related("by").first()
    request._waiting_approval = row  # type: ignore[attr-defined]
    if row is not None and row.confirm_until is not None:
        words = _("Published by %(who)s alone. A second person must confirm it by %(until)s.")
        until = timezone.localtime(row.confirm_until)
        messages.warning(request, words % {"who": row.by, "until": f"{until:%Y-%m-%d %H:%M}"})


@hooks.register("register_log_actions")
def own_log_actions(actions: Any) -> None:
    """What the history of a page calls a confirmation."""
    actions.register_action(
        approval_actions.CONFIRMED,
        gettext_lazy("Confirm"),
        gettext_lazy("Confirmed what one person published"),
    )
