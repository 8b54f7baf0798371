"""A reader reports an error without script, name or number; staff answer; all may read it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.forms import begun
from portal.publication.models import ErrorReport
from portal.publication.report_actions import answer_report, receive_report
from portal.role_table import EDITOR
from portal.roles import give_role, sync_groups
from portal.tests.admin_forms import opened_and_sent
from portal.tests.factories import make_city, make_community, make_district, make_user
from portal.tests.query_budget import BUDGET

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice():
    """A notice of a community."""
    community = make_community(make_district(make_city()))
    return make_notice(make_notice_section(community), title="停水通知")


def filled(page: str = "/", **values: str) -> dict[str, str]:
    """What a reader sends a minute after opening the form."""
    opened = begun(timezone.now() - timedelta(minutes=1))
    return {"page": page, "kind": "fact", "text": "日期写错了", "begun": opened, **values}


def send(client: Client, **values: str) -> Any:
    return client.post("/report-error/", filled(**values))


def test_the_form_knows_the_page_the_reader_came_from(client, notice):
    path = notice.url
    text = client.get(f"/en/report-error/?page={path}").content.decode()
    assert f'value="{path}"' in text
    assert 'name="csrfmiddlewaretoken"' in text
    assert "onclick" not in text


def test_a_report_is_kept_with_its_page_and_community_and_its_number_shown(client, notice):
    path = notice.url
    response = client.post("/en/report-error/", filled(f"/en{path}?from=card"), follow=True)
    report = ErrorReport.objects.get()
    assert (report.page, report.page_title) == (path, "停水通知")
    assert report.community_id == notice.in_community_id
    assert report.number in response.content.decode()
    assert response.redirect_chain[0][0].startswith("/en/report-error/sent/")


def test_the_title_of_a_page_that_is_not_public_is_not_told(client, notice):
    draft = make_notice(notice.get_parent().specific, live=False, slug="hidden")
    send(client, page=f"{notice.get_parent().url}{draft.slug}/")
    assert ErrorReport.objects.get().page_title == ""


def test_errors_are_named_at_their_fields_and_nothing_is_lost(client, notice):
    response = client.post(
        "/report-error/", filled("https://other.example/", text="打 13800001111")
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert ErrorReport.objects.count() == 0
    assert 'href="#id_page"' in text
    assert 'href="#id_text"' in text
    assert "打 13800001111" in text
    assert 'value="https://other.example/"' in text
    assert re.search(r'value="fact"[^>]*checked', text)


def test_an_empty_form_names_every_field(client, notice):
    text = client.post("/report-error/", {}).content.decode()
    for field in ("id_page", "id_kind_0", "id_text"):
        assert f'href="#{field}"' in text
        assert f'id="{field}"' in text


def test_a_robot_that_fills_what_nobody_sees_is_thanked_and_nothing_kept(client, notice):
    response = send(client, website="http://spam.example")
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert ErrorReport.objects.count() == 0


def test_what_was_written_within_a_second_is_asked_for_again(client, notice):
    for sign in (begun(timezone.now()), "forged", ""):
        response = send(client, begun=sign)
        assert response.status_code == 200
        assert "日期写错了" in response.content.decode()
    assert ErrorReport.objects.count() == 0


def test_a_form_sent_again_after_a_while_is_taken(client, notice):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = send(client, begun=begun(timezone.now()))
        again = re.search(r'name="begun" value="([^"]+)"', first.content.decode())
        clock.shift(30)
        assert send(client, begun=again.group(1)).status_code == 302


def test_a_flood_from_one_address_meets_a_page_that_says_so(client, notice):
    for _ in range(5):
        assert send(client).status_code == 302
    response = send(client)
    assert response.status_code == 429
    assert ErrorReport.objects.count() == 5


def test_a_forged_request_is_refused(notice):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/report-error/", filled()).status_code == 403
    assert ErrorReport.objects.count() == 0


def test_a_number_cannot_be_made_up(client, notice):
    assert client.get("/report-error/sent/20260101-0001/").status_code == 404


def answered(**values: str) -> ErrorReport:
    now = timezone.now()
    report = receive_report(
        page="/", kind="fact", text="原话", at=now, sender="x", page_title="首页"
    )
    words = {"state": "corrected", "answer": "已改。", "public_text": "日期有误", **values}
    return answer_report(report, by=None, at=now, **words)


def test_answers_are_public_in_the_words_of_staff_only(client, notice):
    answered()
    answered(public_text="", answer="内部")
    text = client.get("/report-error/answers/").content.decode()
    assert "日期有误" in text
    assert "已改。" in text
    assert "原话" not in text
    assert "内部" not in text


def test_pages_that_exist_for_one_reader_are_kept_by_no_engine(client, notice):
    response = send(client)
    for address in (response["Location"], "/report-error/?page=/"):
        assert "noindex" in client.get(address).content.decode()


def test_form_and_answers_stay_in_their_budget(client, notice):
    for _ in range(25):
        ErrorReport.objects.create(
            page="/", kind="fact", text="原话", received_at=timezone.now(), state="corrected",
            answer="已改。", public_text="日期有误", answered_at=timezone.now(),
        )  # fmt: skip
    for address, row in (("/report-error/?page=/", "report_error"),
                         ("/en/report-error/answers/?page=2", "report_answers")):  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= BUDGET[row]


# --- The desk -------------------------------------------------------------------------------------
@pytest.fixture
def editor(notice):
    """An editor of the notice's community."""
    sync_groups()
    user = make_user("editor")
    give_role(user, EDITOR, notice.in_community)
    return user


def report_on(notice: Any) -> ErrorReport:
    return receive_report(
        page=notice.url, kind="fact", text="日期写错了", at=timezone.now(), sender="x",
        community_id=notice.in_community_id,
    )  # fmt: skip


def test_staff_see_and_answer_the_reports_of_their_own_community(client, notice, editor):
    report = report_on(notice)
    client.force_login(editor)
    listed = client.get(reverse("error-reports:index")).content.decode()
    assert report.number in listed
    assert f'href="{reverse("error-reports:edit", args=[report.pk])}"' in listed
    address = reverse("error-reports:edit", args=[report.pk])
    values = {"state": "corrected", "answer": "已改。", "public_text": "日期有误"}
    assert opened_and_sent(client, address, values).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.answered_by) == ("corrected", editor)
    assert report.text == "日期写错了"


def test_an_answer_without_words_comes_back_with_its_problem(client, notice, editor):
    report = report_on(notice)
    client.force_login(editor)
    address = reverse("error-reports:edit", args=[report.pk])
    values = {"state": "corrected", "answer": "", "public_text": "日期"}
    response = opened_and_sent(client, address, values)
    assert "answer" in response.context["form"].errors
    report.refresh_from_db()
    assert report.state == "received"


def test_reports_of_others_are_out_of_reach(client, notice, editor):
    report = report_on(notice)
    ErrorReport.objects.filter(pk=report.pk).update(community_id=None)
    client.force_login(editor)
    assert report.number not in client.get(reverse("error-reports:index")).content.decode()
    assert client.get(reverse("error-reports:edit", args=[report.pk])).status_code == 404


def test_nobody_adds_or_deletes_reports(admin_client, notice):
    report = report_on(notice)
    assert admin_client.get(reverse("error-reports:add")).status_code in (302, 403)
    delete = reverse("error-reports:delete", args=[report.pk])
    assert admin_client.post(delete).status_code in (302, 403, 404)
    assert ErrorReport.objects.filter(pk=report.pk).exists()
