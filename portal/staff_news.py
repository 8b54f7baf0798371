"""Which staff hear of what (工作消息的收件人): those who have to act, and those who answer for it.

Each question is answered from page permissions and workflow rows, never from a list kept beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from portal.models import ScheduleFailure, StaffNotice
from portal.staff_notices import tell

Kind = StaffNotice.Kind


def staff_of(page: Page, *, codename: str = "change_page") -> QuerySet[Any]:
    """Who holds this permission at the nearest place at or above the page where a group has it.

    A community's page is its own staff's business; what the city publishes is the city's.
    """
    steps = range(page.steplen, len(page.path) + 1, page.steplen)
    rows = GroupPagePermission.objects.filter(
        permission__codename=codename, page__path__in=[page.path[:end] for end in steps]
    )
    nearest = rows.order_by("-page__depth").values_list("page", flat=True).first()
    groups = rows.filter(page=nearest).values("group")
    return _people(Q(groups__in=groups) & Q(pk__isnull=nearest is None))


def approvers_of(task_state: Any) -> QuerySet[Any]:
    """Who may approve this revision: the groups of its task, without author and submitter.

    When nobody else is left there, the administrators hear of it.
    """
    task = task_state.task.specific
    groups = task.groups.all() if hasattr(task, "groups") else []
    own = {task_state.revision.user_id, task_state.workflow_state.requested_by_id}
    people = _people(Q(groups__in=groups)).exclude(pk__in=own - {None})
    if people.exists():
        return people
    return _people(Q(is_superuser=True)).exclude(pk__in=own - {None})


def _people(who: Q) -> QuerySet[Any]:
    users: Any = get_user_model()._default_manager
    return users.filter(who, is_active=True).distinct().order_by("pk")


# --- What happens in a review ------------------------------------------------------------------
def submitted(task_state: Any, *, by: Any, at: datetime | None = None) -> None:
    """A revision waits for approval."""
    people = approvers_of(task_state).exclude(pk=by.pk if by else None)
    _tell(people, Kind.SUBMITTED, task_state.revision, at=at)


def approved(workflow_state: Any, *, by: Any, at: datetime | None = None) -> None:
    """The author and who submitted it hear that it was approved."""
    _tell(_owners(workflow_state, by), Kind.APPROVED, _revision_of(workflow_state), at=at)


def returned(workflow_state: Any, *, by: Any, at: datetime | None = None) -> None:
    """The author and who submitted it hear that it came back; the comment stands on the desk."""
    _tell(_owners(workflow_state, by), Kind.RETURNED, _revision_of(workflow_state), at=at)


def _revision_of(workflow_state: Any) -> Any:
    return workflow_state.current_task_state.revision


def _owners(workflow_state: Any, by: Any) -> QuerySet[Any]:
    """Author and submitter, as far as the page is still theirs to change."""
    revision = _revision_of(workflow_state)
    wanted = {revision.user_id, workflow_state.requested_by_id} - {None, by.pk if by else None}
    page = _page_of(revision)
    if page is None:
        return _people(Q(pk__in=wanted))
    allowed = [
        person.pk
        for person in _people(Q(pk__in=wanted))
        if page.permissions_for_user(person).can_edit()
    ]
    return _people(Q(pk__in=allowed))


# --- What happens in public ---------------------------------------------------------------------
def withdrawn(page: Any, *, by: Any, at: datetime) -> None:
    """The colleagues of the place hear of a withdrawal; who withdrew it knows."""
    people = staff_of(page).exclude(pk=by.pk if by else None)
    tell(people, kind=Kind.WITHDRAWN, words=page.title, url=_edit(page.pk), at=at)


def emergency_to_confirm(page: Any, *, by: Any, at: datetime) -> None:
    """One publisher let an emergency notice out alone; the others of the place may confirm it."""
    people = staff_of(page, codename="publish_page").exclude(pk=by.pk if by else None)
    tell(people, kind=Kind.CONFIRM, words=page.title, url=_edit(page.pk), at=at)


def schedule_failed(failure: ScheduleFailure, *, at: datetime) -> None:
    """Those who publish at the page's place hear of it; without a page the administrators do."""
    if failure.page is None:
        people, url = _people(Q(is_superuser=True)), reverse("wagtailadmin_home")
    else:
        people, url = staff_of(failure.page, codename="publish_page"), _edit(failure.page_id)
    key = f"{failure.key}:{timezone.localdate(failure.first_failed_at)}"
    tell(people, kind=Kind.FAILED, words=failure.label, url=url, at=at, key=key)


def remind(task_state: Any, *, at: datetime, key: str) -> None:
    """Those who may approve hear again that something waits; `key` keeps it to once a day."""
    _tell(approvers_of(task_state), Kind.REMINDER, task_state.revision, at=at, key=key)


def _tell(
    people: Iterable[Any], kind: str, revision: Any, *, at: datetime | None, key: str = ""
) -> None:
    page = _page_of(revision)
    url = _edit(page.pk) if page is not None else reverse("wagtailadmin_home")
    at = at or timezone.now()
    tell(people, kind=kind, words=revision.object_str, url=url, at=at, key=key)


def _page_of(revision: Any) -> Page | None:
    thing = revision.content_object
    return thing if isinstance(thing, Page) else None


def _edit(pk: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])
