"""The small city really shows every public template, so that no page goes unlooked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.tests import small_city as city

pytestmark = pytest.mark.django_db

TEMPLATES = Path(settings.BASE_DIR) / "templates"
OF_THE_DESK = (
    "wagtailadmin/", "wagtaildocs/", "portal/admin/", "portal/sign_in/", "pages/admin/",
    "publication/admin/", "search/admin/", "matters/admin/",
)  # fmt: skip
ERRORS = {f"{name}.html" for name in ("400", "403", "403_csrf", "429", "500", "503")}
ON_ERRORS_ONLY = {"components/plain_page.html"}
AFTER_A_FORM = {
    "publication/report_sent.html",
    "matters/procedure_useful_form.html",
    "matters/procedure_useful_thanks.html",
}
AFTER_A_CHOICE = {"search/places.html"}
"""For who has chosen a community; asked for in the tests of search."""


def test_every_public_template_is_shown_somewhere() -> None:
    city.built()
    client = Client()
    shown: set[str] = set()
    for address in [one for group in city.ADDRESSES.values() for one in group]:
        answer: Any = client.get(address)
        assert answer.status_code in (200, 404, 410), (address, answer.status_code)
        shown |= {template.name for template in answer.templates}
    there = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    public = {name for name in there if not name.startswith(OF_THE_DESK)}
    unseen = public - shown - ERRORS - ON_ERRORS_ONLY - AFTER_A_FORM - AFTER_A_CHOICE
    assert unseen == set(), sorted(unseen)
