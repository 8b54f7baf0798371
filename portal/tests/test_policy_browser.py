"""In a real browser: no complaint about the policies, and nothing planted acts."""

from __future__ import annotations

import os

import pytest

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.browser import IN_BROWSER, started_browser, visit
from portal.tests.desks import signed_in
from portal.tests.factories import make_city, make_user

pytestmark = IN_BROWSER
PLANTED = "<p>x</p><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>"


@pytest.fixture
def city():
    return make_city()


def _signed_in(reader, user):
    key = signed_in(user).cookies["sessionid"].value
    reader.context.add_cookies([{"name": "sessionid", "value": key, "url": reader.server}])


def _look(reader, name: str) -> None:
    """Keeps a picture where somebody wants to look at the screens."""
    folder = os.environ.get("PORTAL_PICTURES")
    if folder:
        reader.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _of_policy(complaints: list[str]) -> list[str]:
    return [words for words in complaints if "Content Security Policy" in words]


def test_no_page_complains_about_its_policy_and_nothing_planted_acts(live_server, city):
    section = make_notice_section(city)
    notice = make_notice(section)
    type(notice).objects.filter(pk=notice.pk).update(body=PLANTED, title="<svg onload=alert(1)>")
    dialogs: list[str] = []
    with started_browser() as chromium, visit(chromium, live_server, width=1280) as reader:
        reader.page.on("dialog", lambda shown: (dialogs.append(shown.message), shown.dismiss()))
        for address in ("/", notice.get_url(), section.get_url(), "/search/?q=a", "/report-error/"):
            reader.go(address)
        reader.go("/admin/login/")
        _look(reader, "login")
        _signed_in(reader, make_user("chief", is_superuser=True))
        screens = {
            "home": "/admin/",
            "explorer": f"/admin/pages/{section.pk}/",
            "add": f"/admin/pages/add/pages/notice/{section.pk}/",
            "history": f"/admin/pages/{notice.pk}/history/",
            "images": "/admin/images/",
            "users": "/admin/users/",
            "account": "/admin/account/",
            "record": "/admin/record/",
            "second factor": "/admin/account/second-factor/",
        }
        for name, address in screens.items():
            reader.go(address)
            reader.page.wait_for_load_state("load")
            _look(reader, name)
    assert _of_policy(reader.complaints) == []
    assert dialogs == []
    assert {address for address in reader.asked if not address.startswith(reader.server)} <= {
        address for address in reader.asked if address.startswith(("data:", "blob:"))
    }


def test_the_steps_of_signing_in_fit_a_phone(live_server, city):
    with started_browser() as chromium, visit(chromium, live_server) as reader:
        _signed_in(reader, make_user("chief", is_superuser=True))
        for name, address in (("own factor", "account/second-factor/"), ("record", "record/")):
            reader.go(f"/admin/{address}")
            _look(reader, f"{name}-390")
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert reader.page.evaluate(wide) <= 0, address
