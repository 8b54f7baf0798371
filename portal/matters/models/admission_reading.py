"""The public register of admission (准入公开登记) below a section of matters."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.contrib.routable_page.models import path
from wagtail.models import Page

from portal.matters.admission_rules import is_unpaid
from portal.matters.choices import PUBLIC_REQUESTS
from portal.models import FileUse
from portal.models.guards import guarded
from portal.pages.listing import Listing, calendar_year

from .admission import AdmissionRequest, EntrustedTask

PAGE_SIZE = 20
RECENT_YEARS = 5


class AdmissionReading:
    """The public addresses of admission; a mixin of the section of matters."""

    @path("admission/", name="admission_register")
    def read_admission(self, request: HttpRequest) -> HttpResponse:
        """What was admitted and refused here, newest first; by decision and year."""
        state, year = request.GET.get("state", ""), calendar_year(request.GET.get("year", ""))
        rows = _open_requests(self.place_path())  # type: ignore[attr-defined]
        if state in PUBLIC_REQUESTS:
            rows = rows.filter(state=state)
        if year:
            rows = rows.filter(decided_on__year=year)
        this_year = timezone.localdate().year
        values = {
            "states": [(one.value, one.label) for one in PUBLIC_REQUESTS],
            "state": state if state in PUBLIC_REQUESTS else "",
            "years": sorted(
                {*range(this_year, this_year - RECENT_YEARS, -1), *filter(None, [year])},
                reverse=True,
            ),
            "year": year,
            "listing": Listing.of(rows, request.GET, size=PAGE_SIZE),
        }
        return self._answer(request, values, "matters/admission_register.html")

    @path("admission/entrusted/", name="entrusted_tasks")
    def read_entrusted(self, request: HttpRequest) -> HttpResponse:
        """What is entrusted here: by whom, until when, who is liable, and whether it is paid.

        The written entrustment can be read where a page that everybody may read shows it.
        """
        path = self.place_path()  # type: ignore[attr-defined]
        rows = EntrustedTask.objects.filter(
            ~guarded("community__path"), community__live=True, community__path__startswith=path
        )
        today = timezone.localdate()
        is_running = request.GET.get("running", "") == "1"
        if is_running:
            rows = rows.filter(starts_on__lte=today, ends_on__gte=today)
        public = FileUse.objects.open_to_all().filter(document=OuterRef("written_doc"))
        rows = rows.annotate(is_doc_public=Exists(public))
        related = ("matter", "community", "written_doc")
        listing = Listing.of(rows.select_related(*related), request.GET, size=PAGE_SIZE)
        for task in listing.rows:
            task.is_overdue = is_unpaid(
                amount=task.amount, due_on=task.due_on, paid_on=task.paid_on, today=today
            )
        values = {"listing": listing, "is_running": is_running}
        return self._answer(request, values, "matters/entrusted_tasks.html")

    def _answer(self, request: HttpRequest, values: dict[str, Any], template: str) -> HttpResponse:
        return self.render(  # type: ignore[attr-defined,no-any-return]
            request, context_overrides=values, template=template
        )


def _open_requests(place: str) -> QuerySet[AdmissionRequest]:
    """Decided requests of a place, of what lies below it, and of the district above it."""
    above = [place[:end] for end in range(Page.steplen, len(place), Page.steplen)]
    here = Q(place__path__startswith=place) | Q(place__path__in=above)
    return (
        AdmissionRequest.objects.filter(
            here, ~guarded("place__path"), place__live=True, state__in=PUBLIC_REQUESTS
        )
        .select_related("place", "matter")
        .order_by("-decided_on", "-pk")
    )
