"""The work list of legal bases whose texts have changed (依据复核), and its line of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal import roles
from portal.desk import Tally, Urgency
from portal.desk.reach import inside
from portal.desk.tallies import may_see
from portal.problems import Refused
from portal.signals import DESK_TALLIES

from .basis_actions import LASTING, may_review, review
from .basis_reading import judged, suspects
from .basis_rules import WORDS
from .models import EntryBasis, MatterEntry, ProcedureBasis

KINDS: dict[str, Any] = {"entry": EntryBasis, "procedure": ProcedureBasis}
MOST = 200
"""So many rows of each kind stand in the list; the rest follow when these are done."""


@dataclass(frozen=True)
class Row:
    """One basis to look at (待复核依据): what rests on it, and what became of it."""

    kind: str
    basis: Any
    holder: str
    url: str
    words: str
    may_be_marked: bool


def to_review(user: Any, kind: str) -> Any:
    """The bases in reach at which somebody must look: of live procedures, of entries in force."""
    today = timezone.localdate()
    if kind == "procedure":
        rows = ProcedureBasis.objects.filter(inside(user, "procedure__path"), procedure__live=True)
        return suspects(rows, today)
    entries = roles.visible_to(user, MatterEntry.objects.in_force(today))
    in_sight = entries if may_see(user, MatterEntry) else entries.none()
    return suspects(EntryBasis.objects.filter(Q(entry__in=in_sight.values("pk"))), today)


def rows_of(user: Any, kind: str) -> Iterator[Row]:
    """The work list of one kind."""
    related = ("regulation", "procedure" if kind == "procedure" else "entry__catalogue__district")
    bases = list(to_review(user, kind).select_related(*related).order_by("regulation", "pk")[:MOST])
    states = judged(bases, timezone.localdate())
    for basis in bases:
        state = states[basis.pk]
        words = gettext(WORDS[state]) if state else str(_AS_BEFORE)
        lasts = state in LASTING
        holder = basis.procedure if kind == "procedure" else basis.entry
        yield Row(
            kind, basis, str(holder), _form_of(kind, holder), words,
            not lasts and may_review(user, basis),
        )  # fmt: skip


_AS_BEFORE = _("A new version is in force; the cited text reads as before.")


def _form_of(kind: str, holder: Any) -> str:
    if kind == "procedure":
        return reverse("wagtailadmin_pages:edit", args=[holder.pk])
    return ""


class BasisReviewView(WagtailAdminTemplateMixin, TemplateView):
    """What rests on texts that have changed, with a button for what was looked at."""

    template_name = "matters/admin/basis_reviews.html"
    page_title = _("Legal bases to be looked at")
    header_icon = "clipboard-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `rows`."""
        rows = [row for kind in KINDS for row in rows_of(self.request.user, kind)]
        return super().get_context_data(rows=rows, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """A screen of its own."""
        return [{"url": "", "label": str(self.page_title)}]


@require_POST
def mark_reviewed(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Marks one basis as looked at; out of reach there is none."""
    user: Any = request.user
    if kind not in KINDS:
        raise Http404
    basis = get_object_or_404(KINDS[kind], pk=pk)
    if not may_review(user, basis):
        raise Http404
    try:
        review(basis, by=user)
        messages.success(request, gettext("Recorded: you have looked at it."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("basis_reviews")


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The list and its verb."""
    return [
        path("bases/", BasisReviewView.as_view(), name="basis_reviews"),
        path("bases/<slug:kind>/<int:pk>/", mark_reviewed, name="basis_reviewed"),
    ]


@hooks.register(DESK_TALLIES)
def basis_tallies(user: Any) -> Iterator[Tally]:
    """How many bases must be looked at, of procedures and of entries."""
    url, verb, tag = reverse("basis_reviews"), gettext("Look at them"), gettext("Legal bases")
    yield Tally(
        "procedure-bases", to_review(user, "procedure"), "procedure__first_published_at",
        _of_procedures, url, verb, tag, Urgency.REVIEW,
    )  # fmt: skip
    if may_see(user, MatterEntry):
        yield Tally(
            "entry-bases", to_review(user, "entry"), "entry__catalogue__published_at",
            _of_entries, url, verb, tag, Urgency.REVIEW,
        )  # fmt: skip


def _of_procedures(count: int) -> str:
    words = ngettext(
        "%(count)d legal basis of an office procedure has changed",
        "%(count)d legal bases of office procedures have changed",
        count,
    )
    return words % {"count": count}


def _of_entries(count: int) -> str:
    words = ngettext(
        "%(count)d legal basis of a matter in the catalogue has changed",
        "%(count)d legal bases of matters in the catalogue have changed",
        count,
    )
    return words % {"count": count}
