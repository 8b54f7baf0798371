"""Error pages: the right status, what happened, a way on, in the reader's language and display."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation
from wagtail.models import PageViewRestriction

from portal import errors
from portal.models import SiteSettings
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district

PLAIN = {
    400: errors.bad_request,
    429: errors.too_many_requests,
    500: errors.server_error,
    503: errors.unavailable,
}


def answer_of(view, request):
    """Handlers of Django's get the exception as well when they take one."""
    return view(request, Exception()) if view is errors.bad_request else view(request)


@pytest.mark.parametrize("status", PLAIN)
def test_a_plain_page_needs_no_database_and_leads_home(rf, status):
    response = answer_of(PLAIN[status], rf.get("/nowhere/"))
    text = response.content.decode()
    assert response.status_code == status
    assert '<a class="button" href="/">' in text
    assert f">{status}</p>" in text


@pytest.mark.parametrize("status", PLAIN)
def test_a_plain_page_speaks_the_language_of_the_reader_and_leads_home_in_it(rf, status):
    with translation.override("en"):
        text = answer_of(PLAIN[status], rf.get("/en/nowhere/")).content.decode()
    assert '<html lang="en"' in text
    assert '<a class="button" href="/en/">Home page</a>' in text


def test_a_plain_page_keeps_the_display_the_reader_has_chosen(rf):
    request = rf.get("/")
    request.COOKIES.update(portal_theme="dark", portal_mode="elder")
    text = errors.unavailable(request).content.decode()
    assert 'data-theme="dark" data-mode="elder"' in text
    assert "css/elder.css" in text
    assert "css/elder.css" not in errors.unavailable(rf.get("/")).content.decode()


def test_a_page_for_too_many_or_for_later_says_when_to_come_again(rf):
    for view in (errors.too_many_requests, errors.unavailable):
        assert view(rf.get("/"))["Retry-After"] == str(errors.RETRY_AFTER_SECONDS)


def test_a_database_that_cannot_be_reached_is_away_and_any_other_fault_is_ours(rf):
    def status_of(fault: Exception) -> int:
        try:
            raise fault
        except Exception:  # noqa: BLE001  (as Django's handler has it: whatever was raised)
            return errors.server_error(rf.get("/")).status_code

    assert status_of(OperationalError("database is locked")) == 503
    assert status_of(ValueError("a bug")) == 500


@pytest.fixture
def notice():
    city = make_city()
    SiteSettings.objects.update(hotline="0000-8800 1000")
    community = make_community(make_district(city, slug="liuwan"), slug="qingheli")
    return make_notice(make_notice_section(community, slug="notices"), slug="water")


def assert_helps_on(text: str, *, prefix: str = "") -> None:
    """The reader finds the search, the telephone and the community the address belongs to."""
    assert f'action="{prefix}/search/"' in text
    assert 'href="tel:000088001000"' in text
    assert f'href="{prefix}/liuwan/qingheli/"' in text


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/zh-hant", "/en"])
def test_an_unknown_address_leads_on(client, notice, prefix):
    response = client.get(f"{prefix}/liuwan/qingheli/never/")
    assert response.status_code == 404
    assert_helps_on(response.text, prefix=prefix)


@pytest.mark.django_db
def test_a_withdrawn_page_leads_on(client, notice):
    withdraw(notice, by=None, reason="停水改期，另行通知")
    response = client.get("/liuwan/qingheli/notices/water/")
    assert response.status_code == 410
    assert_helps_on(response.text)


@pytest.mark.django_db
def test_a_page_that_is_not_for_the_reader_leads_to_the_sign_in(client, notice, rf):
    response = errors.forbidden(client.get(notice.url).wsgi_request, Exception())
    assert response.status_code == 403
    assert 'href="/admin/login/"' in response.content.decode()


@pytest.mark.django_db
def test_a_guarded_page_says_nothing_about_itself(client, notice):
    PageViewRestriction.objects.create(page=notice.page_ptr, restriction_type="login")
    response = client.get(notice.url)
    assert response.status_code == 302
    assert notice.title not in response.text


@pytest.mark.django_db
def test_a_form_that_has_expired_is_explained_in_the_frame_of_the_site(notice):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "表单已过期" in response.text
    assert "csrf" not in response.text.lower()
