"""Addresses below the services of a community: windows, roster, contact card, facilities, rules."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.contrib.routable_page.models import path

from portal.matters import facility_reading, roster_reading, window_reading
from portal.models import RoutedPage
from portal.pages.choices import Weekday
from portal.pages.hours import with_state
from portal.pages.models import Centre


class PlaceRoutes(RoutedPage):
    """What a community's section shows of its centre; the section of the city has none of it."""

    def community_path_or_404(self: Any) -> str:
        """Tree path of the community; a section of the city answers 404."""
        if self.depth == 3:
            raise Http404
        return str(self.place_path())

    @path("windows/", name="windows")
    def read_windows(self: Any, request: HttpRequest) -> HttpResponse:
        """The windows with their matters, whether they are open, and how easy they are to use."""
        from portal.matters.section_reading import own_address

        place = self.community_path_or_404()
        windows = window_reading.with_states(
            window_reading.windows_of(place).prefetch_related("matters", "hours")
        )
        window_reading.with_addresses(windows, place, base=own_address(request, self))
        return self._shown(request, "windows", windows=windows)

    @path("duty/", name="duty")
    def read_roster(self: Any, request: HttpRequest) -> HttpResponse:
        """Who is on duty on each of the coming days, holidays too."""
        place = self.community_path_or_404()
        today = timezone.localdate()
        days = roster_reading.roster(place, today)
        served = Centre.objects.serving(place).distinct()
        centres = list(roster_reading.with_joint_weekday(served, today))
        roster_reading.mark_joint(days, roster_reading.joint_weekday_of(centres))
        return self._shown(request, "duty", days=days, centres=centres)

    @path("contact-card/", name="contact_card")
    def read_card(self: Any, request: HttpRequest) -> HttpResponse:
        """The contact card for printing (便民联系卡): where, when, whom to call."""
        place = self.community_path_or_404()
        served = Centre.objects.serving(place).with_hours()
        centres = with_state(roster_reading.with_joint_weekday(served, timezone.localdate()))
        weekday = roster_reading.joint_weekday_of(centres)
        return self._shown(
            request,
            "duty_card",
            centres=centres,
            joint_day="" if weekday is None else Weekday(weekday).label,
            windows=list(window_reading.windows_of(place)),
            today=roster_reading.roster(place, timezone.localdate(), days=1),
        )

    @path("facilities/", name="facilities")
    def read_facilities(self: Any, request: HttpRequest) -> HttpResponse:
        """Places and services of convenience near by, of one kind or of all."""
        place = self.community_path_or_404()
        found = facility_reading.facilities_of(place, request.GET.get("kind", ""))
        return self._shown(request, "facilities", facilities=found)

    @path("rules/", name="centre_rules")
    def read_rules(self: Any, request: HttpRequest) -> HttpResponse:
        """The rules the centre keeps, each with its text."""
        place = self.community_path_or_404()
        return self._shown(request, "windows_rules", rules=facility_reading.rules_of(place))

    def _shown(self: Any, request: HttpRequest, name: str, **values: Any) -> HttpResponse:
        answer: HttpResponse = self.render(
            request, template=f"matters/{name}.html", context_overrides={"part": name, **values}
        )
        return answer
