"""What reviews ask of a person (审批): give an approval, go on with what was returned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import (
    AbstractGroupApprovalTask,
    Page,
    WorkflowState,
    get_default_page_content_type,
)

from .lines import MOST, Group, Line, Tone, Urgency
from .reach import inside


def in_review(user: Any) -> list[Line]:
    """Reviews of pages in reach: mine to give (never of my own), returned to me, sent by me."""
    return [line for state in _states(user) for line in _lines(state, user)]


def _states(user: Any) -> list[Any]:
    """The reviews that concern `user`, in one statement, the longest waiting first."""
    concern = _rows(user).filter(_gives(user)).values("pk")[:MOST]
    own = _rows(user).filter(_has_sent(user)).values("pk")[:MOST]
    rows = WorkflowState.objects.filter(Q(pk__in=Subquery(concern)) | Q(pk__in=Subquery(own)))
    rows = rows.select_related("current_task_state__revision__user", "requested_by")
    return list(rows.order_by("current_task_state__started_at", "pk"))


def _rows(user: Any) -> QuerySet[Any]:
    page = Page.objects.filter(pk=Cast(OuterRef("object_id"), IntegerField()))
    rows = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(), current_task_state__isnull=False
    )
    rows = rows.annotate(page_path=Subquery(page.values("path")[:1]))
    return rows.filter(inside(user, "page_path")).order_by("current_task_state__started_at", "pk")


def _gives(user: Any) -> Q:
    """In progress, for a group of `user` to decide, neither written nor submitted by `user`."""
    others = ~Q(requested_by=user) & ~Q(current_task_state__revision__user=user)
    return Q(status=WorkflowState.STATUS_IN_PROGRESS) & others & _is_asked(user)


def _is_asked(user: Any) -> Q:
    """The task of the review is one that the groups of `user` decide; a superuser decides all."""
    if user.is_superuser:
        return Q()
    asked = Q(pk__in=[])
    for kind in apps.get_models():
        if issubclass(kind, AbstractGroupApprovalTask):
            tasks = kind._default_manager.filter(groups__user=user).values("pk")
            asked |= Q(current_task_state__task__in=Subquery(tasks))
    return asked


def _has_sent(user: Any) -> Q:
    """Written or submitted by `user`, and not at its end."""
    mine = Q(requested_by=user) | Q(current_task_state__revision__user=user)
    open_states = [WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES]
    return mine & Q(status__in=open_states)


def _lines(state: Any, user: Any) -> Iterator[Line]:
    task, revision = state.current_task_state, state.current_task_state.revision
    common: dict[str, Any] = {
        "words": revision.object_str,
        "url": reverse("wagtailadmin_pages:edit", args=[state.object_id]),
    }
    is_mine = user.pk in (state.requested_by_id, revision.user_id)
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        detail = _("Remark: %(comment)s") % {"comment": task.comment} if task.comment else ""
        yield Line(
            **common, at=task.finished_at, verb=_("Go on"), tone=Tone.PLUM,
            tag=_("Returned to you"), detail=detail, urgency=Urgency.RETURNED,
        )  # fmt: skip
    elif is_mine:
        yield Line(
            **common, group=Group.MINE, at=task.started_at, tone=Tone.LAMP,
            tag=_("Waits for approval"),
        )  # fmt: skip
    else:
        author = revision.user or state.requested_by
        detail = _("Written by %(name)s; not by you, so you may approve it.") % {"name": author}
        yield Line(
            **common, at=task.started_at, verb=_("Approve or return"), tone=Tone.ENAMEL,
            tag=_("Your approval"), detail=detail if author else "", urgency=Urgency.APPROVAL,
        )  # fmt: skip


def under_review() -> QuerySet[Any]:
    """Keys of the pages that are in review or were returned; drafts leave them out."""
    rows = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES],
    )
    return rows.annotate(page_pk=Cast("object_id", IntegerField())).values("page_pk")
