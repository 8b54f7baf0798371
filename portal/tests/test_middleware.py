"""A refusal in the admin becomes words; public pages and admin have their own policies."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import Publication
from portal.tests.factories import make_city, make_user

pytestmark = pytest.mark.django_db


def test_a_refused_deletion_says_why_and_leads_back(client):
    notice = make_notice(make_notice_section(make_city()))
    client.force_login(make_user(is_superuser=True))
    editor = f"/admin/pages/{notice.pk}/edit/"
    response = client.post(
        f"/admin/pages/{notice.pk}/delete/", headers={"referer": f"http://testserver{editor}"}
    )
    texts = [str(message) for message in get_messages(response.wsgi_request)]
    assert response.url == f"http://testserver{editor}"
    assert len(texts) == 1
    assert Publication.objects.filter(page=notice).exists()


def test_a_forged_referer_does_not_lead_away(client):
    notice = make_notice(make_notice_section(make_city()))
    client.force_login(make_user(is_superuser=True))
    response = client.post(
        f"/admin/pages/{notice.pk}/delete/", headers={"referer": "https://evil.example/"}
    )
    assert response.url == "/admin/"


def test_public_pages_allow_no_inline_script_and_the_admin_has_its_own_policy(client):
    make_city()
    public = client.get("/").headers["Content-Security-Policy"]
    admin = client.get("/admin/login/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in public
    assert "script-src 'self' 'unsafe-inline'" in admin
