"""What holds for every answer and every line: headers, caches, no interface, no fetching."""

from __future__ import annotations

import ast
import importlib.util
import re
import socket

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.desks import signed_in
from portal.tests.factories import make_city, make_user

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": settings.PERMISSIONS_POLICY,
}
ADDRESSES = ["/", "/no-such-page/", "/robots.txt", "/admin/login/", "/admin/", "/search/?q=x"]


# --- Every answer ----------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers_of_safety(client, address):
    make_city()
    answer = client.get(address)
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert "Content-Security-Policy" in answer
    assert answer["X-Frame-Options"] in ("DENY", "SAMEORIGIN")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/pages/", "/admin/record/"])
def test_no_cache_keeps_an_answer_of_the_desk(address):
    make_city()
    for browser in (Client(), signed_in(make_user(f"chief-{id(address)}", is_superuser=True))):
        kept = browser.get(address)["Cache-Control"]
        assert "no-store" in kept and "private" in kept


@pytest.mark.django_db
def test_a_shared_cache_gives_nothing_of_one_person_to_another():
    """A cache that keeps all it may: the second reader gets what was kept for the first."""
    city = make_city()
    make_notice(make_notice_section(city))
    first = signed_in(make_user("chief", is_superuser=True))
    addresses = ["/", "/notices/", "/admin/", "/display/?theme=dark&next=/", "/report-error/"]
    for address in addresses:
        answer = first.get(address)
        if answer.cookies:
            assert "no-store" in answer["Cache-Control"], address
            assert "private" in answer["Cache-Control"], address


@pytest.mark.django_db
def test_a_page_without_a_session_may_be_kept(client):
    make_city()
    answer = client.get("/")
    assert not answer.cookies
    assert "no-store" not in answer.get("Cache-Control", "")


# --- No interface for programs, nothing fetched ----------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/api/", "/api/v2/", "/api/v2/pages/", "/api/v3/", "/api/v3/docs/"]
)
def test_no_interface_for_programs_is_mounted(client, address):
    make_city()
    assert client.get(address).status_code == 404


def test_no_route_outside_the_desk_belongs_to_such_an_interface():
    modules = {
        route.lookup_str
        for route in _routes(get_resolver().url_patterns)
        if hasattr(route, "lookup_str")
    }
    assert not {name for name in modules if name.startswith(("wagtail.api", "rest_framework"))}


def _routes(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns)
        else:
            yield pattern


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["https://www.youtube.com/watch?v=x", "http://127.0.0.1/", "http://[::1]/", "http://0x7f.1/"],
)
def test_no_address_that_was_typed_is_fetched(monkeypatch, address):
    def refuse(*_arguments, **_options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(EmbedException):
        get_embed(address)


def test_pages_have_no_shared_passwords_which_lie_open_in_the_database():
    assert settings.WAGTAIL_PRIVATE_PAGE_OPTIONS == {"SHARED_PASSWORD": False}


# --- Lines of ours ---------------------------------------------------------------------------
ASKING = {"filter", "exclude", "annotate", "alias", "aggregate", "order_by", "values"}
TYPED = re.compile(r"\b(?:request|self\.request)\.(?:GET|POST|COOKIES|headers)\b")


def _spread_of_a_request(tree: ast.AST) -> list[int]:
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ASKING
        and any(TYPED.search(ast.unparse(part)) for part in _spread(call))
    ]


def _spread(call: ast.Call) -> list[ast.AST]:
    stars = [part for part in call.args if isinstance(part, ast.Starred)]
    return [*stars, *(word.value for word in call.keywords if word.arg is None)]


def test_no_query_is_made_of_names_that_a_visitor_typed():
    for folder in ("portal", "search"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            found = _spread_of_a_request(ast.parse(path.read_text()))
            assert not found, (path, found)


@pytest.mark.parametrize(
    "line", ["Page.filter(**request.GET)", "rows.order_by(*self.request.GET.getlist('o'))"]
)
def test_such_a_query_would_be_found(line):
    assert _spread_of_a_request(ast.parse(line)) == [1]


# --- The list of floors ----------------------------------------------------------------------
@pytest.fixture(scope="module")
def audit():
    place = settings.BASE_DIR / ".ci" / "audit.py"
    spec = importlib.util.spec_from_file_location("audit", place)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lock_files_hold_the_floors(audit):
    assert audit.by_floors() == 0


def test_what_lies_below_its_floor_is_named(audit):
    wanted = audit.floors("Django>=5.2.19  # why\nWagtail>=7.4.4\n")
    versions = audit.locked("django==5.2.18 \\\n    --hash=x\n")
    assert audit.below(wanted, versions) == [
        "Django 5.2.18 is below >=5.2.19",
        "Wagtail is not locked",
    ]
