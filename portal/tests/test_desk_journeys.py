"""The way of a notice from the desk to the public, in a real browser, by the people who do it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Revision, TaskState

from portal.pages.models import Notice
from portal.pages.tests.factories import enter_emergency_rules, make_emergency
from portal.publication.actions import publish
from portal.publication.models import Approval, Publication, Verb
from portal.tests.browser import IN_BROWSER
from portal.tests.journeys import (
    a_reader,
    approve,
    at_work,
    line,
    never_saves_itself,
    offers,
    press,
    ready,
    status_of,
    submit,
    through_the_door,
    write,
)
from portal.tests.review import (
    action_url,
    draft,
    edit_url,
    is_live,
    make_office,
    state_of,
    submitted,
)

pytestmark = IN_BROWSER
TITLE = "桂花苑停水通知（演示）"
BROKEN = "坏了的通知（演示）"
REASON = "时间写错，以新通知为准"
TEXT = "周二停水六小时，请提前储水。有事请致电 138 0000 1234（演示）。"
ISSUER = "青禾里社区服务中心（演示）"
FORGED = """([address, values]) => fetch(address, {
  method: "POST",
  headers: {"X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value},
  body: new URLSearchParams(values),
}).then((answer) => answer.text())"""


@pytest.fixture
def desk(live_server: Any) -> SimpleNamespace:
    """Two communities, the people of the first and its section of notices."""
    return make_office()


# --- Writing, being told what is missing, masking, submitting ------------------------------
def test_an_incomplete_notice_with_a_phone_number_is_mended_approved_and_found(
    browser: Any, live_server: Any, desk: Any
) -> None:
    with at_work(browser, live_server, "editor") as reader:
        never_saves_itself(reader)
        page = through_the_door(reader, "发通知")
        page.fill("#id_title", TITLE)
        write(page, TEXT)
        press(page, "提交审批")
        _is_told_all_and_led_to_the_fields(page)
        page.fill("#id_issuer", ISSUER)
        press(page, "保存草稿")
        page.locator(".messages .success").wait_for()
        _masks_with_one_click(reader)
        submit(reader)
    with at_work(browser, live_server, "publisher") as reader:
        approve(reader, TITLE)
    _reads_and_finds(browser, live_server)


def _is_told_all_and_led_to_the_fields(page: Any) -> None:
    """One list for everything; each line leads to its field."""
    told = page.locator("#mendings")
    told.wait_for()
    assert "手机号码" in told.inner_text()
    assert "请写明发布机构" in told.inner_text()
    told.locator("a", has_text="发布机构").click()
    page.wait_for_function("() => document.activeElement.id === 'id_issuer'")


def _masks_with_one_click(reader: Any) -> None:
    """From the form to the check, one click, and back to the form."""
    page = reader.page
    page.locator("header .w-dropdown__toggle").first.click()
    page.locator("header a", has_text="个人信息检查").first.click()
    reader.arrives_below("/personal-data/")
    page.get_by_role("button", name="遮盖此处").click()
    page.get_by_text("没有发现个人信息").wait_for()
    reader.go(edit_url(Notice.objects.get(draft_title=TITLE)))
    ready(page)


def _reads_and_finds(browser: Any, live_server: Any) -> None:
    """Everybody reads it without the number, and search knows it."""
    with a_reader(browser, live_server) as reader:
        page = reader.go("/search/?q=桂花苑停水")
        page.locator("main a", has_text="桂花苑").first.click()
        reader.arrives(Notice.objects.get(title=TITLE).get_url())
        words = page.locator("main").inner_text()
    assert "请提前储水" in words and ISSUER in words
    assert "请致电 *" in words and "0000 1234" not in words


# --- Nobody approves the own work ------------------------------
@pytest.mark.parametrize("name", ["editor", "publisher", "city_editor", "administrator"])
def test_nobody_is_offered_to_approve_the_own_work_and_forgery_is_refused(
    browser: Any, live_server: Any, desk: Any, name: str
) -> None:
    person = getattr(desk, name)
    notice = draft(desk, by=person, title=TITLE)
    with at_work(browser, live_server, person.user.username) as reader:
        ready(reader.go(edit_url(notice)))
        submit(reader)
        assert line(reader.go("/admin/"), TITLE).count() == 0
        page = ready(reader.go(edit_url(notice)))
        assert [words for words in offers(page) if "批准" in words or "发布" in words] == []
        told = page.evaluate(FORGED, [action_url(notice, state_of(notice)), {"comment": ""}])
    assert "没有权限" in told
    assert state_of(notice).status == TaskState.STATUS_IN_PROGRESS
    assert not is_live(notice)


# --- Withdrawing, and bringing back ------------------------------
def test_a_withdrawn_page_answers_410_is_on_the_desks_and_comes_back(
    browser: Any, live_server: Any, desk: Any
) -> None:
    notice = public(desk)
    with at_work(browser, live_server, "publisher") as reader:
        press(ready(reader.go(edit_url(notice))), "撤回")
        reader.arrives_below("/unpublish/")
        reader.page.fill("[name=reason]", REASON)
        reader.page.get_by_role("button", name="撤回", exact=True).click()
        reader.page.locator(".messages .success").wait_for()
    with a_reader(browser, live_server) as reader:
        assert status_of(reader, notice.get_url()) == 410
        assert REASON in reader.page.locator("main").inner_text()
    with at_work(browser, live_server, "editor") as reader:
        row = reader.page.locator(".desk-table tr", has_text=REASON)
        row.first.wait_for()
    with at_work(browser, live_server, desk.second.user.username) as reader:
        press(ready(reader.go(edit_url(notice))), "恢复发布")
        reader.arrives_below("/make-public-again/")
        reader.page.get_by_role("button", name="恢复发布").click()
        reader.arrives(edit_url(notice))
    with a_reader(browser, live_server) as reader:
        assert status_of(reader, notice.get_url()) == 200
    verbs = Publication.objects.filter(page=notice).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [Verb.PUBLISH, Verb.WITHDRAW, Verb.PUBLISH]


def public(desk: Any) -> Notice:
    """A notice of the editor that a second person has approved."""
    notice = draft(desk, title=TITLE)
    submitted(notice, desk.editor)
    publish(notice, by=desk.publisher.user)
    return Notice.objects.get(pk=notice.pk)


# --- An emergency ------------------------------
def test_an_emergency_goes_out_alone_and_a_second_person_confirms_it_from_the_desk(
    browser: Any, live_server: Any, desk: Any
) -> None:
    enter_emergency_rules()
    notice = make_emergency(desk.section, live=False)
    notice.save_revision(user=desk.publisher.user)
    with at_work(browser, live_server, "publisher") as reader:
        press(ready(reader.go(edit_url(notice))), "立即发布（紧急）")
        reader.arrives_below("/publish-at-once/")
        reader.page.get_by_role("button", name="立即发布").click()
        reader.arrives(edit_url(notice))
        mine = reader.go("/admin/").locator(".desk-table tr", has_text="等待第二人确认")
        mine.first.wait_for()
    with a_reader(browser, live_server) as reader:
        assert notice.title in reader.go(desk.one.get_url()).locator("body").inner_text()
    with at_work(browser, live_server, desk.second.user.username) as reader:
        line(reader.page, notice.title).locator(".desk-button").click()
        reader.arrives_below("/admin/confirm/")
        reader.page.locator("form button[type=submit].button").last.click()
        reader.arrives(edit_url(notice))
        assert line(reader.go("/admin/"), notice.title).count() == 0
    assert Approval.objects.get(page=notice).confirmed_by == desk.second.user


# --- On its date ------------------------------
def test_a_planned_notice_goes_out_while_a_broken_one_is_shown_with_its_reason(
    browser: Any, live_server: Any, desk: Any
) -> None:
    at = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=1)
    notices = [draft(desk, title=title, go_live_at=at) for title in (BROKEN, TITLE)]
    for notice in notices:
        submitted(notice, desk.editor)
    with at_work(browser, live_server, "publisher") as reader:
        for notice in notices:
            approve(reader, notice.title, words="批准（到期自动公开）")
    spoil(notices[0])
    Revision.objects.filter(approved_go_live_at=at).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
        revision.save()
    with pytest.raises((SystemExit, CommandError)):
        call_command("publish_scheduled")  # its exit status tells of the broken one
    with at_work(browser, live_server, "publisher") as reader:
        stopped = line(reader.page, BROKEN)
        assert "请写明发布机构" in stopped.inner_text()
    with a_reader(browser, live_server) as reader:
        assert status_of(reader, Notice.objects.get(title=TITLE).get_url()) == 200
    assert not is_live(notices[0])


def spoil(notice: Notice) -> None:
    """Lets the approved text lack what the gate demands."""
    revision = Approval.objects.get(page=notice).revision
    revision.content["issuer"] = ""
    revision.save()
