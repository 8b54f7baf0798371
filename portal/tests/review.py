"""A notice on its way to the public: written, submitted, approved, with the people who do it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from wagtail.models import Page, TaskState

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.role_table import ADMINISTRATOR, CITY_EDITOR, PUBLISHER, Role
from portal.roles import give_role
from portal.tests.desks import make_desk, signed_in
from portal.tests.factories import make_user

INCOMPLETE = {"issuer": "", "is_historical": True, "original_date": None}


def make_office() -> SimpleNamespace:
    """`make_desk` with a notice section, a second publisher and an administrator."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    desk.second = joined(PUBLISHER, desk.one)
    desk.administrator = joined(ADMINISTRATOR)
    return desk


def joined(role: Role, place: Any = None) -> SimpleNamespace:
    """Another person with this role, signed in."""
    user = make_user()
    give_role(user, role, None if role in (ADMINISTRATOR, CITY_EDITOR) else place)
    return SimpleNamespace(user=user, browser=signed_in(user))


def draft(desk: SimpleNamespace, *, complete: bool = True, by: Any = None, **values: Any) -> Notice:
    """A draft with one revision, written by the editor or by another person."""
    more = {**({} if complete else INCOMPLETE), **values}
    notice = make_notice(desk.section, live=False, **more)
    notice.save_revision(user=(by or desk.editor).user)
    return notice


def submitted(notice: Notice, by: SimpleNamespace) -> TaskState:
    """The state of the task after this person has submitted the notice."""
    notice = Notice.objects.get(pk=notice.pk)
    notice.get_workflow().start(notice, by.user)
    return state_of(notice)


def state_of(notice: Notice) -> TaskState:
    """Where the notice stands in its review."""
    return Notice.objects.get(pk=notice.pk).current_workflow_task_state


def edit_url(page: Page) -> str:
    """The form of a page."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def action_url(page: Page, state: TaskState, name: str = "approve") -> str:
    """Where an approval is sent to: page and state stand there side by side."""
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, name, state.pk])


def approve(person: SimpleNamespace, page: Page, state: TaskState | None = None) -> Any:
    """The answer to this person's approval."""
    return person.browser.post(action_url(page, state or state_of(page)), {"comment": ""})


def is_live(page: Page) -> bool:
    """Whether the public sees the page."""
    return Page.objects.get(pk=page.pk).live
