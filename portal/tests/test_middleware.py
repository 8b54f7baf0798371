"""A refusal in the admin becomes words; public pages and admin have their own policies."""

from __future__ import annotations

import json

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from portal import middleware
from portal.middleware import CompressionMiddleware, RefusalMiddleware
from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import Publication
from portal.tests.admin_forms import fields_of, words_of
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


def test_the_language_is_that_of_the_address_whatever_a_browser_asks_for(client):
    make_city()
    client.cookies["django_language"] = "en"
    plain = client.get("/", headers={"accept-language": "en"})
    assert plain.headers["Content-Language"] == "zh-hans"
    english = client.get("/en/", headers={"accept-language": "zh-Hans"})
    assert english.headers["Content-Language"] == "en"


def test_messages_are_looked_for_where_somebody_asks_and_kept_till_then(client, monkeypatch):
    notice, opened = make_notice(make_notice_section(make_city())), []
    real = middleware.default_storage
    monkeypatch.setattr(
        middleware, "default_storage", lambda request: opened.append(request.path) or real(request)
    )
    client.force_login(make_user(is_superuser=True))
    refused = client.post(f"/admin/pages/{notice.pk}/delete/")
    (text,) = [str(message) for message in get_messages(refused.wsgi_request)]
    assert opened == [f"/admin/pages/{notice.pk}/delete/"]
    assert client.get("/robots.txt").status_code == 200
    assert len(opened) == 1
    assert text in client.get("/admin/").content.decode()
    assert text not in client.get("/admin/").content.decode()


def test_public_pages_allow_no_inline_script_and_the_admin_has_its_own_policy(client):
    make_city()
    public = client.get("/").headers["Content-Security-Policy"]
    admin = client.get("/admin/login/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in public
    assert "script-src 'self' 'unsafe-inline'" in admin


def test_a_draft_without_an_address_is_saved_and_gets_one_from_its_title(client):
    section = make_notice_section(make_city())
    client.force_login(make_user(is_superuser=True))
    form = client.get(f"/admin/pages/add/pages/notice/{section.pk}/")
    values = {**fields_of(form, "page-edit-form"), "title": "冬季供暖", "slug": ""}
    assert client.post(form.wsgi_request.path, values).status_code == 302
    assert Notice.objects.get().slug == "冬季供暖"


def test_what_is_saved_twice_at_the_same_moment_is_refused_in_words(rf):
    request = rf.post("/admin/pages/add/pages/notice/3/", headers={"accept": "application/json"})
    answer = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(
        request, ValidationError({"slug": ["taken"]})
    )
    assert answer is not None
    assert json.loads(answer.content) == {"success": False, "problems": ["taken"]}


def test_the_desk_does_not_count_files(client):
    make_city()
    client.force_login(make_user(is_superuser=True))
    words = words_of(client.get("/admin/"))
    assert "Images" not in words
    assert "Documents" not in words


def test_pages_and_feeds_are_sent_compressed_to_who_takes_them_so(client):
    make_notice(make_notice_section(make_city()))
    for address in ("/", "/notices/feed/"):
        plain = client.get(address)
        packed = client.get(address, headers={"accept-encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert len(packed.content) < len(plain.content)
        assert "Content-Encoding" not in plain.headers


def test_what_its_own_format_compresses_is_sent_as_it_is(rf):
    answer = HttpResponse(b"x" * 2000, content_type="application/pdf")
    middleware = CompressionMiddleware(lambda request: answer)
    sent = middleware(rf.get("/", headers={"accept-encoding": "gzip"}))
    assert "Content-Encoding" not in sent.headers
