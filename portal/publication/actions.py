"""The verbs of publication: publish, withdraw and bring back a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Page, Revision

from portal.problems import Problem, Refused, gettext_noop

from . import gate
from .file_use import uploaders_of
from .models import Approval, Publication, Verb
from .permissions import holds_publish
from .rules import problems_with_approver

_NOT_WITHDRAWN = gettext_noop("This was not withdrawn, so there is nothing to bring back.")
_OWN_FILE = gettext_noop(
    "You uploaded a file that this page would make public: another person approves it."
)
_GONE = gettext_noop("The text that was public is not kept any more. Submit the page for approval.")


def publish(page: Any, *, by: AbstractUser | None, at: datetime | None = None) -> Any:
    """Publishes the page through the gate and returns it fresh from the database.

    `by=None` is the system itself: it publishes the page as it stands, and its approval says so. A
    person publishes what is stored of the work of another: who wrote or submitted it is refused
    with `Refused`, who may not publish here with PermissionDenied. `at` is for loading old or demo
    material by the system. All problems are told at once; nothing is stored then.
    """
    with transaction.atomic(), LogContext(user=by):
        if by is None:
            shown = _publish_by_system(page, at=at or timezone.now())
        else:
            revision, asked_by = _stored_revision(page), _submitter(page)
            shown = approve_and_publish(
                revision, page=page, by=by, submitted_by=asked_by, at=at or timezone.now()
            )
    return _as_stored(page, shown)


def _publish_by_system(page: Any, *, at: datetime) -> Any:
    """What becomes public at once is validated when it does; what waits is validated now."""
    revision = page.save_revision(log_action=True, clean=bool(page.go_live_at))
    _approve_first(revision, page=page, at=at, is_system=True)
    return _carry_out(publishing(revision, by=None), at=at)


def _as_stored(page: Any, shown: Any) -> Any:
    """The page as it is stored now; of what waits for its date only the database knows that."""
    if not shown.live or shown.live_revision_id != shown.latest_revision_id:
        page.refresh_from_db()
        return page
    for field in page._meta.concrete_fields:
        setattr(page, field.attname, getattr(shown, field.attname))
    return page


def approve(
    revision: Revision,
    *,
    page: Any,
    by: AbstractUser | None,
    submitted_by: AbstractUser | None = None,
    at: datetime | None = None,
    draft: Any = None,
) -> Approval:
    """Writes that a second person (or the system) lets this revision become public.

    Refuses who wrote or submitted it, and who may not publish here. An emergency notice that was
    published alone counts as confirmed by the same act. Does not ask about the text: the gate does.
    `draft` is the revision as a page where it was read already.
    """
    if by is not None:
        demand_second_person(by, page=page, revision=revision, submitted_by=submitted_by)
        if by.pk in uploaders_of(draft or revision.as_object()):
            raise Refused([Problem("approval.own_file", _OWN_FILE)])
    at = at or timezone.now()
    approval = Approval.objects.filter(revision=revision).first()
    if approval is None:
        who: dict[str, Any] = {"by": by, "submitted_by": submitted_by, "is_system": by is None}
        return _approve_first(revision, page=page, at=at, **who)
    if approval.waits and by is not None and by != approval.by:
        approval.confirmed_by, approval.confirmed_at = by, at  # type: ignore[assignment]
        approval.save(update_fields=["confirmed_by", "confirmed_at"])
    return approval


def _approve_first(revision: Revision, *, page: Any, at: datetime, **who: Any) -> Approval:
    """The approval of a revision that has none yet."""
    return Approval.objects.create(revision=revision, page_id=page.pk, at=at, **who)


def demand_second_person(
    by: AbstractUser, *, page: Any, revision: Revision, submitted_by: AbstractUser | None
) -> None:
    """Refuses who may not publish here, and who wrote or submitted the revision."""
    if not holds_publish(by, page):
        raise PermissionDenied
    submitter = submitted_by.pk if submitted_by else None
    if problems := problems_with_approver(
        approver=by.pk, author=revision.user_id, submitter=submitter
    ):
        raise Refused(problems)


def approve_and_publish(
    revision: Revision,
    *,
    page: Any,
    by: AbstractUser,
    submitted_by: AbstractUser | None,
    at: datetime | None,
) -> Any:
    """A second person approves the revision, and it becomes public or waits for its date.

    Returns the page as it was shown.
    """
    action = publishing(revision, by=by)
    approve(revision, page=page, by=by, submitted_by=submitted_by, draft=action.object)
    return _carry_out(action, at=at)


def publish_revision(
    revision: Revision,
    *,
    by: AbstractUser | None,
    at: datetime | None,
    log_action: bool | str = True,
    at_once: bool = False,
) -> None:
    """Runs Wagtail's own publishing, so that hooks, log, schedule and signals stay its own.

    What becomes public later is asked now whether anything keeps it back, and once more then;
    `at_once` leaves a later date out of account.
    """
    action = publishing(revision, by=by, log_action=log_action)
    if at_once:
        action.object.go_live_at = None
    _carry_out(action, at=at)


def publishing(
    revision: Revision, *, by: AbstractUser | None, log_action: bool | str = True
) -> Any:
    """Wagtail's publishing of a revision, not yet carried out; `object` is its text as a page."""
    from wagtail.actions.publish_page_revision import PublishPageRevisionAction

    return PublishPageRevisionAction(revision, user=by, log_action=log_action)


def _carry_out(action: Any, *, at: datetime | None) -> Any:
    page = action.object
    page._publication_at = at
    if page.go_live_at and page.go_live_at > timezone.now():
        gate.check_content(page)
    action.execute(skip_permission_checks=True)  # the rights were asked with the approval
    return page


def _stored_revision(page: Any) -> Revision:
    """The latest revision; a page made by code that has none counts as written by its owner."""
    if page.latest_revision_id:
        return Revision.objects.get(pk=page.latest_revision_id)
    revision: Revision = page.save_revision(user=page.owner)
    return revision


def _submitter(page: Any) -> AbstractUser | None:
    """Who submitted the page, while it is in review."""
    state = page.current_workflow_state
    return state.requested_by if state else None


def withdraw(page: Any, *, by: AbstractUser | None, reason: str, at: datetime | None = None) -> Any:
    """Takes the page away from the public; its address then answers 410 with number and reason.

    Refuses an empty reason, and who may not unpublish here; needs one person, because a mistake
    must go at once. Returns the page fresh from the database.
    """
    with transaction.atomic(), LogContext(user=by):
        page = page.specific
        page.withdrawal_reason = reason.strip()
        page._publication_at = at
        page.unpublish(user=by)
    page.refresh_from_db()
    return page


def restore(page: Any, *, by: AbstractUser | None, at: datetime | None = None) -> Any:
    """Undoes a withdrawal (恢复发布): exactly the revision that was public is public again.

    Its approval stands. Refuses who may not publish here, the author of that revision, a page that
    was not withdrawn, and what the gate finds in the text now.
    """
    with transaction.atomic(), LogContext(user=by):
        revision = revision_to_restore(page)
        if by is not None:
            demand_second_person(by, page=page, revision=revision, submitted_by=None)
        publish_revision(revision, by=by, at=at or timezone.now())
    page = page.specific
    page.refresh_from_db()
    return page


def revision_to_restore(page: Any) -> Revision:
    """The approved revision that was public when the page was withdrawn; refuses without one."""
    acts = Publication.objects.filter(page_id=page.pk).order_by("-pk")
    last = acts.first()
    if last is None or last.verb != Verb.WITHDRAW:
        raise Refused([Problem("restore.not_withdrawn", _NOT_WITHDRAWN)])
    shown = acts.filter(verb=Verb.PUBLISH).select_related("approval__revision").first()
    if shown is None or shown.approval is None or shown.approval.revision is None:
        raise Refused([Problem("restore.text_gone", _GONE)])
    return shown.approval.revision


def publish_scheduled(revision: Revision, *, at: datetime) -> None:
    """Publishes an approved revision whose date has come, through the gate, by the system.

    Refuses with `Refused` what was not approved and what the gate finds; it then stays due.
    """
    with transaction.atomic(), LogContext(user=None):
        if isinstance(revision.content_object, Page):
            publish_revision(revision, by=None, at=at, log_action="wagtail.publish.scheduled")
        else:
            revision.publish(log_action="wagtail.publish.scheduled")


def take_down(thing: Any, *, at: datetime) -> None:
    """Takes away what has reached its date of expiry (到期撤下); needs no further reason."""
    with transaction.atomic(), LogContext(user=None):
        target = getattr(thing, "specific", thing)
        target._publication_at = at
        target.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
