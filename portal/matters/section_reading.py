"""The section of service matters as its readers meet it: what can be done in a place, sorted.

The same number of queries for ten procedures and a thousand, one community and a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from portal.navigation import Frame, frame_of, page_address
from portal.pages.listing import Listing

from .choices import FeeKind, LimitUnit, OccasionKind, WindowGroup
from .local_reading import own_of, with_details
from .models import MatterSection, Occasion, Procedure
from .standing import still_offered

PAGE_SIZE = 40
COMMONEST = 8
NEWEST = 6
GROUP_RANK = Case(
    *(When(matter__window_group=group, then=rank) for rank, group in enumerate(WindowGroup.values)),
    default=len(WindowGroup.values),
)
"""The four groups of a one-stop window in their order."""


@dataclass(frozen=True)
class Offered:
    """One line: what can be done, where it is read, and the shortest answers."""

    page: Any
    url: str

    @property
    def answers(self) -> list[str]:
        """How long it takes and whether it costs something, as far as they are known."""
        page, found = self.page, []
        if limit := limit_in_words(page.promised_limit, page.promised_limit_unit):
            found.append(limit)
        if page.fee_kind == FeeKind.FREE:
            found.append(gettext("no charge"))
        return found

    @property
    def window(self) -> str:
        """The number of the window in the reader's community; empty when it is not known."""
        own = own_of(self.page)
        return own.window.no if own and own.window else ""

    @property
    def is_new(self) -> bool:
        """Public for the first time with its newest text; otherwise the text was changed."""
        return bool(self.page.first_published_at == self.page.last_published_at)


def limit_in_words(value: int | None, unit: str) -> str:
    """A promised limit in the fewest words."""
    if unit == LimitUnit.AT_ONCE:
        return gettext("done while you wait")
    if value is None or unit not in (LimitUnit.WORKING_DAYS, LimitUnit.DAYS):
        return ""
    if unit == LimitUnit.WORKING_DAYS:
        return ngettext("%(days)d working day", "%(days)d working days", value) % {"days": value}
    return ngettext("%(days)d day in all", "%(days)d days in all", value) % {"days": value}


def offered_in(community_id: int | None, *, on: date) -> QuerySet[Any]:
    """Open procedures of the city, and of one community, whose matters are not over on the day.

    What a community has written for itself stands in for the city's page of the same matter.
    """
    rows = still_offered(Procedure.objects.open_to_all(), on, community_id)
    if community_id is None:
        return rows.filter(in_community__isnull=True)  # type: ignore[no-any-return]
    own = Procedure.objects.live().filter(in_community=community_id, matter=OuterRef("matter"))
    shared = Q(in_community__isnull=True) & ~Exists(own)
    return rows.filter(shared | Q(in_community=community_id))  # type: ignore[no-any-return]


def lines(rows: QuerySet[Any], community_id: int | None) -> QuerySet[Any]:
    """The rows with what their lines show: matter and window of the community, no long texts."""
    joined = with_details(rows.select_related("matter"), community_id)
    return joined.defer("conditions", "remedy", "short_version")  # type: ignore[no-any-return]


def commonest(joined: QuerySet[Any]) -> QuerySet[Any]:
    """Of rows with details: what the centre has put in order, then the city's commonest."""
    found = joined.filter(
        Q(own__common_order__isnull=False) | Q(matter__common_order__isnull=False)
    )
    return found.order_by(
        F("own__common_order").asc(nulls_last=True), "matter__common_order", "title", "pk"
    )


def occasions_of(rows: QuerySet[Any]) -> list[Occasion]:
    """The life events and groups of residents under which any of the rows is found (one query)."""
    return list(Occasion.objects.filter(matters__procedures__in=rows.values("pk")).distinct())


def values_of(section: Any, request: HttpRequest) -> dict[str, Any]:
    """What the page of a section shows; `groups`, `listing`, `events`, `audiences`, and the heads.

    The commonest and the newest stand on the first page only, before anything is chosen.
    """
    community_id, today = section.community_id, timezone.localdate()
    rows = offered_in(community_id, on=today)
    occasions = occasions_of(rows)
    kind, topic = request.GET.get("kind", ""), request.GET.get("topic", "")
    chosen = next((row for row in occasions if row.slug == topic), None)
    kind = kind if kind in WindowGroup.values else ""
    listing = Listing.of(_narrowed(rows, community_id, kind, chosen), request.GET, size=PAGE_SIZE)
    base = own_address(request, section)
    values = {
        "listing": listing,
        "groups": list(_grouped(shown_in(listing.rows, base))),
        "kinds": WindowGroup.choices,
        "kind": kind,
        "chosen": chosen,
        "events": [row for row in occasions if row.kind == OccasionKind.LIFE_EVENT],
        "audiences": [row for row in occasions if row.kind == OccasionKind.AUDIENCE],
    }
    if listing.number == 1 and not kind and chosen is None:
        values.update(_heads(rows, community_id, base))
    return values


def own_section(frame: Frame, own: Mapping[str, Any] | None) -> tuple[int | None, str]:
    """The community whose details count, and the address of the section to lead into.

    A community without a section of its own leads into the city's, where its details do not show;
    an empty address: there is no section in the menu. No query.
    """
    label = gettext(MatterSection.menu_label)
    if own and (base := _address(own["words"], label)):
        return own["id"], base
    return None, _address(frame.words, label)


def _address(words: list[dict[str, str]], label: str) -> str:
    return next((word["url"] for word in words if word["label"] == label), "")


@dataclass(frozen=True)
class OwnAddresses:
    """Where a reader meets procedures: those of the city under the services of the own community.

    `city` is where the city's section lies, `own` the section of the community; empty: nothing is
    led elsewhere.
    """

    city: str
    own: str

    @classmethod
    def of(cls, frame: Frame) -> OwnAddresses:
        """For the community in which the address lies, or that the reader has chosen; no query."""
        if frame.chosen is None:
            return cls("", "")
        community_id, own = own_section(frame, frame.chosen)
        city = _address(frame.words, gettext(MatterSection.menu_label))
        return cls(city, own if community_id is not None else "")

    def lead(self, url: str) -> str:
        """The address under the own community of a procedure of the city; any other stays.

        Below the city's section there are procedures only, each one step down.
        """
        if not self.own or not self.city or not url.startswith(self.city):
            return url
        slug, slash, rest = url[len(self.city) :].partition("/")
        return f"{self.own}{slug}/" if slug and slash and not rest else url


def own_address(request: HttpRequest, section: Any) -> str:
    """The address of a section in the reader's language."""
    return page_address(frame_of(request).relative(section.url_path))


def _narrowed(rows: Any, community_id: int | None, kind: str, chosen: Any) -> QuerySet[Any]:
    if kind:
        rows = rows.filter(matter__window_group=kind)
    if chosen:
        rows = rows.filter(matter__occasions=chosen)
    first = F("matter__common_order").asc(nulls_last=True)
    return lines(rows, community_id).order_by(GROUP_RANK, first, "title", "pk")


def _heads(rows: Any, community_id: int | None, base: str) -> dict[str, list[Offered]]:
    """The commonest and the newest, read together (one query)."""
    common = list_of_keys(commonest(with_details(rows, community_id)), COMMONEST)
    newest = list_of_keys(rows.order_by("-last_published_at", "-pk"), NEWEST)
    shown = lines(Procedure.objects.filter(Q(pk__in=common) | Q(pk__in=newest)), community_id)
    found = list(shown)
    by_order = sorted((row for row in found if _place(row)), key=_place)
    by_date = sorted(found, key=lambda row: (row.last_published_at, row.pk), reverse=True)
    return {
        "commonest": shown_in(by_order[:COMMONEST], base),
        "newest": shown_in(by_date[:NEWEST], base),
    }


def list_of_keys(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """The keys of the first rows, to be asked within another statement."""
    return rows.values("pk")[:most]


def _place(page: Any) -> tuple[Any, ...]:
    """The place among the commonest: the community's own order first; () for none."""
    details = own_of(page)
    own = details.common_order if details else None
    city = page.matter.common_order if page.matter else None
    if own is not None:
        return 0, own, page.title
    return (1, city, page.title) if city is not None else ()


def shown_in(rows: list[Any], base: str) -> list[Offered]:
    """Lines whose addresses lie below a section, whoever wrote the page."""
    return [Offered(row, base + row.slug + "/") for row in rows]


def _grouped(rows: list[Offered]) -> Iterator[tuple[str, list[Offered]]]:
    """The rows of one page under the names of their groups at the window."""
    for group, of_group in groupby(rows, key=_group_of):
        yield str(WindowGroup(group).label) if group else gettext("Further"), list(of_group)


def _group_of(row: Offered) -> str:
    return row.page.matter.window_group if row.page.matter else ""
