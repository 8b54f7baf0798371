"""Screens by which many days of the roster are filled, and that say which days are still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from portal import roles
from portal.models import CalendarDay
from portal.pages.listing import whole_number
from portal.pages.models import Centre
from portal.problems import Refused

from .models import Duty
from .roster_actions import PlannedDuty, entered, fill_roster, mark_of
from .roster_forms import DayForm, RosterPlanForm
from .roster_reading import RosterDay
from .roster_rules import gaps_in_roster, roster_days

LOOKED_AHEAD = 31
"""So many days ahead the page of gaps looks."""


class RosterScreen(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A screen beside the list of the roster."""

    permission_policy: Any = None
    header_icon = "calendar-alt"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way from the roster to here."""
        listing = {"url": reverse("duty-roster:index"), "label": gettext("Duty roster")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": str(self.page_title)}]


class RosterPlanView(RosterScreen):
    """Fills many days: first who and when, then a table of days that can be changed by hand."""

    template_name = "matters/admin/roster_plan.html"
    permission_required = "add"
    page_title = _("Fill many days")

    @cached_property
    def plan(self) -> RosterPlanForm:
        """Who and when, as the address says."""
        return RosterPlanForm(self.request.GET, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `plan`, and `rows` (a day each) once it is known who and when."""
        values = {"plan": self.plan, **kwargs}
        if "rows" not in values and self.plan.is_asked and self.plan.is_valid():
            values["rows"] = self.rows()
        return super().get_context_data(**values)

    def rows(self, data: Any = None) -> list[tuple[RosterDay, DayForm]]:
        """The days with their forms: as typed, else as entered, else as proposed by the turns."""
        said = self.plan.cleaned_data
        there = entered(said["community"], said["shift"], said["days"])
        cards = [(str(key), str(card)) for key, card in self._people(there).items()]
        known = {row.date: row for row in CalendarDay.objects.filter(date__in=said["days"])}
        found = []
        for day, (holder, backup) in self.plan.proposed().items():
            row = there.get(day)
            initial = {
                "holder": row.holder_id if row else holder and holder.pk,
                "backup": row.backup_id if row else backup and backup.pk,
                "phone": row.phone if row else said["phone"],
                "seen": mark_of(row),
            }
            form = DayForm(data, prefix=day.isoformat(), cards=cards, initial=initial)
            kind = known.get(day)
            shown = RosterDay(day, kind.kind if kind else "", kind.note if kind else "")
            shown.duties = [row] if row else []
            found.append((shown, form))
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stores all days, or says by day what is wrong and keeps what was typed."""
        if not self.plan.is_valid():
            return self.render_to_response(self.get_context_data())
        rows = self.rows(request.POST)
        if not all(form.is_valid() for _day, form in rows):
            return self.render_to_response(self.get_context_data(rows=rows, is_refused=True))
        said = self.plan.cleaned_data
        user: Any = request.user
        try:
            count = fill_roster(said["community"], said["shift"], self._planned(rows), by=user)
        except Refused as refusal:
            values = {"told": _told(refusal, rows), "rows": rows, "is_refused": True}
            return self.render_to_response(self.get_context_data(**values))
        words = ngettext("%(n)s day was changed.", "%(n)s days were changed.", count)
        messages.success(request, words % {"n": count})
        return redirect(f"{reverse('duty-roster:gaps')}?community={said['community'].pk}")

    def _people(self, there: Mapping[date, Duty]) -> dict[int, Any]:
        """Whom a day may name: the own cards, and who is entered already, moved away or not."""
        named = [card for row in there.values() for card in (row.holder, row.backup) if card]
        return {**{card.pk: card for card in named}, **self.plan.cards}

    def _planned(self, rows: list[tuple[RosterDay, DayForm]]) -> list[PlannedDuty]:
        cards = self._people({shown.day: row for shown, _form in rows for row in shown.duties})
        return [
            PlannedDuty(
                shown.day,
                cards.get(form.cleaned_data["holder"]),
                cards.get(form.cleaned_data["backup"]),
                form.cleaned_data["phone"],
                form.cleaned_data["seen"],
            )
            for shown, form in rows
        ]


class RosterGapsView(RosterScreen):
    """Which of the coming days are still open, in every community in reach that has a centre."""

    template_name = "matters/admin/roster_gaps.html"
    permission_required = "view"
    page_title = _("Days still open")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `rows`: community, open days, and where they are filled (two queries)."""
        today = timezone.localdate()
        served = Centre.objects.filter(community__live=True)
        own = roles.communities_for(self.request.user).filter(live=True)
        asked = self.request.GET.get("community", "")
        is_served = Q(centres__in=served) | Q(shared_centres__in=served)
        own = own.filter(is_served) if (key := whole_number(asked)) is None else own.filter(pk=key)
        places = list(own.distinct().order_by("path"))
        named: dict[int, set[date]] = {}
        ahead = roster_days(today, LOOKED_AHEAD)
        duties = Duty.objects.filter(community__in=places, date__in=ahead)
        for place, day in duties.values_list("community", "date"):
            named.setdefault(place, set()).add(day)
        rows = [
            (place, gaps_in_roster(named.get(place.pk, ()), first=today, days=LOOKED_AHEAD))
            for place in places
        ]
        shown = [
            (place, [_in_words(day) for day in gaps], _filling(place, gaps)) for place, gaps in rows
        ]
        return super().get_context_data(rows=shown, days=LOOKED_AHEAD, **kwargs)


def _told(refusal: Refused, rows: list[tuple[RosterDay, DayForm]]) -> list[str]:
    """Puts each problem to its day; what is of no single day is answered."""
    forms = {shown.day.isoformat(): form for shown, form in rows}
    general = []
    for problem in refusal.problems:
        words = str(replace(problem, where=""))
        if problem.where in forms:
            forms[problem.where].add_error(None, words)
        else:
            general.append(words)
    return general


def _in_words(day: date) -> str:
    return f"{date_format(day, 'MONTH_DAY_FORMAT')} {date_format(day, 'D')}"


def _filling(place: Any, gaps: list[date]) -> str:
    """The address at which the open days of a place are filled."""
    if not gaps:
        return ""
    asked = {"community": place.pk, "first": gaps[0].isoformat(), "last": gaps[-1].isoformat()}
    return f"{reverse('duty-roster:plan')}?{urlencode(asked)}"
