"""Loads notices in whole batches: page, revision, publication row and index entry of each.

For benchmarks only: it writes rows that the gate would have let through one by one, with a valid
tree. An interrupted run leaves whole batches, because each batch is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import islice

from corpus import Text
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Locale, Page, Revision

from portal.pages.models import Notice, NoticeSection
from portal.publication.models import Publication, Verb
from portal.publication.numbering import reserve_index_nos
from search.conf import embedded
from search.documents import build

BATCH = 500


def load(section: NoticeSection, texts: Iterable[Text], *, batch: int = BATCH) -> int:
    """Appends a live notice per text below `section`; returns how many were written."""
    stream, written = iter(texts), 0
    while chunk := list(islice(stream, batch)):
        with transaction.atomic():
            write_batch(section, chunk)
        written += len(chunk)
    return written


def write_batch(section: NoticeSection, texts: list[Text]) -> None:
    """One batch: numbers, tree places, rows, revisions, publication rows, index entries."""
    parent = Page.objects.select_for_update().get(pk=section.pk)
    notices = list(_notices(parent, texts))
    Page.objects.bulk_create([_page_of(notice) for notice in notices])
    own = Notice._meta.local_concrete_fields
    Notice._base_manager._insert(notices, fields=own, using="default")
    Revision.objects.bulk_create(_revisions(notices))
    Publication.objects.bulk_create(
        Publication(
            page_id=notice.pk,
            index_no=notice.index_no,
            title=notice.title,
            verb=Verb.PUBLISH,
            at=notice.published_at,
        )
        for notice in notices
    )
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(notices))
    embedded().write(build([notice.pk for notice in notices]))


def _notices(parent: Page, texts: list[Text]) -> Iterator[Notice]:
    """Unsaved notices with keys, numbers and places in the tree, all known beforehand."""
    content_type = ContentType.objects.get_for_model(Notice)
    locale = Locale.get_default()
    numbers = reserve_index_nos(len(texts), year=timezone.localdate().year)
    page_id = (Page.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    revision_id = (Revision.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    last = parent.get_last_child()
    path = last._inc_path() if last else parent._get_path(parent.path, parent.depth + 1, 1)
    for offset, text in enumerate(texts):
        at = timezone.make_aware(datetime.combine(text.day, time(9)))
        notice = Notice(
            pk=page_id + offset,
            page_ptr_id=page_id + offset,
            path=path,
            depth=parent.depth + 1,
            numchild=0,
            slug=text.slug,
            url_path=f"{parent.url_path}{text.slug}/",
            title=text.title,
            draft_title=text.title,
            content_type=content_type,
            locale=locale,
            live=True,
            first_published_at=at,
            last_published_at=at,
            latest_revision_created_at=at,
            latest_revision_id=revision_id + offset,
            live_revision_id=revision_id + offset,
            body=text.body,
            summary=text.summary,
            issuer="临河市社区工作办公室（演示）",
            index_no=numbers[offset],
            published_at=at,
            listed_on=text.day,
        )
        path = notice._inc_path()
        yield notice


def _page_of(notice: Notice) -> Page:
    """The row of Wagtail's own table that belongs to the notice."""
    names = [field.attname for field in Page._meta.concrete_fields]
    return Page(**{name: getattr(notice, name) for name in names})


def _revisions(notices: list[Notice]) -> Iterator[Revision]:
    """One revision each; the parts that hold rows (topics, comments) are empty in all of them."""
    base = ContentType.objects.get_for_model(Page).pk
    content = notices[0].serializable_data()
    for notice in notices:
        yield Revision(
            pk=notice.latest_revision_id,
            content_type_id=notice.content_type_id,
            base_content_type_id=base,
            object_id=str(notice.pk),
            created_at=notice.published_at,
            object_str=notice.title,
            content={**content, **get_serializable_data_for_fields(notice)},
        )


def tree_problems() -> list[str]:
    """What treebeard finds wrong with the tree; empty when it is sound."""
    names = ("evil characters", "bad steps", "orphans", "wrong depth", "wrong numchild")
    found = Page.find_problems()
    return [f"{name}: {len(ids)}" for name, ids in zip(names, found, strict=True) if ids]
