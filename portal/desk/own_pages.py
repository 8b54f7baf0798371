"""What pages ask of a person: drafts to go on with, dates that come, what colleagues changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, get_default_page_content_type

from portal.publication.models import Publication

from .lines import MOST, Group, Line, Tone, Urgency
from .reach import inside
from .review import under_review

SOON = timedelta(days=7)
PATIENCE = timedelta(minutes=5)
"""How late the scheduler may be before the desk says so."""
OTHERS_SHOWN = 6


def concerning(user: Any) -> list[Line]:
    """Drafts, planned publications, ends of pages and the newest edits of others: one statement."""
    now = timezone.now()
    picked = {
        "draft": drafts_of(user).order_by("latest_revision_created_at")[:MOST],
        "planned": _planned(user, now).order_by("planned_at")[:MOST],
        "ending": _ending(user, now).order_by("expire_at")[:MOST],
        "edited": _edited_by_others(user).order_by("-latest_revision_created_at")[:OTHERS_SHOWN],
    }
    wanted = Q(pk__in=[])
    for rows in picked.values():
        wanted |= Q(pk__in=Subquery(rows.values("pk")))
    pages = with_plan(Page.objects.filter(wanted)).select_related("latest_revision__user")
    is_draft = Q(pk__in=Subquery(picked["draft"].values("pk")))
    pages = pages.annotate(is_draft=is_draft, is_edited=_is_by_others(user)).order_by("pk")
    lines = [line for page in pages for line in _lines(page, now)]
    newest = sorted((one for one in lines if one.group == Group.OTHERS), key=_moment, reverse=True)
    return [line for line in lines if line.group != Group.OTHERS] + newest[:OTHERS_SHOWN]


def _moment(line: Line) -> datetime:
    assert line.at is not None  # noqa: S101 - an edit has its moment
    return line.at


def with_plan(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `planned_at`: when an approved revision of the page is to become public."""
    rows = Revision.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        approved_go_live_at__isnull=False,
    )
    first = rows.order_by("approved_go_live_at").values("approved_go_live_at")[:1]
    return pages.annotate(planned_at=Subquery(first))


def drafts_of(user: Any) -> QuerySet[Any]:
    """Pages whose newest text is by `user` and is neither public, planned nor in review.

    A page that was withdrawn is no draft until somebody writes in it again.
    """
    pages = Page.objects.filter(inside(user), _is_draft_of(user), alias_of=None)
    last = Publication.objects.filter(page=OuterRef("pk")).order_by("-at", "-pk")
    pages = pages.annotate(acted_at=Subquery(last.values("at")[:1]))
    fresh = Q(acted_at=None) | Q(acted_at__lt=F("latest_revision_created_at"))
    planned = _plans().values("page_pk")
    return pages.filter(fresh).exclude(pk__in=planned).exclude(pk__in=under_review())


def _is_draft_of(user: Any) -> Q:
    unfinished = Q(has_unpublished_changes=True) | Q(live=False)
    return Q(latest_revision__user=user, depth__gt=1) & unfinished


def _plans() -> QuerySet[Any]:
    rows = Revision.objects.filter(
        base_content_type=get_default_page_content_type(), approved_go_live_at__isnull=False
    )
    return rows.annotate(page_pk=Cast("object_id", IntegerField()))


def _planned(user: Any, now: datetime) -> QuerySet[Any]:
    """Pages in reach that become public within a week, or should be public already."""
    keys = _plans().filter(approved_go_live_at__lte=now + SOON).values("page_pk")
    return with_plan(Page.objects.filter(inside(user), pk__in=keys))


def _ending(user: Any, now: datetime) -> QuerySet[Any]:
    """Public pages in reach that end within a week, or should have ended."""
    return Page.objects.filter(inside(user), live=True, expire_at__lte=now + SOON)


def _is_by_others(user: Any) -> Q:
    return Q(latest_revision__user__isnull=False) & ~Q(latest_revision__user=user)


def _edited_by_others(user: Any) -> QuerySet[Any]:
    """Pages in reach whose newest text is by a colleague."""
    return Page.objects.filter(inside(user), _is_by_others(user))


def _lines(page: Any, now: datetime) -> Iterator[Line]:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    common: dict[str, Any] = {"words": page.draft_title or page.title, "url": url}
    if page.is_draft:
        detail = _("New changes; the public still reads the old text.") if page.live else ""
        yield Line(
            **common, at=page.latest_revision_created_at, verb=_("Go on writing"),
            tag=_("Draft"), detail=detail, urgency=Urgency.DRAFT,
        )  # fmt: skip
    if page.planned_at:
        yield _plan_line(common, page.planned_at, now)
    if page.live and page.expire_at and page.expire_at <= now + SOON:
        yield _end_line(common, page.expire_at, now)
    if page.is_edited:
        yield Line(
            **common, group=Group.OTHERS, at=page.latest_revision_created_at,
            tag=_("Edited"), detail=str(page.latest_revision.user),
        )  # fmt: skip


def _plan_line(common: dict[str, Any], at: datetime, now: datetime) -> Line:
    if at > now - PATIENCE:
        detail = _("Becomes public by itself")
        return Line(**common, group=Group.SOON, at=at, detail=detail)
    detail = _("It was to be public by now. The scheduler does not run; tell the administrator.")
    return Line(**common, group=Group.LATE, at=at, tone=Tone.LATE, detail=detail)


def _end_line(common: dict[str, Any], at: datetime, now: datetime) -> Line:
    if at > now - PATIENCE:
        detail = _("Is taken down by itself")
        return Line(**common, group=Group.SOON, at=at, detail=detail)
    detail = _("It was to be taken down by now. The scheduler does not run; withdraw it yourself.")
    return Line(**common, group=Group.LATE, at=at, tone=Tone.LATE, detail=detail)
