"""What public pages add to the desk: ends of notices, stale columns, what must be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from portal import roles
from portal.desk import Group, Line, Tally, Tone, Urgency
from portal.desk.lines import MOST
from portal.desk.reach import inside
from portal.desk.tallies import may_see
from portal.models import Community, RuleSetting
from portal.signals import DESK_PARTS, DESK_TALLIES

from .choices import NoticeKind, VersionState
from .columns import HOME_KEY, NOTICES_KEY, Freshness, after_days, after_months
from .desk_doors import unchecked_pages
from .models import Notice, RegulationVersion
from .views import UPLOAD_URL

SOON = timedelta(days=7)


# --- What comes to its end ----------------------------------------------------------------------
@hooks.register(DESK_PARTS)
def endings(user: Any) -> Iterator[Line]:
    """Publicities, lists of persons and emergencies in reach that end within a week."""
    now = timezone.now()
    today = timezone.localdate(now)
    week = (today, today + SOON)
    ends = (
        Q(kind=NoticeKind.PUBLICITY, publicity_to__range=week)
        | Q(has_personal_list=True, list_removed_at=None, takedown_on__range=week)
        | Q(kind=NoticeKind.EMERGENCY, ends_at__range=(now, now + SOON))
    )
    rows = Notice.objects.filter(inside(user), ends, live=True).defer("body")
    for notice in rows.order_by("pk")[: MOST * 2]:
        yield from _ends_of(notice, now, week)


def _ends_of(notice: Notice, now: datetime, week: tuple[date, date]) -> Iterator[Line]:
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    is_publicity = notice.kind == NoticeKind.PUBLICITY
    if is_publicity and _within(notice.publicity_to, week):
        words = _("Last day for objections; a result notice comes next")
        yield _end(notice, url, _last_moment(notice.publicity_to), words)
    if notice.has_personal_list and _within(notice.takedown_on, week):
        words = _("Last day of the list of persons; it is taken down by itself")
        yield _end(notice, url, _last_moment(notice.takedown_on), words)
    if notice.kind == NoticeKind.EMERGENCY and notice.ends_at and now <= notice.ends_at:
        words = _("The banner ends; if the danger goes on, set a new end")
        yield _end(notice, url, notice.ends_at, words)


def _within(day: date | None, week: tuple[date, date]) -> bool:
    return day is not None and week[0] <= day <= week[1]


def _last_moment(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def _end(notice: Notice, url: str, at: datetime, words: str) -> Line:
    return Line(words=notice.title, url=url, group=Group.SOON, at=at, detail=words)


# --- Columns without news -----------------------------------------------------------------------
@hooks.register(DESK_PARTS)
def stale_columns(user: Any) -> Iterator[Line]:
    """Communities in reach whose notices are too old; the limits are settings, in one statement.

    Only the server's moment of publication counts, never a date that somebody typed.
    """
    today = timezone.localdate()
    settings = RuleSetting.objects
    rows = Notice.objects.filter(in_community=OuterRef("pk"), live=True).order_by()
    newest = rows.values("in_community").annotate(at=Max("published_at")).values("at")
    places = Community.objects.filter(inside(user), live=True).annotate(
        newest_at=Subquery(newest),
        home_days=settings.number_in(HOME_KEY, on=today),
        notice_months=settings.number_in(NOTICES_KEY, on=today),
    )
    for place in places.order_by("newest_at", "path")[:MOST]:
        yield from _column_lines(place, today)


def _column_lines(place: Any, today: date) -> Iterator[Line]:
    """The notices' limit is the longer one: when it is passed, the home page's goes unsaid."""
    last_on = timezone.localdate(place.newest_at) if place.newest_at else None
    url = reverse("desk_go", args=["notice"])
    if place.notice_months:
        column = after_months(last_on, months=place.notice_months, today=today)
        if column.is_stale or column.is_soon:
            yield _column(place, column, url, _("Notices: nothing new"), today)
            return
    if place.home_days:
        home = after_days(last_on, days=place.home_days, today=today)
        if home.is_stale or home.is_soon:
            yield _column(place, home, url, _("Home page: nothing new"), today)


def _column(place: Any, column: Freshness, url: str, what: str, today: date) -> Line:
    due = timezone.make_aware(datetime.combine(today + timedelta(days=column.left_days), time(12)))
    if column.last_on is None:
        detail = _("Nothing was ever published here")
    else:
        days = (today - column.last_on).days
        detail = ngettext(
            "%(days)d day since the last one", "%(days)d days since the last one", days
        )
        detail %= {"days": days}
    return Line(
        words=f"{place.title}：{what}", url=url, at=due if column.last_on else None, detail=detail,
        group=Group.LATE if column.is_stale else Group.SOON,
        tone=Tone.LATE if column.is_stale else Tone.PLAIN,
    )  # fmt: skip


# --- What waits in numbers ----------------------------------------------------------------------
@hooks.register(DESK_TALLIES)
def tallies(user: Any) -> Iterator[Tally]:
    """Versions of regulations not yet published, and standing pages nobody checked for a year."""
    if may_see(user, RegulationVersion):
        drafts = RegulationVersion.objects.filter(state=VersionState.DRAFT)
        yield Tally(
            "versions", roles.visible_to(user, drafts), "created_at", _of_versions,
            reverse(UPLOAD_URL), _("Look and publish"), _("Regulations"), Urgency.REVIEW,
        )  # fmt: skip
    yield Tally(
        "reviews", unchecked_pages(user), "first_published_at", _of_reviews,
        reverse("desk_go", args=["reviews"]), _("Check"), _("To be checked"), Urgency.REVIEW,
    )  # fmt: skip


def _of_versions(count: int) -> str:
    words = ngettext(
        "%(count)d version of a regulation is not public yet",
        "%(count)d versions of regulations are not public yet",
        count,
    )
    return words % {"count": count}


def _of_reviews(count: int) -> str:
    words = ngettext(
        "%(count)d standing page has not been checked for a year",
        "%(count)d standing pages have not been checked for a year",
        count,
    )
    return words % {"count": count}
