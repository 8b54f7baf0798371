"""A file is found with the public page that shows it, and never without one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from portal.matters.tests.factories import make_task
from portal.models import FileText, FileUse
from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city, make_community, make_district, make_user
from portal.tests.query_budget import BUDGET
from portal.tests.uploads import linking, make_file, replaced
from search.models import IndexedDocument
from search.rebuild import rebuild

pytestmark = pytest.mark.django_db
WORDS = "水管压力测试"


@pytest.fixture
def section() -> Any:
    return make_notice_section(make_city())


def make_plan(text: str = f"附表：{WORDS}记录（演示）") -> Any:
    return make_file(text.encode(), title="检修附表（演示）")


def showing(section: Any, file: Any, slug: str = "water") -> Notice:
    """A public notice that shows a file."""
    notice = make_notice(section, title="检修通知", slug=slug, body=linking(file), live=False)
    publish(notice, by=None)
    return notice


def found(client: Any, words: str = WORDS) -> list[dict[str, Any]]:
    """What programs are told of a file."""
    answer = client.get("/search/", {"q": words, "format": "json", "typed": "1"}).json()
    return [row for row in answer["results"] if row["kind"] == "file"]


def test_a_file_is_found_by_its_text_and_leads_to_itself_and_its_page(client, section):
    file = make_plan()
    notice = showing(section, file)
    (row,) = found(client)
    assert (row["url"], row["page"]) == (file.url, notice.url)
    assert (row["file"], row["bytes"], row["tier"]) == ("txt", file.file.size, 1)
    page = client.get("/search/", {"q": WORDS}).content.decode()
    assert f'href="{notice.url}">检修通知</a>' in page
    assert f'href="{file.url}"' in page and "TXT" in page


def test_a_file_that_a_row_of_a_public_page_names_is_found_and_goes_with_the_row(client):
    community = make_community(make_district(make_city()))
    task = make_task(community, written_doc=make_plan())
    (row,) = found(client)
    assert (row["url"], row["page"]) == (task.written_doc.url, community.url)
    task.delete()
    assert not found(client)


def test_the_page_of_results_reads_no_more_for_files(client, section):
    showing(section, make_plan())
    client.get("/search/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/", {"q": WORDS})
    assert len(queries) <= BUDGET["search"], [query["sql"][:90] for query in queries]


def test_a_file_of_a_draft_is_never_found(client, section):
    file = make_plan()
    make_notice(section, title="检修通知", slug="draft", body=linking(file), live=False)
    rebuild()
    assert found(client) == []


def test_a_file_that_no_page_shows_is_never_found(client, section):
    make_plan()
    rebuild()
    assert found(client) == []


def test_a_file_goes_with_its_page_in_the_same_transaction(client, section):
    notice = showing(section, make_plan())
    with transaction.atomic():
        withdraw(notice, by=None, reason="时间有变")
        assert not IndexedDocument.objects.filter(page=notice).exists()
        transaction.set_rollback(True)
    assert len(found(client)) == 1
    withdraw(Notice.objects.get(pk=notice.pk), by=None, reason="时间有变")
    assert found(client) == []


def test_a_file_of_two_pages_stays_with_the_other_one(client, section):
    file = make_plan()
    first, second = showing(section, file), showing(section, file, slug="again")
    withdraw(first, by=None, reason="时间有变")
    assert [row["page"] for row in found(client)] == [second.url]


def test_a_file_behind_a_restriction_is_not_found(client, section):
    file = make_plan()
    showing(section, file)
    guard = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert found(client) == []
    guard.delete()
    assert len(found(client)) == 1
    guard = CollectionViewRestriction.objects.create(
        collection=file.collection, restriction_type="login"
    )
    assert found(client) == []
    guard.delete()
    assert len(found(client)) == 1


def guarded() -> Collection:
    collection = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


def test_files_moved_together_into_a_guarded_collection_are_not_found(client, section):
    file = make_plan()
    showing(section, file)
    editor = make_user("editor", is_superuser=True)
    client.force_login(editor)
    address = reverse("wagtail_bulk_action", args=["portal", "document", "add_to_collection"])
    client.post(f"{address}?id={file.pk}", {"collection": guarded().pk})
    file.refresh_from_db()
    assert file.collection.name == "内部"
    assert not IndexedDocument.objects.filter(kind="file").exists()


def test_files_leave_when_their_collection_is_moved_below_a_guarded_one(
    client, section, django_capture_on_commit_callbacks
):
    own = Collection.get_first_root_node().add_child(name="公开")
    file = make_file(b"x", title="检修附表（演示）", collection=own)
    showing(section, file)
    client.force_login(make_user("editor", is_superuser=True))
    address = reverse("wagtailadmin_collections:edit", args=[own.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"name": own.name, "parent": guarded().pk})
    assert Collection.objects.get(pk=own.pk).depth == 3
    assert not IndexedDocument.objects.filter(kind="file").exists()


def test_a_file_whose_collection_moved_below_a_guarded_one_is_not_shown(client, section):
    own = Collection.get_first_root_node().add_child(name="公开")
    file = make_plan()
    file.collection = own
    file.save()
    showing(section, file)
    assert found(client)
    Collection.objects.get(pk=own.pk).move(guarded(), "sorted-child")  # as the form of Wagtail does
    assert not found(client)


def test_a_new_version_is_found_when_a_page_that_shows_it_is_published(client, section):
    file = make_plan()
    first, second = showing(section, file), showing(section, file, slug="again")
    replaced(file, "新表：电梯年检日程（演示）".encode())
    assert (found(client, "电梯年检日程"), len(found(client))) == ([], 2)
    publish(Notice.objects.get(pk=second.pk), by=None)
    pages = {row["page"] for row in found(client, "电梯年检日程")}
    assert (pages, found(client)) == ({first.url, second.url}, [])


def test_what_a_file_hides_is_not_searched(client, section):
    file = make_plan()
    FileText.objects.filter(version__document=file).update(hidden_text="隐藏的批注")
    showing(section, file)
    assert found(client, "隐藏的批注") == []


def test_a_file_taken_from_the_text_is_not_found_any_more(client, section):
    file, other = make_plan(), make_plan("另一份：泵房钥匙（演示）")
    notice = showing(section, file)
    notice.body = linking(other)
    publish(notice, by=None)
    assert (found(client), len(found(client, "泵房钥匙"))) == ([], 1)


def test_a_stale_entry_of_a_file_shows_nothing(client, section):
    notice = showing(section, make_plan())
    FileUse.objects.filter(page=notice).delete()
    assert IndexedDocument.objects.filter(page=notice, kind="file").exists()
    assert found(client) == []


def test_a_new_title_of_a_file_is_found_at_once(client, section):
    file = make_plan()
    showing(section, file)
    file.title = "阀门明细（演示）"
    file.save(update_fields=["title"])
    assert len(found(client, "阀门明细")) == 1
