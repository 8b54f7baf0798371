"""Unfinished work of the demo (演示工作台): a draft, a notice in review, one planned for later.

Laid when the accounts are there, because a draft has an author. Kept on a second load.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail import hooks

from portal.demo.files import DemoFile, Shelf
from portal.demo.loading import demo_shelf
from portal.demo.markup import rich_text
from portal.demo.tree import LaidPages, moment
from portal.pages.choices import NoticeKind
from portal.pages.models import Notice
from portal.publication.actions import publish
from portal.signals import DEMO_WORK

DRAFT, REVIEW, PLANNED = "draft", "review", "planned"
OPENING = time(8, 0)


@hooks.register(DEMO_WORK)
def lay_work(*, at: datetime) -> None:
    """Adds what is missing of the unfinished work, by the demo's editors."""
    shelf, laid = demo_shelf(at), LaidPages()
    read = [(path, _read(shelf, path)) for path in shelf.files("*/*/desk/*")]
    shelf.settle()
    for path, file in read:
        if shelf.address(path) not in laid:
            _lay(shelf, laid, path, file)


def _read(shelf: Shelf, path: Path) -> DemoFile:
    file = shelf.read(
        path, required=("title", "kind", "state", "issuer", "summary"), optional=("topics", "days")
    )
    file.choice("kind", NoticeKind.values)
    file.choice("state", (DRAFT, REVIEW, PLANNED))
    file.number("days")
    return file


def _lay(shelf: Shelf, laid: LaidPages, path: Path, file: DemoFile) -> None:
    """Into the notices of the community in whose folder the file lies; nothing without them."""
    community = path.parent.parent
    section = laid.page(f"{shelf.address(community)}/notices")
    editor = _person(f"{community.name}-editor")
    if section is None or editor is None:
        return
    page = Notice(
        title=file.text("title"), slug=path.stem, kind=file.text("kind"), live=False,
        issuer=file.text("issuer"), summary=file.text("summary"), body=rich_text(file.body),
        owner=editor,
    )  # fmt: skip
    page.topics.add(*file.words("topics"))
    section.add_child(instance=page)
    laid.remember(page, address=shelf.address(path), by=editor)
    _bring_to(file.text("state"), page, editor, days=file.number("days") or 1, shelf=shelf)


def _bring_to(state: str, page: Any, editor: Any, *, days: int, shelf: Shelf) -> None:
    if state == PLANNED:
        page.go_live_at = moment(shelf.on + timedelta(days=days), OPENING)
        page.save_revision(user=editor, log_action=True)
        publish(page, by=None, at=timezone.now())
        return
    page.save_revision(user=editor, log_action=True)
    workflow = page.get_workflow()
    if state == REVIEW and workflow is not None:
        workflow.start(page, user=editor)


def _person(username: str) -> Any:
    users: Any = get_user_model()._default_manager
    return users.filter(username=username).first()
