"""The archive of notices (通知档案): everything that was ever public, by year and month.

What was withdrawn or taken down on its date stays as a trace with number, title, date and reason,
as its own address says it too. Nothing here counts the rows of a list page by page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Left
from django.http import Http404
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.publication.models import Publication, Verb

from .choices import NoticeKind
from .listing import Listing, whole_number

PAGE_SIZE = 30
CITY = "city"
"""The value of the filter that means: notices of the whole city only."""


@dataclass(frozen=True)
class Period:
    """A year or a month of the archive, or all of it."""

    year: int | None = None
    month: int | None = None

    @classmethod
    def of(cls, year: int | None = None, month: int | None = None) -> Period:
        """The period of an address; a year or month that no date can have is 404."""
        try:
            date(1 if year is None else year, 1 if month is None else month, 1)
        except ValueError:
            raise Http404 from None
        return cls(year, month)

    @property
    def is_last(self) -> bool:
        """Whether no day can follow this period."""
        return self.year == date.max.year and self.month in (None, 12)

    def narrow(self, notices: QuerySet[Any]) -> QuerySet[Any]:
        """The notices listed in this period."""
        if self.year is None:
            return notices
        last_month = self.month or 12
        first = date(self.year, self.month or 1, 1)
        if self.is_last:
            return notices.filter(listed_on__gte=first)
        after = date(self.year + last_month // 12, last_month % 12 + 1, 1)
        return notices.filter(listed_on__gte=first, listed_on__lt=after)


@dataclass
class Year:
    """A year with the number of its notices, in all and by month, the newest month first."""

    year: int
    total: int = 0
    months: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Trace:
    """What is left of a notice that is not public any more (留痕)."""

    title: str
    at: datetime | None
    reason: str
    is_withdrawn: bool


def ever_public(notices: QuerySet[Any]) -> QuerySet[Any]:
    """What was public at any time, without mirrors and without what is kept from some readers."""
    shown = notices.filter(listed_on__isnull=False, index_no__isnull=False)
    for path in PageViewRestriction.objects.values_list("page__path", flat=True):
        shown = shown.exclude(path__startswith=path)
    return shown


def narrowed(notices: QuerySet[Any], parameters: Mapping[str, str]) -> QuerySet[Any]:
    """The notices of the kind and the community asked for; what makes no sense is ignored."""
    kind, community = parameters.get("kind", ""), parameters.get("community", "")
    if kind in NoticeKind.values:
        notices = notices.filter(kind=kind)
    if community == CITY:
        notices = notices.filter(in_community__isnull=True)
    elif key := whole_number(community):
        notices = notices.filter(in_community=key)
    return notices


def years_of(notices: QuerySet[Any]) -> list[Year]:
    """The years with their counts, newest first; one statement over an index."""
    month = Left(Cast("listed_on", CharField()), 7)
    counted = notices.order_by().annotate(listed_in=month).values_list("listed_in")
    years: dict[int, Year] = {}
    for name, number in sorted(counted.annotate(Count("pk")), reverse=True):
        year = years.setdefault(int(name[:4]), Year(int(name[:4])))
        year.total += number
        year.months.append((int(name[5:7]), number))
    return list(years.values())


def listing_of(notices: QuerySet[Any], parameters: Mapping[str, str]) -> Listing:
    """One page of notices, newest first; each has `trace`, which is None while it is public."""
    last = Publication.objects.filter(page=OuterRef("pk")).order_by("-at", "-pk")
    told = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("verb", "at", "reason")}
    rows = (
        notices.select_related("in_community")
        .defer("body")
        .annotate(last_title=Subquery(last.values("title")[:1]), **told)
    )
    listing = Listing.of(rows.order_by("-listed_on", "-pk"), parameters, size=PAGE_SIZE)
    add_traces(listing.rows, now=timezone.now())
    return listing


def add_traces(notices: Iterable[Any], *, now: datetime) -> None:
    """Gives each notice its `trace`; a date of expiry counts whether or not anything has run."""
    for notice in notices:
        is_over = notice.expire_at is not None and notice.expire_at <= now
        notice.trace = None
        if not notice.live or is_over:
            is_told = notice.last_verb not in (None, Verb.PUBLISH)
            notice.trace = Trace(
                title=notice.last_title or notice.title,
                at=notice.last_at if is_told else notice.expire_at,
                reason=notice.last_reason if is_told else "",
                is_withdrawn=notice.last_verb == Verb.WITHDRAW,
            )
