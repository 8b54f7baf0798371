"""Addresses of files: what the public gets, what staff get, and that nobody learns what exists."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.desks import as_built, make_desk, signed_in
from portal.tests.factories import make_user
from portal.tests.made_files import pdf
from portal.tests.remembered import remembered
from portal.tests.uploads import (
    body_of,
    collection_of,
    linking,
    make_file,
    make_picture,
    replaced,
    showing,
    sized,
)

pytestmark = pytest.mark.django_db
NOBODYS = 999_999
NEW = "停水安排改为周三（演示）".encode()


@pytest.fixture
@remembered(as_built)
def desk() -> SimpleNamespace:
    """Two communities, a notice section in the first."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    return desk


def whole(response: Any, pk: int) -> tuple[int, dict[str, str], bytes]:
    """Everything a stranger can see of an answer, with the number of the file taken out."""
    content = response.content
    for sign in (b"/", b"%2F"):
        content = content.replace(b"documents%b%d%b" % (sign, pk, sign), b"N")
    headers = {key: value for key, value in response.headers.items() if key != "Content-Length"}
    return response.status_code, headers, content


# --- Nobody learns what exists -------------------------------------------------------------------
def guarded(desk: Any) -> Any:
    file = make_file()
    make_notice(desk.section, body=linking(file))
    PageViewRestriction.objects.create(page=desk.section, restriction_type="login")
    return file


def in_a_guarded_collection(desk: Any) -> Any:
    collection = collection_of(desk.one)
    file = make_file(collection=collection)
    make_notice(desk.section, body=linking(file))
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return file


def unused(desk: Any) -> Any:
    return make_file()


ASKED = [
    {},
    {"HTTP_IF_NONE_MATCH": "right"},
    {"HTTP_IF_NONE_MATCH": "*"},
    {"HTTP_IF_MODIFIED_SINCE": "Wed, 21 Oct 2099 07:28:00 GMT"},
    {"HTTP_RANGE": "bytes=0-1"},
]


@pytest.mark.parametrize("make", [unused, guarded, in_a_guarded_collection])
@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_file_that_is_not_for_you_is_as_one_that_does_not_exist(
    desk, make, asked, method
) -> None:
    file = make(desk)
    headers = dict(asked)
    if headers.get("HTTP_IF_NONE_MATCH") == "right":
        headers["HTTP_IF_NONE_MATCH"] = f'"{file.versions.get().sha256}"'
    ask = getattr(Client(), method)
    real = ask(file.url, **headers)
    none = ask(file.url.replace(f"/{file.pk}/", f"/{NOBODYS}/"), **headers)
    assert whole(real, file.pk) == whole(none, NOBODYS)
    assert real.status_code in (404, 405)


def test_a_wrong_name_of_a_hidden_file_tells_nothing_either(client) -> None:
    file = make_file()
    assert client.get(f"/documents/{file.pk}/x.pdf").status_code == 404


def test_a_picture_that_nobody_shows_does_not_exist(client, desk) -> None:
    image = make_picture()
    rendition = sized(image)
    for address in (rendition.url, image.file.url, "/media/images/none.jpg"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("make", ["original", "document"])
def test_the_store_itself_is_closed_even_for_what_is_public(client, desk, make) -> None:
    file, image = make_file(), make_picture()
    make_notice(desk.section, body=linking(file) + showing(image))
    stored = image.file if make == "original" else file.file
    assert default_storage.exists(stored.name)
    assert client.get(f"/media/{stored.name}").status_code == 404


# --- Addresses that nobody meant -----------------------------------------------------------------
STRANGE = [
    "/%00/",
    "/documents/1/%00",
    "/documents/%00/x.pdf",
    "/..%2f",
    "/documents/..%2f..%2fetc%2fpasswd",
    "/media/..%2f..%2fetc%2fpasswd",
    "/media/%00",
    "/media/images/%00.jpg",
    "/media/images/../documents/x.pdf",
    f"/{'a' * 3000}/",
    f"/{'a/' * 500}",
    "//host/x",
    "/documents//1/x.pdf",
    f"/documents/{10**20}/x.pdf",
    f"/documents/{'9' * 400}/x.pdf",
    "/documents/-1/x.pdf",
    "/documents/٣/x.pdf",
    "/documents/1/x.pdf;.html",
    "/notice;.html",
    "/documents/1/",
    f"/documents/1/{'x' * 3000}.pdf",
    "/media/",
    "/documents/",
]


@pytest.mark.parametrize("path", STRANGE, ids=lambda path: path[:40])
def test_a_strange_address_is_answered_without_breaking(desk, path) -> None:
    client = Client(raise_request_exception=False)
    client.defaults["SERVER_NAME"] = "localhost"
    assert 300 <= client.get(path).status_code < 500
    assert 300 <= signed_in(make_user()).get(path).status_code < 500


def test_a_wrong_name_leads_to_the_right_one(client, desk) -> None:
    file = make_file()
    make_notice(desk.section, body=linking(file))
    for name in ("x.pdf", "plan.txt;.html", ""):
        response = client.get(f"/documents/{file.pk}/{name}")
        assert (response.status_code, response["Location"]) == (302, file.url)


# --- What is handed out ---------------------------------------------------------------------------
def test_a_public_file_is_an_attachment_in_which_nothing_runs(client, desk) -> None:
    file = make_file(name="安排.txt")
    make_notice(desk.section, body=linking(file))
    response = client.get(file.url)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in response.get("Vary", "")


def test_a_pdf_may_be_read_in_the_browser(client, desk) -> None:
    file = make_file(pdf("停水（演示）"), "plan.pdf")
    make_notice(desk.section, body=linking(file))
    response = client.get(file.url)
    assert response["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_who_has_the_file_already_is_told_so(client, desk) -> None:
    file = make_file()
    make_notice(desk.section, body=linking(file))
    etag = client.get(file.url)["ETag"]
    assert client.get(file.url, HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_a_public_picture_may_be_kept_for_a_minute(client, desk) -> None:
    image = make_picture()
    make_notice(desk.section, body=showing(image))
    response = client.get(sized(image).url)
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Content-Type"] == "image/jpeg"


def test_public_files_cost_few_questions(client, desk, django_assert_max_num_queries) -> None:
    file, image = make_file(), make_picture()
    make_notice(desk.section, body=linking(file) + showing(image))
    rendition = sized(image)
    for address in (file.url, rendition.url):
        with django_assert_max_num_queries(4):
            assert client.get(address).status_code == 200


def test_a_lost_file_is_written_down_and_does_not_break_the_answer(client, desk, caplog) -> None:
    file = make_file()
    make_notice(desk.section, body=linking(file))
    default_storage.delete(file.file.name)
    with caplog.at_level(logging.ERROR):
        assert client.get(file.url).status_code == 404
    assert "is lost" in caplog.text


# --- Staff ----------------------------------------------------------------------------------------
def test_staff_of_the_community_see_a_file_that_waits_and_nobody_may_keep_it(desk) -> None:
    file = make_file(collection=collection_of(desk.one))
    response = desk.editor.browser.get(file.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_staff_of_another_community_do_not(desk) -> None:
    theirs = make_file(collection=collection_of(desk.two))
    image = make_picture(collection=collection_of(desk.two))
    for address in (theirs.url, sized(image).url, image.file.url):
        assert desk.editor.browser.get(address).status_code == 404


def test_staff_see_pictures_and_originals_of_their_own(desk) -> None:
    image = make_picture(collection=collection_of(desk.one))
    for address in (sized(image).url, image.file.url):
        response = desk.editor.browser.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"


def test_staff_get_the_version_that_waits_or_the_one_they_name(desk) -> None:
    file = make_file(collection=collection_of(desk.one))
    make_notice(desk.section, body=linking(file))
    replaced(file, NEW)
    browser = desk.editor.browser
    assert body_of(browser.get(file.url)) == NEW
    assert body_of(browser.get(f"{file.url}?version=1")) != NEW
    for number in ("3", "x", "٣", "9" * 30):
        assert browser.get(f"{file.url}?version={number}").status_code == 404
    assert body_of(Client().get(f"{file.url}?version=2")) != NEW


def test_who_may_read_the_guarded_page_gets_its_file(desk) -> None:
    file = guarded(desk)
    image = make_picture()
    make_notice(desk.section, body=showing(image))
    reader = signed_in(make_user())
    for address in (file.url, sized(image).url):
        response = reader.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
