"""The preview beside the form while somebody writes: with hints, for every kind of page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, get_page_models

from portal.matters.tests.factories import make_matter_section, make_procedure
from portal.models import City, User
from portal.pages.models import InfoPage
from portal.pages.tests import factories
from portal.tests.admin_forms import fields_of
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db
KINDS = [model for model in get_page_models() if model is not Page]
BELOW_A_PLACE = [model for model in KINDS if model is not City]


@pytest.fixture
def written() -> dict[type[models.Model], Any]:
    """A page of every kind."""
    city = make_city()
    district = make_district(city)
    community = make_community(district)
    notices = factories.make_notice_section(community)
    rules = factories.make_regulation_section(city)
    services = make_matter_section(community)
    about = city.add_child(instance=InfoPage(title="关于本站", slug="about", live=False))
    pages = [
        city, district, community, about, notices, rules, services,
        factories.make_notice(notices), factories.make_regulation(rules),
        factories.make_directory(community), make_procedure(services),
    ]  # fmt: skip
    return {type(page): page for page in pages}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_draft_of_every_kind_is_shown_beside_the_form_with_hints(written, kind):
    page = kind.objects.get(pk=written[kind].pk)
    shown = page.make_preview_request(preview_mode=page.default_preview_mode)
    policy = shown.headers["Content-Security-Policy"]
    assert (shown.status_code, b'id="writing-hints"' in shown.content) == (200, True)
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("kind", BELOW_A_PLACE, ids=lambda kind: kind.__name__)
def test_a_new_page_of_every_kind_is_shown_before_it_was_ever_saved(written, kind):
    writer = Client()
    writer.force_login(User.objects.create_superuser("writer"))
    place = [kind._meta.app_label, kind._meta.model_name, written[kind].get_parent().pk]
    form = writer.get(reverse("wagtailadmin_pages:add", args=place))
    values = {**fields_of(form, "page-edit-form"), "title": "新的一页", "slug": "new"}
    address = reverse("wagtailadmin_pages:preview_on_add", args=place)
    assert writer.post(address, values).json()["is_valid"]
    shown = writer.get(address)
    assert (shown.status_code, b'id="writing-hints"' in shown.content) == (200, True)
