"""Loads the whole demo: the places, then what each package has registered for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from wagtail import hooks

from portal.problems import Problem, Refused, gettext_noop
from portal.signals import DEMO_LOADERS

from .files import Shelf
from .places import load_places
from .tree import LaidPages

FOLDER = "linhe"
NOT_ALLOWED = gettext_noop("These settings allow no demo: it belongs on a machine of its own.")


def demo_shelf(at: datetime) -> Shelf:
    """The demo files, read on the local day of `at`."""
    root = Path(settings.BASE_DIR) / "fixtures" / FOLDER
    return Shelf(root, timezone.localdate(at))


@transaction.atomic
def load_demo(*, at: datetime, by: AbstractUser | None) -> list[str]:
    """Adds what is missing of the demo, as of `at`; leaves what is there as it is.

    Refuses under settings that allow no demo, and with all problems of the files, naming file and
    line; nothing is stored then. Returns one summary line per loader.
    """
    if not settings.PORTAL["DEMO_ACCOUNTS"]:
        raise Refused([Problem("demo.not_allowed", NOT_ALLOWED)])
    return list(_loaded(at, by))


def _loaded(at: datetime, by: AbstractUser | None) -> Iterator[str]:
    yield from load_places(demo_shelf(at), LaidPages(), at=at, by=by)
    for loader in hooks.get_hooks(DEMO_LOADERS):
        yield from loader(at=at, by=by)
