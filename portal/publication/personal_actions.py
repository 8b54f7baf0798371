"""Verbs about personal data in a draft: mask it; let it pass as a second person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, WorkflowState
from wagtail.permissions import page_permission_policy

from portal.privacy import masked
from portal.problems import Problem, Refused, gettext_noop

from .models import PersonalDataOverride
from .overrides import new_salt
from .personal_data import SUGGESTED, Found, findings_of, found_in, not_let_pass
from .texts import places_of

MASKED = "portal.personal_data.mask"
LET_PASS = "portal.personal_data.let_pass"  # noqa: S105 - the name of an entry in the log


def draft_of(page: Page) -> Any:
    """The latest draft of a page, with its inner rows in memory."""
    return page.get_latest_revision_as_object()


def may_mask(user: Any, page: Any) -> bool:
    """Who may change the page, while nobody has locked it for others."""
    tester = page.permissions_for_user(user)
    return bool(tester.can_edit() and not tester.page_locked())


def may_let_pass(user: Any, page: Any) -> bool:
    """Who may publish there and is neither the author of the draft nor who submitted it.

    Superusers are people too: the rule holds for them.
    """
    return not problems_with_second_person(user, page)


def problems_with_second_person(user: Any, page: Any) -> list[Problem]:
    """What keeps a person from letting the findings of the latest draft pass."""
    revision = page.latest_revision
    if revision is None:
        message = gettext_noop("There is no draft yet.")
        return [Problem("personal_data.no_draft", message)]
    if not page_permission_policy.user_has_permission_for_instance(user, "publish", page):
        message = gettext_noop("Only a second person who may publish here can let it pass.")
        return [Problem("personal_data.no_publisher", message)]
    if user.pk in _people_of(page, revision):
        message = gettext_noop(
            "You wrote or submitted this draft, so you cannot let it pass. Mask it, or ask a "
            "second person who may publish here."
        )
        return [Problem("personal_data.own_work", message)]
    return []


def _people_of(page: Any, revision: Revision) -> set[int | None]:
    """Who wrote the draft and who asked for its publication."""
    open_states = WorkflowState.objects.for_instance(page).active()
    return {revision.user_id, *open_states.values_list("requested_by", flat=True)}


@transaction.atomic
def mask(
    page: Page, *, by: Any, keys: Iterable[str] | None = None, numbers_only: bool = False
) -> int:
    """Masks findings of the latest draft, all or those of `keys`, in a new draft by `by`.

    Names and homes are left with `numbers_only`. Returns how many places were masked. Refuses who
    may not change the page. What stands in files and topics is left: it is mended there.
    """
    if not may_mask(by, page):
        raise PermissionDenied
    draft = draft_of(page)
    wanted = None if keys is None else set(keys)
    count = step = _mask_once(draft, wanted, numbers_only)
    while wanted is None and step:  # a mask may bring a number to light that stood beside another
        step = _mask_once(draft, wanted, numbers_only)
        count += step
    if count:
        draft.save_revision(user=by, log_action=False, clean=False)
        log(instance=page, action=MASKED, user=by, data={"count": count})
    return count


def _mask_once(draft: Any, wanted: set[str] | None, numbers_only: bool) -> int:
    count = 0
    for number, place in enumerate(places_of(draft)):
        hits = [
            one.finding
            for order, one in enumerate(found_in([place], with_names=True))
            if (key_of(number, order) in wanted if wanted is not None else True)
            and not (numbers_only and one.finding.kind in SUGGESTED)
        ]
        if place.mask is not None and hits:
            place.mask(hits)
            count += len(hits)
    return count


def key_of(place: int, order: int) -> str:
    """By which a form names one finding of a draft: its text and its order there."""
    return f"{place}-{order}"


@transaction.atomic
def let_pass(page: Page, *, by: Any, reason: str, at: datetime) -> PersonalDataOverride:
    """Lets what is found in the latest draft become public, as a second person, with a reason.

    Refuses the author and the submitter of the draft, an empty reason, and a draft without
    findings. Only masked values are stored.
    """
    if not may_let_pass(by, page):
        raise PermissionDenied
    draft = draft_of(page)
    found = not_let_pass(draft, findings_of(draft))
    if problems := problems_with_letting_pass(reason=reason, found=found):
        raise Refused(problems)
    salt = new_salt()
    row = PersonalDataOverride.objects.create(
        page_id=page.pk,
        title=_harmless(draft.title),
        revision_id=page.latest_revision_id,
        by=by,
        reason=_harmless(reason.strip()),
        at=at,
        findings=[f"{one.where}: {one.kind} {one.sign}" for one in found],
        digests=[one.digest(page.alias_of_id or page.pk, salt) for one in found],
        salt=salt,
    )
    log(instance=page, action=LET_PASS, user=by, data={"reason": row.reason, "count": len(found)})
    return row


def _harmless(text: str) -> str:
    return masked(text, numbers_only=True)[:255]


def problems_with_letting_pass(*, reason: str, found: list[Found]) -> list[Problem]:
    """A reason in words, and something to let pass."""
    problems = []
    if not reason.strip():
        message = gettext_noop("Say why this may be public: by which law, or with whose agreement.")
        problems.append(Problem("personal_data.reason_missing", message, "reason"))
    if not found:
        message = gettext_noop("Nothing is left that would have to be let pass.")
        problems.append(Problem("personal_data.nothing_found", message))
    return problems
