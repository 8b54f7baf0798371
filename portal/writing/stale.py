"""Two people, one page (编辑冲突): a form that was overtaken is not saved over the other one.

Wagtail refuses this only to its own automatic saves. Here every save is asked; who comes second is
shown both, loses nothing, and decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

CONFLICT = 409
OWN_FIELDS = {
    "csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at",
    "overwrite_revision_id", "own_revision_id", "next",
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One field on which the two differ; `by_them`, `by_me`: who has changed it, when known."""

    label: str
    html: SafeString
    by_them: bool | None = None
    by_me: bool | None = None


def expects_json(request: HttpRequest) -> bool:
    """Whether a script of the form is asking, not a person."""
    return request.headers.get("Accept", "") == "application/json"


def is_stale(request: HttpRequest, page: Any) -> bool:
    """Whether somebody has saved the page since the form was opened or last saved by itself.

    A form that has saved itself names that version (`own_revision_id`, by our script). One that
    names none was opened when the page had none yet.
    """
    latest, sent = page.latest_revision, request.POST
    if latest is None:
        return False
    if own := sent.get("overwrite_revision_id") or sent.get("own_revision_id"):
        return bool(own != str(latest.pk))
    loaded = sent.get("loaded_revision_id")
    moment = sent.get("loaded_revision_created_at", "")
    return loaded != str(latest.pk) or bool(moment and moment != latest.created_at.isoformat())


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Asked before a form is saved; the answer instead of saving, or None to go on."""
    if request.method != "POST" or page.alias_of_id:
        return None
    if expects_json(request):
        return _review_answer(page) or _stale_answer(request, page)
    return _conflict(request, page) if is_stale(request, page) else None


def _review_answer(page: Any) -> HttpResponse | None:
    """While a page is in review nothing saves itself: it would make the reviewer an author."""
    if not page.workflow_in_progress:
        return None
    words = gettext("This page is in review; it is saved only when you press the button.")
    answer = {"success": False, "error_code": "locked", "error_message": words}
    return JsonResponse(answer, status=400)


def _stale_answer(request: HttpRequest, page: Any) -> HttpResponse | None:
    """What Wagtail answers to its own script, which it lets pass when no version is named."""
    if not is_stale(request, page):
        return None
    words = gettext("Somebody else has saved this page meanwhile")
    answer = {"success": False, "error_code": "invalid_revision", "error_message": words}
    return JsonResponse(answer, status=400)


def _conflict(request: HttpRequest, page: Any) -> HttpResponse:
    """Both versions side by side, with everything that was typed."""
    mine = _as_typed(request, page)
    values = {
        "page": page,
        "latest": page.latest_revision,
        "differences": list(_differences(request, page, mine)),
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in OWN_FIELDS and not name.startswith(("action-", "workflow-action"))
        ],
        "moment": page.latest_revision.created_at.isoformat(),
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "header_icon": "warning",
        "page_title": gettext("Somebody else has saved this page meanwhile"),
        "page_subtitle": page.get_admin_display_title(),
    }
    return render(request, "portal/admin/stale.html", values, status=CONFLICT)


def _as_typed(request: HttpRequest, page: Any) -> Any:
    """The page as the form would have saved it, in memory only."""
    mine = page.latest_revision.as_object()
    form = mine.get_edit_handler().get_form_class()(
        request.POST, instance=mine, parent_page=page.get_parent(), for_user=request.user
    )
    form.defer_required_fields()
    form.is_valid()
    for name, formset in form.formsets.items():
        if name != "comments" and formset.is_valid():
            formset.save(commit=False)
    return mine


def _differences(request: HttpRequest, page: Any, mine: Any) -> Iterator[Difference]:
    """The fields on which the stored version and the typed one differ."""
    base = _base(request, page)
    bound = page.get_edit_handler().get_bound_panel(instance=page, request=request, form=None)
    for compare in bound.get_comparison():
        found = compare(page, mine)
        if not found.has_changed():
            continue
        by_them = compare(base, page).has_changed() if base else None
        by_me = compare(base, mine).has_changed() if base else None
        html = found.htmldiff() if hasattr(found, "htmldiff") else SafeString("")
        yield Difference(str(found.field_label()), html, by_them, by_me)


def _base(request: HttpRequest, page: Any) -> Any:
    """What both began with, when it is still as it was."""
    own = request.POST.get("own_revision_id", "")
    loaded = own or request.POST.get("loaded_revision_id", "")
    if not loaded.isdigit() or int(loaded) == page.latest_revision_id:
        return None
    revision = page.revisions.filter(pk=loaded).first()
    moment = request.POST.get("loaded_revision_created_at", "")
    if revision is None or (not own and moment and revision.created_at.isoformat() != moment):
        return None
    return revision.as_object()
