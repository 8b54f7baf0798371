"""The check of links: what it follows, what it finds, that findings go, and whom it tells."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from portal import external_links, link_checking, link_reading
from portal.models import DeadLink, LinkCheck
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import publish, withdraw
from portal.role_table import EDITOR
from portal.roles import give_role, sync_groups
from portal.scheduling import run_due
from portal.tests.factories import make_city, make_community, make_district, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    """The notices of a city."""
    return make_notice_section(make_city())


def holding(section: Any, *links: str) -> Any:
    """A notice with these links."""
    return make_notice(section, body=f"<p>详见{''.join(links)}。</p>")


def anchor(href: str) -> str:
    return f'<a href="{href}">这里</a>'


def found() -> dict[str, str]:
    """Address and reason of everything that a check finds."""
    link_checking.check_all(at=timezone.now())
    return dict(DeadLink.objects.values_list("address", "why"))


def test_links_of_a_text_are_read_with_their_words():
    html = (
        '<p><a href="/a/">甲<b>乙</b></a> <a linktype="page" id="7">丙</a>'
        '<a id="8" linktype="document">丁</a><embed embedtype="image" id="9" alt="图"/></p>'
    )
    assert link_reading.links_in(html) == [
        link_reading.Link("href", "/a/", "甲乙"),
        link_reading.Link("page", "7", "丙"),
        link_reading.Link("document", "8", "丁"),
        link_reading.Link("image", "9", "图"),
    ]


def test_what_opens_for_everybody_is_no_finding(section):
    regulation = make_regulation(make_regulation_section(section.get_parent()))
    make_version(regulation, articles=2)
    other = make_notice(section)
    Redirect.objects.create(old_path="/old", redirect_page=other)
    ways = [
        other.url, f"/en{other.url}?page=2#part", f"http://testserver{other.url}",
        f"{regulation.url}article-2/", f"{regulation.url}v1/", "/search/?q=水", "/old/", "#here",
        "tel:000088001122", "mailto:a@portal.example", "https://portal.example/", "/report-error/",
        "/static/img/mark.svg", "/robots.txt", f"../{other.slug}/",
    ]  # fmt: skip
    holding(section, *map(anchor, ways), f'<a linktype="page" id="{other.pk}">页</a>')
    assert found() == {}


def test_what_leads_nowhere_is_found_with_its_reason(section):
    regulation = make_regulation(make_regulation_section(section.get_parent()))
    make_version(regulation, articles=2)
    gone, guarded, draft = make_notice(section), make_notice(section), make_notice(section)
    withdraw(gone, by=None, reason="内容有误")
    withdraw(draft, by=None, reason="内容有误")
    PageViewRestriction.objects.create(page=guarded, restriction_type="password", password="x")
    expected = {
        "/nothing/": "missing",
        f"{regulation.url}article-3/": "missing",
        f"{regulation.url}v2/": "missing",
        gone.url: "gone",
        f"/zh-hant{gone.url}": "gone",
        guarded.url: "closed",
        "/admin/pages/": "closed",
        "/static/img/none.png": "file",
        "/media/documents/none.pdf": "file",
        "ftp://portal.example/": "wrong",
    }
    numbers = {"page:99999": "missing", f"page:{draft.pk}": "gone", f"page:{guarded.pk}": "closed"}
    numbers |= {"document:99": "file", "image:99": "file"}
    texts = [anchor(address) for address in expected]
    texts += [f'<a linktype="page" id="{pk}">页</a>' for pk in (99999, draft.pk, guarded.pk)]
    texts.append('<a linktype="document" id="99">文</a>')
    texts.append('<embed embedtype="image" id="99" alt="图"/>')
    holding(section, *texts)
    assert found() == {**expected, **numbers}


def test_a_mended_link_disappears_and_one_seen_again_keeps_its_first_day(section):
    notice = holding(section, anchor("/nothing/"), anchor("/none/"))
    first = timezone.now() - timedelta(days=3)
    link_checking.check_all(at=first)
    notice.body = f"<p>{anchor('/none/')}</p>"
    publish(notice, by=None)
    link_checking.check_all(at=timezone.now())
    row = DeadLink.objects.get()
    assert (row.address, row.words) == ("/none/", "这里")
    assert row.first_seen_at == first
    assert row.seen_at > first


def test_a_page_that_is_public_no_more_has_no_findings(section):
    notice = holding(section, anchor("/nothing/"))
    assert found()
    withdraw(notice, by=None, reason="内容有误")
    assert found() == {}


def test_drafts_are_not_read(section):
    make_notice(section, live=False, body=anchor("/nothing/"))
    assert found() == {}


def test_blocks_cover_every_page_once(section):
    for number in range(5):
        holding(section, anchor(f"/nothing-{number}/"))
    checker, after, pages = link_checking.Checker(timezone.now()), 0, 0
    for _ in range(20):
        step = checker.check(after=after, most=2)
        after, pages = step.last_page, pages + step.pages
        if step.finished:
            break
    assert pages == Page.objects.live().count()
    assert DeadLink.objects.count() == 5


# --- Every day ------------------------------------------------------------------------------------
EARLY = datetime(2026, 1, 19, 19, 0, tzinfo=UTC)  # 03:00 in Shanghai


@pytest.fixture
def nightly(settings):
    """The check of every day at half past three."""
    settings.PORTAL = {**settings.PORTAL, "LINKS_CHECKED_AT": "03:30"}


def test_the_check_runs_once_a_day_after_its_hour(section, nightly, monkeypatch):
    monkeypatch.setattr(link_checking, "PAGES_AT_ONCE", 1)
    holding(section, anchor("/nothing/"))
    assert list(link_checking.due(EARLY)) == []
    night = EARLY + timedelta(hours=1)
    assert run_due(night).failed == []
    assert DeadLink.objects.count() == 1
    assert LinkCheck.objects.get().finished_at == night
    assert list(link_checking.due(night + timedelta(hours=12))) == []
    assert len(list(link_checking.due(night + timedelta(days=1)))) == 1


def test_no_hour_no_check(section):
    assert list(link_checking.due(EARLY + timedelta(hours=9))) == []


# --- Who is told ----------------------------------------------------------------------------------
def test_editors_are_told_of_their_own_community_only(client):
    district = make_district(make_city())
    own, other = make_community(district), make_community(district)
    sync_groups()
    editor = make_user("editor")
    give_role(editor, EDITOR, own)
    holding(make_notice_section(own), anchor("/mine/"))
    holding(make_notice_section(other), anchor("/theirs/"))
    found()
    client.force_login(editor)
    text = client.get(reverse("dead-links:index")).content.decode()
    assert "/mine/" in text
    assert "/theirs/" not in text
    assert "/admin/dead-links/" in client.get("/admin/").content.decode()


def test_nobody_writes_findings_by_hand(admin_client, section):
    assert admin_client.get(reverse("dead-links:add")).status_code in (302, 403)


# --- Other sites ----------------------------------------------------------------------------------
class Answers(BaseHTTPRequestHandler):
    """Answers by path: /404, /loop, /to-ok, /no-head."""

    def do_HEAD(self) -> None:
        self.answer(405 if self.path == "/no-head" else None)

    def do_GET(self) -> None:
        self.answer(None)

    def answer(self, status: int | None) -> None:
        moved = {"/loop": "/loop", "/to-ok": "/ok", "/inside": "http://10.0.0.1/"}.get(self.path)
        found = 302 if moved else 404 if self.path == "/404" else 200
        self.send_response(status or found)
        if moved:
            self.send_header("Location", moved)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere(monkeypatch):
    """The address of another site, on this machine."""
    monkeypatch.setattr(external_links, "PAUSE_SECONDS", 0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def open_network(settings: Any) -> None:
    settings.PORTAL = {**settings.PORTAL, "LINKS_MAY_BE_PRIVATE": True}


def test_other_sites_are_asked_only_on_request(section, elsewhere, settings, capsys):
    open_network(settings)
    holding(section, anchor(f"{elsewhere}/404"), anchor(f"{elsewhere}/ok"))
    call_command("check_links")
    assert DeadLink.objects.count() == 0
    call_command("check_links", "--external")
    assert DeadLink.objects.get().address == f"{elsewhere}/404"
    assert DeadLink.objects.get().is_external
    call_command("check_links")
    assert DeadLink.objects.count() == 1
    assert "1 of them dead" in capsys.readouterr().out.splitlines()[-3]


def test_answers_of_other_sites_are_judged_as_a_reader_would(elsewhere, settings):
    open_network(settings)
    paths = {"/ok": "", "/to-ok": "", "/no-head": "", "/404": "refused", "/loop": "refused"}
    asked = {elsewhere + path: why for path, why in paths.items()}
    silent = "http://127.0.0.1:9/"
    assert external_links.ask([*asked, silent]) == {**asked, silent: "silent"}


def test_a_private_network_is_never_asked_not_even_by_a_redirect(elsewhere, monkeypatch):
    assert external_links.why_not(f"{elsewhere}/ok") == "private"
    real = external_links.is_public
    monkeypatch.setattr(external_links, "is_public", lambda a: a == "127.0.0.1" or real(a))
    assert external_links.why_not(f"{elsewhere}/ok") == ""
    assert external_links.why_not(f"{elsewhere}/inside") == "private"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1",
     "fd00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_inner_addresses_are_not_public(address):
    assert not external_links.is_public(address)


def test_an_address_of_the_internet_is_public():
    assert external_links.is_public("1.1.1.1")
    assert external_links.is_public("2606:4700::1111")


def test_what_is_no_address_is_said_so():
    assert external_links.why_not("http://") == "wrong"
    assert external_links.why_not("http://[") == "wrong"
    assert external_links.why_not("https://portal.example:99999/") == "wrong"
