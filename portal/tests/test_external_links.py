"""Addresses of other sites as people and servers really write them."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import pytest

from portal import external_links


class ChineseSite(BaseHTTPRequestHandler):
    """Knows /政策 by its quoted name only, and leads from /old there in unquoted UTF-8."""

    def do_HEAD(self) -> None:
        known = self.path == quote("/政策")
        self.send_response(302 if self.path == "/old" else 200 if known else 404)
        if self.path == "/old":
            self.send_header("Location", "/政策".encode().decode("latin-1"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture
def site(monkeypatch, settings):
    """The address of such a site, on this machine."""
    settings.PORTAL = {**settings.PORTAL, "LINKS_MAY_BE_PRIVATE": True}
    monkeypatch.setattr(external_links, "PAUSE_SECONDS", 0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), ChineseSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/政策", quote("/政策"), "/old"])
def test_an_address_in_chinese_is_asked_for_as_browsers_do(site, path):
    assert external_links.why_not(site + path) == ""


def test_what_is_no_address_does_not_end_the_check_of_the_others(site):
    asked = {f"{site}/政策": "", "http://[broken/": "wrong", f"{site}/nothing": "refused"}
    assert external_links.ask(asked) == asked


def test_a_translated_address_is_judged_by_the_one_it_leads_to():
    assert not external_links.is_public("64:ff9b::a00:1")
    assert external_links.is_public("64:ff9b::101:101")
