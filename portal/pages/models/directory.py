"""The page of a community's service centre: where, when, whom to ask, who does what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.contrib.routable_page.models import path
from wagtail.models import Page

from portal.models import BasePage, InstitutionEvent, RoutedPage, SearchDocument
from portal.opening_hours import problems_with_hours
from portal.pages import centre_rules, rules
from portal.pages.chart import Chart, chart_of
from portal.pages.hours import minimum_hours, spans_of, with_state
from portal.problems import Problem, gettext_noop
from portal.signals import DIRECTORY_PANELS

from .centre import Centre, CentreQuerySet
from .units import OrganisationUnit


class Directory(RoutedPage, BasePage):
    """The page of the service centre (服务中心): where, when, whom to call, who does what."""

    parent_page_types = ["portal.Community"]
    subpage_types: list[str] = []
    menu_label = gettext_noop("Service centre")
    search_document = SearchDocument(kind="directory", body=("searchable_text",))
    content_panels = [*Page.content_panels, *BasePage.topic_panels]

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")

    @property
    def community_path(self) -> str:
        """Tree path of the community above this page."""
        return self.path[: -self.steplen]

    def centres(self) -> CentreQuerySet:
        """The centres that serve the community, as `with_hours` gives them."""
        return Centre.objects.serving(self.community_path).with_hours()

    def units(self) -> models.QuerySet[OrganisationUnit]:
        """The units of the community and its district, as `with_lines_and_contacts` gives them."""
        units = OrganisationUnit.objects.around(self.community_path, self.steplen)
        return units.with_lines_and_contacts()

    def chart(self) -> Chart:
        """Who exists, who stands above whom, and whom to ask (one query)."""
        return chart_of(self.units())

    def problems(self) -> list[Problem]:
        """Public only with a centre that has enough hours and was set up by somebody (设立)."""
        path = self.community_path
        centres = {row.pk: row for row in Centre.objects.serving(path)}.values()
        spans = {centre.name: spans_of(centre) for centre in centres}
        own = [centre for centre in centres if centre.community.path == path]
        founded = InstitutionEvent.objects.filter(kind=InstitutionEvent.Kind.ESTABLISHED)
        owners = {centre.community_id for centre in centres}
        problems = rules.problems_with_directory(
            has_centre=bool(centres),
            has_hours=any(spans.values()),
            is_founded=founded.filter(
                models.Q(community__path=path) | models.Q(community__in=owners)
            ).exists(),
        )
        if not problems:
            problems = [
                problem
                for centre in own
                for problem in problems_with_hours(
                    spans[centre.name], minimum_hours=minimum_hours()
                )
            ]
        return problems

    @property
    def searchable_text(self) -> str:
        """Centre, units and cards in words, for search."""
        with override(settings.LANGUAGE_CODE):
            lines = [_where_and_how(centre) for centre in with_state(self.centres())]
        chart = self.chart()
        lines += [f"{unit.name} {unit.duties}" for unit in chart.units if unit.community_id]
        lines += [f"{card.post} {card.duties} {card.area}" for card in chart.contacts]
        return "\n".join(lines)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `centres` with their `state`, `chart`, `events`, and `panels` of other packages."""
        context = super().get_context(request, *args, **kwargs)
        context.update(
            centres=with_norm(with_state(self.centres().with_staff_norm(timezone.localdate()))),
            chart=self.chart(),
            events=list(InstitutionEvent.objects.filter(community__path=self.community_path)),
        )
        offers = (offer(request, self) for offer in hooks.get_hooks(DIRECTORY_PANELS))
        context["panels"] = [panel for panel in offers if panel is not None]
        return context

    @path("")
    def read(self, request: HttpRequest) -> HttpResponse:
        """The page itself."""
        return self.render(request)

    @path("name-plates/", name="name_plates")
    def name_plates(self, request: HttpRequest) -> HttpResponse:
        """The contact cards as name plates, for printing and hanging up (挂牌联系)."""
        return self.render(request, template="pages/name_plates.html")  # type: ignore[no-any-return]


def with_norm(centres: Iterable[Any]) -> list[Any]:
    """The centres, each with its `norm` for people at work and how many are `needed`, if known."""
    rows = list(centres)
    for row in rows:
        row.norm = centre_rules.staff_norm(row.norm_each, row.norm_minimum)
        if row.norm and row.households:
            row.needed = centre_rules.staff_needed(row.households, row.norm)
    return rows


def _where_and_how(centre: Centre) -> str:
    """Where a centre is and how it is reached, each fact with the word people ask for."""
    facts = [
        (gettext("Address"), centre.address),
        (gettext("telephone"), centre.phone),
        (gettext("Hotline"), centre.hotline),
        ("", centre.way),
    ]
    said = [f"{word} {fact}".strip() for word, fact in facts if fact]
    return " ".join([centre.name, *said])
