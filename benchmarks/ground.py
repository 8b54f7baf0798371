"""A portal of its own for a benchmark: a database in a folder that is thrown away afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent


def start(folder: str, database: str = "") -> None:
    """Sets Django up on a database file in `folder`, or on the `database` named for this alone."""
    os.environ.update(PORTAL_VAR=folder, DJANGO_SETTINGS_MODULE="portal.settings.dev")
    os.environ.pop("DATABASE_URL", None)  # that of a portal which runs is never measured
    if database:
        os.environ["DATABASE_URL"] = database
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def smallest_site() -> None:
    """Makes the smallest site that can hold notices."""
    from portal.pages.tests.factories import make_notice_section
    from portal.tests.factories import make_city

    make_notice_section(make_city())


def demo_city() -> None:
    """Makes the demo."""
    from django.core.management import call_command

    call_command("load_demo", stdout=StringIO())


def lay(content: Callable[[], None]) -> None:
    """Migrates and makes the content."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    content()


@contextmanager
def portal(
    kept: Path | None = None, database: str = "", content: Callable[[], None] = smallest_site
) -> Iterator[str]:
    """The folder of a portal that is laid and ready; removed at the end unless it is to be kept.

    What a run before this one kept is used as it is.
    """
    if kept is not None:
        laid = (kept / "portal.sqlite3").exists()
        kept.mkdir(parents=True, exist_ok=True)
        start(str(kept))
        if not laid:
            lay(content)
        yield str(kept)
        return
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        start(folder, database)
        lay(content)
        yield folder
