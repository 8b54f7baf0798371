"""Every way in which what is public changes, and what an index outside must learn of it.

A way is a generator: it lays its ground and yields, acts and yields what must follow. Tests look at
the waiting rows after it, and at what a server then finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from portal.models.topics import Topic
from portal.pages.importing import read_text, store
from portal.pages.models import Notice, NoticeSection
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation_section,
)
from portal.publication.actions import approve, publish, withdraw
from portal.publication.models import Publication
from portal.signals import content_changed
from portal.tests.factories import make_city, make_community, make_district
from search.conf import embedded
from search.documents import build
from search.models import SynonymGroup

MANY = 1_000


@dataclass
class Follows:
    """Keys noted as changed and as gone; per wording the pages that hold it afterwards."""

    changed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    found: dict[str, set[int]] = field(default_factory=dict)
    related: dict[str, set[int]] = field(default_factory=dict)
    community: int | None = None


Way = Callable[[], Iterator[Any]]


def main(*pages: Page) -> set[str]:
    """Keys of the entries of pages with one entry each."""
    return {f"{page.pk}:main" for page in pages}


def _section() -> NoticeSection:
    return make_notice_section(make_city())


def publication() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修", live=False)
    yield
    publish(notice, by=None)
    yield Follows(changed=main(notice), found={"燃气": {notice.pk}})


def correction() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修")
    yield
    notice.title = "供暖检修"
    publish(notice, by=None)
    yield Follows(changed=main(notice), found={"燃气": set(), "供暖": {notice.pk}})


def draft_over_a_public_page() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修")
    yield
    notice.title = "供暖检修"
    notice.save_revision()
    yield Follows(found={"燃气": {notice.pk}, "供暖": set()})


def withdrawal() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修")
    yield
    withdraw(notice, by=None, reason="内容有误")
    yield Follows(gone=main(notice), found={"燃气": set()})


def move_with_a_thousand_descendants() -> Iterator[Any]:
    district = make_district(make_city())
    first, second = make_community(district), make_community(district)
    section = make_notice_section(first, slug="own")
    day = timezone.localdate()
    ids = add_notices(section, [Text(f"n{n}", f"燃气检修第{n}号", day) for n in range(MANY)])
    embedded().write(build(ids))
    yield
    section.move(second, pos="last-child")
    pages = Page.objects.filter(pk__in=ids)
    yield Follows(
        changed=main(section, *pages), found={"燃气检修第7号": {ids[7]}}, community=second.pk
    )


def change_of_address() -> Iterator[Any]:
    """The index holds no addresses: they are read when a find is shown."""
    notice = make_notice(_section(), title="燃气检修", slug="old")
    yield
    notice.slug = "new"
    publish(notice, by=None)
    yield Follows(found={"燃气": {notice.pk}})


def deletion_with_what_is_below() -> Iterator[Any]:
    section = _section()
    notice = make_notice(section, title="燃气检修")
    Publication.objects.all().delete()
    yield
    keys = main(section, notice)
    Page.objects.get(pk=section.pk).delete()
    yield Follows(gone=keys, found={"燃气": set()})


def closing_to_the_public() -> Iterator[Any]:
    section = _section()
    notice = make_notice(section, title="燃气检修")
    yield
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    yield Follows(gone=main(section, notice), found={"燃气": set()})


def opening_to_the_public() -> Iterator[Any]:
    section = _section()
    notice = make_notice(section, title="燃气检修")
    closed = PageViewRestriction.objects.create(page=section, restriction_type="login")
    yield
    closed.delete()
    yield Follows(changed=main(section, notice), found={"燃气": {notice.pk}})


def renaming_a_topic() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修")
    notice.topics.add("医保")
    publish(notice, by=None)
    yield
    topic = notice.topics.get()
    topic.name = "医疗保险"
    topic.save()
    yield Follows(changed=main(notice), found={"燃气": {notice.pk}})


def deleting_a_topic() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修")
    notice.topics.add("医保")
    publish(notice, by=None)
    yield
    Topic.objects.filter(name="医保").delete()
    yield Follows(changed=main(notice), found={"燃气": {notice.pk}})


def adding_a_synonym() -> Iterator[Any]:
    """Words of a query are widened before any engine is asked; no entry changes."""
    notice = make_notice(_section(), title="志愿服务招募")
    yield
    SynonymGroup.objects.create(words="义工 = 志愿服务")
    yield Follows(related={"义工": {notice.pk}})


def import_of_a_regulation() -> Iterator[Any]:
    section = make_regulation_section(make_city())
    yield
    text = "演示市楼道公约\n第一条 楼道不放杂物。\n第二条 车停棚内。\n"
    report = read_text(text, name="演示.txt", section=section)
    store(report, section=section, by=None, at=timezone.now())
    page = Page.objects.get(title="演示市楼道公约")
    keys = {f"{page.pk}:{part}" for part in ("main", "article-1", "article-2")}
    yield Follows(changed=keys, found={"楼道不放杂物": {page.pk}})


def update_of_rows() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修")
    yield
    changed = Notice.objects.filter(pk=notice.pk)
    changed.update(title="供暖检修")
    content_changed.send(sender=Notice, queryset=changed)
    yield Follows(changed=main(notice), found={"燃气": set(), "供暖": {notice.pk}})


def publication_that_is_rolled_back() -> Iterator[Any]:
    section = _section()
    yield
    with transaction.atomic():
        make_notice(section, title="燃气检修")
        transaction.set_rollback(True)
    yield Follows(found={"燃气": set()})


def end_of_a_page() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修")
    past = timezone.now() - timedelta(minutes=1)
    Notice.objects.filter(pk=notice.pk).update(expire_at=past)
    yield
    call_command("run_scheduler", "--once", stdout=StringIO())
    yield Follows(gone=main(notice), found={"燃气": set()})


def publication_on_its_date() -> Iterator[Any]:
    notice = make_notice(_section(), title="燃气检修", live=False)
    notice.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = notice.save_revision(approved_go_live_at=notice.go_live_at)
    approve(revision, page=notice, by=None)
    yield
    call_command("run_scheduler", "--once", stdout=StringIO())
    yield Follows(changed=main(notice), found={"燃气": {notice.pk}})


WAYS: list[Way] = [
    publication,
    correction,
    draft_over_a_public_page,
    withdrawal,
    move_with_a_thousand_descendants,
    change_of_address,
    deletion_with_what_is_below,
    closing_to_the_public,
    opening_to_the_public,
    renaming_a_topic,
    deleting_a_topic,
    adding_a_synonym,
    import_of_a_regulation,
    update_of_rows,
    publication_that_is_rolled_back,
    end_of_a_page,
    publication_on_its_date,
]
