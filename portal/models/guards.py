"""Which pages everybody may read: live, and with no view restriction on them or above them.

Asked inside the statement that reads a list, so that no list pays a query more for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils import timezone
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet


def guarded(path: str = "path") -> Exists:
    """Whether a view restriction (访问限制) stands on the page of a tree path, or above it.

    `path` names the field of the outer row that holds the tree path. The few restrictions are read
    first, whatever a database has counted: a join would leave it free to read every page instead.
    """
    below = ExpressionWrapper(OuterRef(path), output_field=CharField())
    above = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("path"))
    rows = PageViewRestriction.objects.annotate(below=below, above=above)
    return Exists(rows.filter(below__startswith=F("above")))


def lasting(page: str = "", at: datetime | None = None) -> Q:
    """Pages that are not past their date at `at` (now), whether or not a scheduler runs.

    `page` names the relation that leads from the row to the page; empty for pages themselves.
    """
    ends = f"{page}__expire_at" if page else "expire_at"
    return Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": at or timezone.now()})


class PublicPageQuerySet(PageQuerySet):
    """Reads as: the pages that are open to all."""

    def open_to_all(self, at: datetime | None = None) -> Any:
        """Live, unguarded and not past its date at `at` (now); what every reader may see in a list.

        A mirror is unguarded in both places. The date is asked here as well, so that a list is
        right even while no scheduler runs.
        """
        return self.live().filter(lasting(at=at), ~guarded(), ~guarded("alias_of__path"))


PublicPageManager = PageManager.from_queryset(PublicPageQuerySet)
