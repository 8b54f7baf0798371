"""The one gate: it sees every save of a page and says what the save would do to the public.

Wagtail publishes in many ways (button, workflow, bulk action, schedule, `revision.publish()`,
copying); each ends in `save` of the page, so that is where the gate stands. It asks whether the
revision that becomes public was approved, and whether anything keeps its text from being public.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext
from wagtail.log_actions import LogContext
from wagtail.models import Page

from portal.prepared import NOBODYS_KEY, Prepared
from portal.problems import Problem, Refused, gettext_noop

from .file_use import Showing, problems_with_files, showing_of
from .models import Approval, Publication, Verb
from .personal_data import problems_with_personal_data, problems_with_words

_LONGEST_CHAIN = 10
_NOT_APPROVED = gettext_noop(
    "Nobody has approved this text yet. Submit it; a second person approves it, and then it "
    "becomes public."
)


@dataclass(frozen=True)
class Step:
    """What a save does to the public: nothing (`verb` empty), publish, withdraw or expire.

    `approved_at` is up to when files count as approved with the revision; None means until now.
    The gate adds what the page shows, the record the moment and what is new.
    """

    verb: str = ""
    was_live: bool = False
    reason: str = ""
    approval_id: int | None = None
    approved_at: datetime | None = None
    showing: Showing | None = None
    at: datetime | None = None
    note: str = ""


def _pages(pk: int) -> QuerySet[Page]:
    return Page.objects.filter(pk=pk).only("live", "live_revision_id", "last_published_at")


def _approvals(page: int, revision: int) -> QuerySet[Approval]:
    rows = Approval.objects.filter(page_id=page, revision_id=revision).select_related("revision")
    return rows.only("at", "revision__created_at").order_by()


_PAGE = Prepared(_pages, NOBODYS_KEY)
_APPROVAL = Prepared(_approvals, NOBODYS_KEY, NOBODYS_KEY - 1)


def hold_back(page: Any) -> None:
    """A new page is a draft until a revision of it is published.

    Wagtail's create view stores the page as live and publishes its revision afterwards; without
    this the page would be public for a moment, and its publication would count twice.
    """
    if page._state.adding and page.live and not (page.live_revision_id or page.alias_of_id):
        page.live = False
        page.has_unpublished_changes = True


def acting(user: Any) -> AbstractContextManager[Any]:
    """The log context of `user`; without one, of whoever is acting already."""
    return LogContext(user=user) if user is not None else nullcontext()


def step_of(page: Any, *, update_fields: Iterable[str] | None) -> Step:
    """Compares the page with its stored row; one query for a stored page, none for a new one.

    A second one finds the approval of what becomes public.
    """
    if update_fields is not None and "live" not in set(update_fields):
        return Step()
    stored = next(iter(_PAGE.rows(page.pk)), None) if page.pk else None
    was_live = bool(stored and stored.live)
    if not page.live:
        return _taken_away(page) if was_live else Step()
    follows = bool(page.alias_of_id) and type(page) is not Page
    if follows or not was_live or _is_renewed(page, stored):
        return _publishing(page, Step(Verb.PUBLISH, was_live))
    return Step("", was_live)


def _publishing(page: Any, step: Step) -> Step:
    """With the approval of the revision that becomes public, if there is one.

    The system may date its approval back, but never approves files that were not yet there.
    """
    if not (page.pk and page.live_revision_id):
        return step
    for row in _APPROVAL.rows(page.pk, page.live_revision_id):
        return replace(step, approval_id=row.pk, approved_at=max(row.at, row.revision.created_at))
    return step


def _is_renewed(page: Any, stored: Any) -> bool:
    """Whether a revision is being published, be it the one that is public already."""
    return bool(
        page.live_revision_id != stored.live_revision_id
        or page.last_published_at != stored.last_published_at
    )


def _taken_away(page: Any) -> Step:
    """Withdrawn with the reason given, or expired; a mirror goes the way of its source."""
    reason = getattr(page, "withdrawal_reason", "")
    verb = Verb.EXPIRE if page.expired else Verb.WITHDRAW
    source = Publication.objects.filter(page_id=page.alias_of_id).order_by("-pk").first()
    if not reason and page.alias_of_id and source and source.verb != Verb.PUBLISH:
        verb, reason = Verb(source.verb), source.reason
    return Step(verb, True, reason)


def problems_with(page: Any, showing: Showing | None = None) -> list[Problem]:
    """All that keeps `page` from becoming public, at once; an empty list opens the gate.

    `showing` is what was read of its files already.
    """
    from portal.writing.pictures import problems_with_pictures

    return [
        *page.problems(),
        *problems_with_pictures(page),
        *problems_with_personal_data(page),
        *problems_with_files(page, showing),
    ]


def is_approved(page: Any, step: Step) -> bool:
    """Whether the revision being made public was approved; a mirror asks its source."""
    return bool(step.approval_id) or _is_approved_at(page.alias_of_id)


def problems_with_mirror(source: Any) -> list[Problem]:
    """What keeps a page from having a mirror: not being public, or being so unapproved."""
    approval = [] if _is_approved_at(source.pk) else [not_approved()]
    return approval + problems_with(source)


def _is_approved_at(source: int | None) -> bool:
    """Whether this page, or what it mirrors in turn, is public with an approval."""
    for _link in range(_LONGEST_CHAIN):
        row = _source(source) if source else None
        if row is None or not row["live"]:
            return False
        if row["approved"]:
            return True
        source = row["alias_of_id"]
    return False


def _source(pk: int) -> dict[str, Any] | None:
    approvals = Approval.objects.filter(
        page_id=OuterRef("pk"), revision_id=OuterRef("live_revision_id")
    )
    rows = Page.objects.filter(pk=pk).annotate(approved=Exists(approvals))
    return rows.values("live", "alias_of_id", "approved").first()


def demand_approval(page: Any, revision: Any) -> None:
    """Refuses to publish or to schedule a revision that nobody has approved."""
    if not Approval.objects.filter(page_id=page.pk, revision_id=revision.pk).exists():
        raise Refused([not_approved(), *problems_with(revision.as_object())])


def is_kept(page: Any, revision: Any) -> bool:
    """Whether a revision must stay as it is: submitted, approved or public."""
    submitted = revision.task_states.exists()
    approved = Approval.objects.filter(revision_id=revision.pk).exists()
    return bool(submitted or approved or revision.pk == page.live_revision_id)


def not_approved() -> Problem:
    """The words for what nobody has approved."""
    return Problem("publication.not_approved", _NOT_APPROVED)


def check_content(page: Any) -> None:
    """Refuses with all that keeps the text of `page` from becoming public."""
    if problems := problems_with(page):
        raise Refused(problems)


def check(page: Any, step: Step) -> Step:
    """Refuses a publication that is not approved or not complete, and a withdrawal that gives no
    public reason. Returns the step with what the page shows.
    """
    if step.verb == Verb.PUBLISH:
        step = replace(step, showing=showing_of(page, approved_at=step.approved_at, lock=True))
        problems = [] if is_approved(page, step) else [not_approved()]
        if problems := problems + problems_with(page, step.showing):
            raise Refused(problems)
    elif step.verb == Verb.WITHDRAW and (problems := problems_with_reason(step.reason)):
        raise Refused(problems)
    return step


def problems_with_reason(reason: str) -> list[Problem]:
    """What a public reason lacks: words; and what it may not tell: the number of a person."""
    if not reason:
        message = gettext_noop("Say in one sentence, for the public, why this is withdrawn.")
        return [Problem("publication.reason_missing", message, field="reason")]
    return problems_with_words(reason, field="reason", label=gettext("reason"))


def check_deletion(page: Any) -> None:
    """Refuses to delete a page of which, or below which, anything was ever public."""
    subtree = Page.objects.filter(path__startswith=page.path) if page.path else Page.objects.none()
    if Publication.objects.filter(page__in=subtree).exists():
        message = gettext_noop(
            "This was public and cannot be deleted. Withdraw it, with a reason that stays readable."
        )
        raise Refused([Problem("publication.was_public", message)])
