"""The loader that this package registers for the demo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from wagtail import hooks

from portal.demo.loading import demo_shelf
from portal.demo.tree import LaidPages
from portal.signals import DEMO_LOADERS

from .information import lay_information, read_information
from .notices import lay_notices, read_notices
from .regulations import lay_regulations, read_regulations
from .sections import lay_sections, read_sections


@hooks.register(DEMO_LOADERS)
def load_pages(*, at: datetime, by: AbstractUser | None) -> Iterator[str]:
    """Adds the demo's missing sections, centres, regulations, notices and standing pages.

    Refuses with all problems of all files before anything is stored.
    """
    shelf, laid = demo_shelf(at), LaidPages()
    sections, regulations = read_sections(shelf), read_regulations(shelf)
    notices, information = read_notices(shelf), read_information(shelf)
    shelf.settle()
    yield _summary("Sections", lay_sections(laid, sections, by=by), len(sections))
    added = lay_regulations(laid, regulations, on=shelf.on, by=by)
    yield _summary("Regulations", added, len(regulations))
    yield _summary("Notices", lay_notices(laid, notices, by=by), len(notices))
    yield _summary("Information", lay_information(laid, information, by=by), len(information))


def _summary(what: str, added: int, total: int) -> str:
    return f"{what}: {added} added, {total - added} kept."
