"""Live notices by the thousand: page, revision and publication row of each, in a valid tree.

For tests of long lists and for benchmarks. It writes rows that the gate would have let through one
by one; the rows of a batch are copies of one example in which what differs is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from random import getrandbits
from time import time_ns
from typing import Any, Protocol
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F, Max, Model
from django.utils import timezone
from wagtail.models import Locale, Page, Revision

from portal.models.frame import community_id_of
from portal.pages.models import Notice
from portal.publication.models import Publication, Verb
from portal.publication.numbering import reserve_index_nos

ISSUER = "临河市社区工作办公室（演示）"


class Written(Protocol):
    """What is said of one notice."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def summary(self) -> str: ...
    @property
    def body(self) -> str: ...


@dataclass(frozen=True)
class Text:
    """A notice in the fewest words."""

    slug: str
    title: str
    day: date
    summary: str = ""
    body: str = "<p>内容</p>"


class Rows:
    """The rows of one table: an example, and what differs from row to row."""

    def __init__(self, model: type[Model], example: Model, *, is_keyed: bool = True) -> None:
        self.table = model._meta.db_table
        self.fields = [
            field
            for field in model._meta.local_concrete_fields
            if is_keyed or not field.primary_key
        ]
        values = ((field, getattr(example, field.attname)) for field in self.fields)
        self.example = [field.get_db_prep_save(value, connection) for field, value in values]

    def write(self, changes: Sequence[Mapping[str, Any]]) -> None:
        """One row for each mapping of column names; other names are of no matter here."""
        places = [
            (place, field.attname, field)
            for place, field in enumerate(self.fields)
            if field.attname in changes[0]
        ]
        columns = ", ".join(f'"{field.column}"' for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        with connection.cursor() as cursor:
            rows = []
            for change in changes:
                row = self.example.copy()
                for place, name, field in places:
                    row[place] = field.get_db_prep_save(change[name], cursor.db)
                rows.append(row)
            cursor.executemany(f'INSERT INTO "{self.table}" ({columns}) VALUES ({marks})', rows)


def add_notices(section: Page, texts: Iterable[Written]) -> list[int]:
    """Appends a live notice per text below the section, all or none; returns their keys."""
    texts = list(texts)
    if not texts:
        return []
    with transaction.atomic():
        parent = Page.objects.select_for_update().get(pk=section.pk)
        changes = list(_changes(parent, texts))
        example = _example(parent, changes[0])
        Rows(Page, example).write(changes)
        Rows(Notice, example).write(changes)
        Rows(Revision, _revision_of(example)).write(list(_revisions(example, changes)))
        publication = Publication(verb=Verb.PUBLISH, at=example.published_at)
        Rows(Publication, publication, is_keyed=False).write(changes)
        Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(changes))
        _let_others_follow(Page, Revision)
    return [change["id"] for change in changes]


def _example(parent: Page, change: Mapping[str, Any]) -> Notice:
    """The first notice; what it does not share with the others is in `change`."""
    columns = {field.attname for field in Notice._meta.concrete_fields}
    notice = Notice(
        depth=parent.depth + 1,
        numchild=0,
        content_type=ContentType.objects.get_for_model(Notice),
        locale=Locale.get_default(),
        live=True,
        issuer=ISSUER,
        **{name: value for name, value in change.items() if name in columns},
    )
    notice.in_community_id = community_id_of(notice)
    return notice


def _changes(parent: Page, texts: Sequence[Written]) -> Iterator[dict[str, Any]]:
    """What is a notice's own: keys, number and place in the tree, all known beforehand."""
    numbers = reserve_index_nos(len(texts), year=timezone.localdate().year)
    page_id, revision_id = _next_key(Page), _next_key(Revision)
    last = parent.get_last_child()
    step = 1 + (Page._str2int(last.path[-Page.steplen :]) if last else 0)
    for offset, text in enumerate(texts):
        at = timezone.make_aware(datetime.combine(text.day, time(9)))
        yield {
            "id": page_id + offset,
            "page_ptr_id": page_id + offset,
            "page_id": page_id + offset,
            "path": Page._get_path(parent.path, parent.depth + 1, step + offset),
            "translation_key": _rising_key(offset),
            "slug": text.slug,
            "url_path": f"{parent.url_path}{text.slug}/",
            "title": text.title,
            "draft_title": text.title,
            "first_published_at": at,
            "last_published_at": at,
            "latest_revision_created_at": at,
            "latest_revision_id": revision_id + offset,
            "live_revision_id": revision_id + offset,
            "summary": text.summary,
            "body": text.body,
            "index_no": numbers[offset],
            "published_at": at,
            "listed_on": text.day,
            "at": at,
        }


def _rising_key(offset: int) -> UUID:
    """A UUID of version 7, which rises with time: random ones touch every page of their index."""
    instant, place = time_ns() // 1_000_000, offset & 0xFFF
    return UUID(int=instant << 80 | 7 << 76 | place << 64 | 2 << 62 | getrandbits(62))


def _next_key(model: type[Model]) -> int:
    return int(model._default_manager.aggregate(top=Max("pk"))["top"] or 0) + 1


def _let_others_follow(*models: type[Model]) -> None:
    """Rows that get their keys by themselves go on behind those that brought theirs."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _revision_of(notice: Notice) -> Revision:
    page_type = ContentType.objects.get_for_model(Page)
    return Revision(content_type_id=notice.content_type_id, base_content_type=page_type)


def _revisions(
    example: Notice, changes: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """One revision each; the parts that hold rows (topics, comments) are empty in all of them."""
    shared = example.serializable_data()
    names = {field.attname: field.name for field in Notice._meta.concrete_fields}
    for change in changes:
        own = {
            names[name]: value.astimezone(UTC) if isinstance(value, datetime) else value
            for name, value in change.items()
            if names.get(name) in shared
        }
        own["translation_key"] = str(change["translation_key"])
        yield {
            "id": change["latest_revision_id"],
            "object_id": str(change["id"]),
            "created_at": change["at"],
            "object_str": change["title"],
            "content": {**shared, **own, "pk": change["id"]},
        }
