"""What the work of the other community leaves behind: approvals, notices to staff, records, notes.

Planted last, when every page has reached its state.
"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.log_actions import log

from portal.models import ScheduleFailure, StaffNotice
from portal.publication.models import Approval, PersonalDataOverride, Publication
from portal.staff_notices import tell
from portal.tests.canary_files import plant_next_versions
from portal.tests.canary_words import STATES, word


def plant_traces(world: SimpleNamespace) -> None:
    """One of each kind, with words that others must not read."""
    plant_next_versions(world)
    Client().get(world.pages["live"].url)  # its picture is sized now, by no request of the sweep
    _plant_approvals(world)
    _plant_news(world)
    _plant_records(world)
    world.rows["personal-data-overrides"] = PersonalDataOverride.objects.create(
        page=world.pages["draft"].page_ptr,
        title=word("override", "title"),
        revision=world.pages["draft"].latest_revision,
        by=world.author,
        reason=word("override", "reason"),
        at=timezone.now(),
        findings=[word("override", "finding")],
    )


def _plant_approvals(world: SimpleNamespace) -> None:
    """Every page that is or was public was let out by one person alone; each has its note."""
    soon = timezone.now() + timedelta(hours=2)
    pages = {state: world.pages[state] for state in STATES}
    keys = [page.pk for page in pages.values()]
    Approval.objects.filter(page__in=keys).update(by=world.author, alone=True, confirm_until=soon)
    world.approvals = {
        state: Approval.objects.filter(page=page.pk).first() or _approval_alone(world, page)
        for state, page in pages.items()
    }
    for state in STATES:
        rows = Publication.objects.filter(page=world.pages[state].pk)
        rows.update(by=world.author, change_note=word(state, "public", "note"))


def _approval_alone(world: SimpleNamespace, page: object) -> Approval:
    now = timezone.now()
    return Approval.objects.create(
        page_id=page.pk, revision=page.latest_revision, by=world.author, at=now, alone=True,  # type: ignore[attr-defined]
        confirm_until=now + timedelta(hours=2),
    )  # fmt: skip


def _plant_news(world: SimpleNamespace) -> None:
    """What staff of the other community were told, and what failed there."""
    now = timezone.now()
    for kind in StaffNotice.Kind.values:
        words = word("told", kind.replace("_", ""))
        tell([world.author, world.approver], kind=kind, words=words, url="/admin/", at=now)
    ScheduleFailure.objects.create(
        key="sweep", page=world.pages["scheduled"].page_ptr, label=word("failure", "label"),
        message=ScheduleFailure.REFUSED + word("failure", "message"), due_at=now,
        first_failed_at=now, next_try_at=now,
    )  # fmt: skip


def _plant_records(world: SimpleNamespace) -> None:
    """What the record of the desk keeps, and who has a form open."""
    for row in world.rows.values():
        log(row, "wagtail.edit", user=world.author, data={"words": word("record", "words")})
    for state in STATES:
        page = world.pages[state]
        EditingSession.objects.create(
            user=world.author,
            content_type=ContentType.objects.get_for_model(page),
            object_id=str(page.pk),
            last_seen_at=timezone.now(),
            is_editing=True,
        )
