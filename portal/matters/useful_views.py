"""Readers say whether a procedure helped them (帮到您了吗): yes, no, why. Nobody is asked who."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.publication.report_actions import TooMany, mark_of
from portal.visitors import address_of

from .models import Procedure
from .useful_actions import keep_answer
from .useful_forms import NO, YES, UsefulForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def useful(request: HttpRequest, pk: int) -> HttpResponse:
    """The form about one public procedure; what was typed is never lost."""
    page = get_object_or_404(Procedure.objects.open_to_all(), pk=pk)
    if request.method != "POST":
        asked = request.GET.get("helped", "")
        first = {"helped": asked if asked in (YES, NO) else None}
        return _form(request, page, UsefulForm(initial=first))
    form = UsefulForm(request.POST)
    if form.is_from_robot:
        return redirect("useful_thanks", page.pk)
    if not form.is_valid():
        return _form(request, page, form)
    return _kept(request, page, form.cleaned_data)


def _kept(request: HttpRequest, page: Procedure, values: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    try:
        keep_answer(
            page,
            helped=values["helped"] == YES,
            why=values["why"],
            at=now,
            sender=mark_of(address_of(request), at=now),
        )
    except TooMany:
        return render(request, "429.html", status=429)
    return redirect("useful_thanks", page.pk)


def _form(request: HttpRequest, page: Procedure, form: UsefulForm) -> HttpResponse:
    values = {"form": form, "errors": list(_errors_of(form)), "procedure": page}
    return render(request, "matters/procedure_useful_form.html", values)


def _errors_of(form: UsefulForm) -> Iterator[tuple[str, str]]:
    for field in form.visible_fields():
        for message in field.errors:
            yield f"{field.auto_id}_0" if field.name == "helped" else field.auto_id, str(message)


@never_cache
@require_safe
def useful_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """Thanks, and the way back to the procedure."""
    page = get_object_or_404(Procedure.objects.open_to_all(), pk=pk)
    return render(request, "matters/procedure_useful_thanks.html", {"procedure": page})
