"""Sections of any size can be moved: what pages leave behind is looked up in small batches."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import make_notice_section
from portal.redirecting import MOST
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


def test_a_section_of_a_thousand_pages_is_moved_with_every_old_address() -> None:
    district = make_district(make_city())
    first, second = make_community(district), make_community(district)
    section, count = make_notice_section(first, slug="own"), 1_000 + MOST
    day = timezone.localdate()
    add_notices(section, [Text(f"n{n}", f"第{n}号通知", day) for n in range(count)])
    section.move(second, pos="last-child")
    assert Redirect.objects.filter(automatically_created=True).count() == count + 1
