"""Stops the admin from deleting what was ever public; the screen for reports of errors."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from . import gate, personal_desk  # noqa: F401
from .viewsets import ErrorReportViewSet


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
