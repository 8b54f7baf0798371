"""New work admitted by the district: asked for, decided, offered, paid for, by who does it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.matters.models import EntrustedTask, MatterSection
from portal.matters.tests.factories import make_field, make_matter, new_procedure
from portal.models import Community, District
from portal.role_table import DISTRICT_SUPERVISOR, EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Visit, sideways, visit
from portal.tests.factories import make_user
from portal.tests.journeys import approve, at_work, line, press, ready, status_of, submit
from portal.tests.small_matters import SERVICES

pytestmark = [*IN_BROWSER, pytest.mark.parametrize("width", [390, 1280])]
WORK = "独居老人巡访（演示）"
ADDRESS = f"{SERVICES}visits/"
REGISTER = f"{SERVICES}admission/"
SAVE = "#w-editor-form button[type=submit]:visible"
SET = "(field, words) => { field.value = words; }"
"""Types without the calendar of a date opening over the buttons."""
ASKED = {
    "department": "柳湾区民政局（演示）",
    "matter_name": WORK,
    "basis": "《临河市老年人关爱办法（演示）》第九条",
    "content": "每周上门一次，填写巡访表。",
    "staff_offered": "1",
    "funds_offered": "1200",
}


@pytest.fixture
def office(small_city: Any, settings: Any) -> SimpleNamespace:
    """A clerk and who approves in a community, who admits in its district, and a drafted page."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    sync_groups()
    community = Community.objects.get(slug="qingheli")
    people = (
        ("clerk", EDITOR, community),
        ("chief", PUBLISHER, community),
        ("district", DISTRICT_SUPERVISOR, District.objects.get(slug="liuwan")),
    )
    for name, role, place in people:
        give_role(make_user(name), role, place)
    matter, field = make_matter("YL-901", name=WORK), make_field()
    section = MatterSection.objects.child_of(community).get()
    page = new_procedure(title=WORK, slug="visits", matter=matter)
    draft = section.add_child(instance=page)
    draft.save_revision()
    return SimpleNamespace(draft=draft, matter=matter, field=field)


def test_admitted_work_may_be_offered_and_what_is_not_paid_stands_on_the_desk(
    browser: Any, small_city: Any, office: Any, width: int
) -> None:
    with at_work(browser, small_city, "clerk", width=width) as clerk:
        request = _asks(clerk)
        _may_not_offer_it_yet(clerk, office.draft.pk)
    with at_work(browser, small_city, "district", width=width) as district:
        _reviews_and_admits(district, request, office)
    with visit(browser, small_city, width=width, java_script_enabled=False) as reader:
        words = reader.go(REGISTER).locator("main").inner_text()
        assert WORK in words and "人员和经费已落实" in words
        assert sideways(reader.page) == []
        assert status_of(reader, ADDRESS) == 404
    with at_work(browser, small_city, "clerk", width=width) as clerk:
        clerk.go(f"/admin/pages/{office.draft.pk}/edit/")
        ready(clerk.page)
        submit(clerk)
        _writes_down_what_was_agreed(clerk, office)
        assert line(clerk.go("/admin/"), "委托").count() == 0
    with at_work(browser, small_city, "chief", width=width) as chief:
        approve(chief, WORK)
    with visit(browser, small_city, width=width, java_script_enabled=False) as reader:
        assert WORK in reader.go(ADDRESS).locator("h1").inner_text()
        words = reader.go(f"{REGISTER}entrusted/").locator("main").inner_text()
        assert "1200" in words.replace(",", "") and "逾期" not in words
    with (
        time_machine.travel(timezone.now() + timedelta(days=2)),
        at_work(browser, small_city, "clerk", width=width) as clerk,
    ):
        _is_reminded_until_it_is_paid(clerk)
    assert EntrustedTask.objects.filter(paid_on=None, matter=office.matter).count() == 0


def _asks(clerk: Visit) -> str:
    """Takes the department's request in and hands it on; answers its address."""
    page = clerk.go("/admin/admission-requests/new/")
    for name, words in ASKED.items():
        page.fill(f"[name={name}]", words)
    assert sideways(page) == []
    page.click(SAVE)
    clerk.arrives_below("/inspect/")
    _step(clerk, "submit")
    page.locator("main form button[type=submit]").click()
    clerk.arrives_below("/inspect/")
    return page.url.removeprefix(clerk.server)


def _step(someone: Visit, verb: str) -> None:
    """Opens the form of a verb by its button beside the request."""
    address = someone.page.locator(f"a[href*='/{verb}/']").first.get_attribute("href")
    assert address is not None
    someone.go(address)


def _may_not_offer_it_yet(clerk: Visit, page_key: int) -> None:
    """The page of work that nobody has admitted stays a draft, and says so."""
    clerk.go(f"/admin/pages/{page_key}/edit/")
    page = ready(clerk.page)
    press(page, "提交审批")
    told = page.locator("#mendings")
    told.wait_for()
    assert "准入" in told.inner_text()
    assert sideways(page) == []


def _reviews_and_admits(district: Visit, request: str, office: Any) -> None:
    """Without a reason nothing is admitted, and what was chosen stays."""
    page = district.go(request)
    _step(district, "review")
    page.locator("main form button[type=submit]").click()
    district.arrives_below("/inspect/")
    _step(district, "admit")
    page.select_option("[name=matter]", str(office.matter.pk))
    page.select_option("[name=field]", str(office.field.pk))
    page.locator("main form button[type=submit]").click()
    page.locator("[data-contentpath=reason] .error-message").wait_for()
    assert page.input_value("[name=matter]") == str(office.matter.pk)
    assert sideways(page) == []
    page.fill("[name=reason]", "人员和经费已落实")
    page.fill("[name=basis]", "《条例（演示）》第十四条")
    page.locator("main form button[type=submit]").click()
    district.arrives_below("/inspect/")
    assert "人员和经费已落实" in page.locator("main").inner_text()


def _writes_down_what_was_agreed(clerk: Visit, office: Any) -> None:
    """The entrustment with its document; without it nothing is stored and what was typed stays."""
    page = clerk.go("/admin/entrusted-tasks/new/")
    today = timezone.localdate()
    page.select_option("[name=matter]", str(office.matter.pk))
    page.select_option("[name=admission]", label=f"{WORK} ({ASKED['department']})")
    for name, words in {
        "principal": ASKED["department"], "liability": "法律责任由委托单位承担",
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=90)).isoformat(),
        "amount": "1200", "due_on": (today + timedelta(days=1)).isoformat(),
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").evaluate(SET, words)
    page.click(SAVE)
    page.locator("[data-contentpath=written_doc] .error-message").wait_for()
    assert page.input_value("[name=amount]") == "1200"
    assert sideways(page) == []
    _adds_the_document(page)
    page.click(SAVE)
    clerk.arrives("/admin/entrusted-tasks/")


def _adds_the_document(page: Any) -> None:
    """Uploads the written entrustment where documents are chosen."""
    page.locator("#id_written_doc-chooser [data-chooser-action-choose]:visible").first.click()
    page.locator(".modal #tab-label-upload").click()
    page.fill("#id_document-chooser-upload-title", "委托书（演示）")
    file: Any = {"name": "委托书.txt", "mimeType": "text/plain", "buffer": "委托书".encode()}
    page.set_input_files("#id_document-chooser-upload-file", file)
    page.locator(".modal form[data-chooser-modal-creation-form] [type=submit]").click()
    page.locator("#id_written_doc-chooser", has_text="委托书（演示）").wait_for()


def _is_reminded_until_it_is_paid(clerk: Visit) -> None:
    """After the day of payment the line stands; with the money typed in it is gone."""
    page = clerk.page
    line(page, "委托").locator(".desk-button").click()
    clerk.arrives("/admin/entrusted-tasks/")
    page.locator("main tr", has_text=WORK).get_by_role("link").first.click()
    clerk.arrives_below("/edit/")
    page.locator("[name=paid_on]").evaluate(SET, timezone.localdate().isoformat())
    page.click(SAVE)
    clerk.arrives("/admin/entrusted-tasks/")
    assert line(clerk.go("/admin/"), "委托").count() == 0
