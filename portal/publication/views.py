"""Readers report an error on a page (找错), and read what came of the reports of others."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from portal.models.guards import PublicPageQuerySet
from portal.navigation import Frame, frame_of
from portal.page_meta import base_address
from portal.visitors import address_of

from .forms import ReportForm, begun
from .models import ErrorReport
from .report_actions import TooMany, mark_of, receive_report

SENT_SALT = "portal.publication.sent"
ANSWERS_ON_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest) -> HttpResponse:
    """The form; a valid one is kept and its number shown. What was typed is never lost."""
    hosts = {request.get_host(), urlsplit(base_address()).netloc}
    if request.method != "POST":
        first = {"page": request.GET.get("page", ""), "begun": begun(timezone.now())}
        return _form(request, ReportForm(initial=first, hosts=hosts))
    form = ReportForm(request.POST, hosts=hosts)
    if form.is_from_robot:
        return _sent("")
    if not form.is_valid():
        return _form(request, form)
    try:
        return _sent(_keep(request, form.cleaned_data).number)
    except TooMany:
        return render(request, "429.html", status=429)


def _form(request: HttpRequest, form: ReportForm) -> HttpResponse:
    values = {"form": form, "errors": list(_errors_of(form)), "page_at": form["page"].value()}
    return render(request, "publication/report_error.html", values)


def _errors_of(form: ReportForm) -> Any:
    """(id of the field, message) of each error, in the order of the fields."""
    for field in form.visible_fields():
        for message in field.errors:
            yield f"{field.auto_id}_0" if field.name == "kind" else field.auto_id, message
    for message in form.non_field_errors():
        yield "report-send", message


def _keep(request: HttpRequest, values: dict[str, Any]) -> ErrorReport:
    frame, now = frame_of(request), timezone.now()
    community = frame.community_at(values["page"])
    return receive_report(
        page=values["page"],
        page_title=_title_of(frame, values["page"].lstrip("/")),
        community_id=community["id"] if community else None,
        kind=values["kind"],
        text=values["text"],
        at=now,
        sender=mark_of(address_of(request), at=now),
    )


def _title_of(frame: Frame, path: str) -> str:
    """The title of the public page at a path; empty when the path names something else."""
    if frame.root is None:
        return ""
    pages: Any = PublicPageQuerySet(Page).open_to_all()
    row = pages.filter(url_path=frame.root.url_path + path).values_list("title", flat=True).first()
    return row or ""


def _sent(number: str) -> HttpResponse:
    token = signing.dumps(number, salt=SENT_SALT)
    return HttpResponseRedirect(reverse("report_error_sent", args=[token]))


@never_cache
@require_safe
def report_sent(request: HttpRequest, token: str) -> HttpResponse:
    """The number under which a report is kept; the address shows nothing but that."""
    try:
        number = signing.loads(token, salt=SENT_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    return render(request, "publication/report_sent.html", {"number": number})


@require_safe
def report_answers(request: HttpRequest) -> HttpResponse:
    """What was reported and what came of it, in the words of staff."""
    rows = ErrorReport.objects.answered_in_public().defer("text")
    answers = Paginator(rows, ANSWERS_ON_PAGE).get_page(request.GET.get("page"))
    values = {"answers": answers}
    return render(request, "publication/report_answers.html", values)
