"""Wagtail's form of a page with what our desk adds around it (编辑页面).

Wagtail's own view does the work, found by the name of its address: its class may move from release
to release. A save holds the page meanwhile, so that two people cannot both pass the question
whether anybody else has written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.messages import ERROR, get_messages
from django.contrib.messages.storage.base import Message
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.urls import pages as stock_pages
from wagtail.models import Page

from portal.problems import Refused

from . import summary


def edit(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form of a page that exists."""
    return _held("edit", request, page_id, page_id=page_id)


def revert(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """The form filled with an older version, to be kept as a new draft."""
    return _held("revisions_revert", request, page_id, page_id=page_id, revision_id=revision_id)


def create(request: HttpRequest, **where: Any) -> HttpResponse:
    """The form of a page that is new."""
    return _finished(request, _stock("add")(request, **where))


@lru_cache(maxsize=8)
def _stock(name: str) -> Any:
    """Wagtail's view of that name."""
    return next(row.callback for row in stock_pages.urlpatterns if row.name == name)


def _held(name: str, request: HttpRequest, pk: int, **where: Any) -> HttpResponse:
    """Runs the view; a save holds the page until it is done.

    A refusal after the draft was saved leaves the draft saved, as Wagtail does.
    """
    if request.method != "POST":
        return _finished(request, _stock(name)(request, **where))
    refusal = None
    with transaction.atomic():
        Page.objects.select_for_update().filter(pk=pk).values_list("pk").first()
        try:
            response = _stock(name)(request, **where)
        except Refused as error:
            refusal = error
    if refusal is not None:
        raise refusal
    return _finished(request, response)


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Says what is to be mended, and leaves no saving of its own accord where it would harm."""
    values = response.context_data if isinstance(response, TemplateResponse) else None
    if not values:
        return response
    page, form = values.get("page"), values.get("form")
    if page is not None and page.pk and page.workflow_in_progress:
        values["autosave_enabled"] = False
    if form is not None and form.is_bound and form.errors | _errors_below(form):
        kept = [message for message in get_messages(request) if message.level != ERROR]
        said = Message(ERROR, summary.render(form), extra_tags="mendings")
        values["messages"] = [said, *kept]
    return response


def _errors_below(form: Any) -> dict[str, Any]:
    """The rows below a page that have errors, by name."""
    formsets = getattr(form, "formsets", {}).items()
    return {name: True for name, formset in formsets if not formset.is_valid()}
