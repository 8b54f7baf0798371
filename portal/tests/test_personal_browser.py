"""The check of personal data in a real browser: an approver masks, or lets pass, what waits."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import PersonalDataOverride
from portal.publication.personal_data import problems_with_personal_data
from portal.tests.browser import IN_BROWSER, Look, show, sideways, visit
from portal.tests.desks import make_desk
from portal.tests.review import edit_url, submitted

pytestmark = IN_BROWSER
BODY = (
    "<p>申请人身份证号 990000199001010017（演示），如有疑问请致电 138 0000 1234（演示）。</p>"
    "<table><tr><th>姓名</th><th>银行卡号</th></tr>"
    "<tr><td>张三</td><td>6200000000000000000</td></tr></table>"
)
LOOKS = [Look(1280), Look(390), Look(1280, "dark"), Look(390, "dark")]


@pytest.fixture
def desk(live_server: Any) -> Any:
    """A submitted notice of the editor with personal data in title, text and table."""
    desk = make_desk()
    section = make_notice_section(desk.one)
    desk.notice = make_notice(section, live=False, title="通知 13900001234（演示）", body=BODY)
    desk.notice.save_revision(user=desk.editor.user)
    submitted(desk.notice, desk.editor)
    return desk


def signed_in(reader: Any, person: Any) -> None:
    key = person.browser.cookies["sessionid"].value
    reader.context.add_cookies([{"name": "sessionid", "value": key, "url": reader.server}])


def to_the_check(reader: Any, desk: Any) -> Any:
    """From the form of the submitted page, as its approver finds it."""
    signed_in(reader, desk.publisher)
    page = reader.go(edit_url(desk.notice))
    page.locator(".messages a", has_text="去查看").click()
    reader.arrives(reverse("personal_data", args=[desk.notice.pk]))
    return page


def test_an_approver_lets_pass_what_must_be_public(
    browser: Any, live_server: Any, desk: Any
) -> None:
    with visit(browser, live_server, width=1280) as reader:
        page = to_the_check(reader, desk)
        page.get_by_role("link", name="确需原样公开：放行").click()
        reader.arrives(reverse("personal_data_let_pass", args=[desk.notice.pk]))
        page.locator("textarea[name=reason]").fill("本人同意（演示）")
        page.get_by_role("button", name="放行", exact=True).click()
        reader.arrives(edit_url(desk.notice))
    assert PersonalDataOverride.objects.get().by == desk.publisher.user


def test_an_approver_masks_one_finding_and_then_all(
    browser: Any, live_server: Any, desk: Any
) -> None:
    with visit(browser, live_server, width=390) as reader:
        page = to_the_check(reader, desk)
        page.get_by_role("button", name="遮盖此处").first.click()
        page.locator("h2", has_text="标题").wait_for(state="detached")
        page.get_by_role("button", name="连同姓名、住址全部遮盖").click()
        page.get_by_text("没有发现个人信息").wait_for()
    desk.notice.refresh_from_db()
    assert problems_with_personal_data(desk.notice.get_latest_revision_as_object()) == []


def test_the_screens_fit_every_width_in_light_and_dark(
    browser: Any, live_server: Any, desk: Any
) -> None:
    wrong = []
    with visit(browser, live_server, width=1280) as reader:
        signed_in(reader, desk.publisher)
        for name in ("personal_data", "personal_data_let_pass"):
            page = reader.go(reverse(name, args=[desk.notice.pk]))
            for look in LOOKS:
                show(page, look)
                wrong += [f"{name} {look}: {finding}" for finding in sideways(page)]
    assert wrong == []
