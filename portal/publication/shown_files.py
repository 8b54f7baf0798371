"""The files of a page as one act of publication sees them: read once, judged and taken over alike.

The statements are prepared, for they are asked at every publication.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from portal import file_keeping
from portal.prepared import PreparedList

_LONG_AGO = datetime(1901, 2, 3, tzinfo=UTC)


@dataclass(frozen=True)
class ShownFile:
    """A file for download, and the version that a publication would show; None when unread."""

    document: Any
    version: Any


def _documents(keys: Collection[int], at: datetime) -> QuerySet[Any]:
    use, document = apps.get_model("portal", "FileUse"), apps.get_model("portal", "Document")
    public = use.objects.filter(document=OuterRef("pk")).public(at)
    rows = document.objects.filter(pk__in=keys).annotate(has_public_use=Exists(public))
    return rows.select_related("collection").order_by("pk")  # type: ignore[no-any-return]


def _locked(keys: Collection[int], at: datetime) -> QuerySet[Any]:
    return _documents(keys, at).select_for_update(of=("self",))


def _versions(keys: Collection[int]) -> QuerySet[Any]:
    rows = apps.get_model("portal", "FileVersion").objects.filter(document__in=keys)
    return rows.order_by("-number")  # type: ignore[no-any-return]


_DOCUMENTS = PreparedList(_documents, _LONG_AGO)
_LOCKED = PreparedList(_locked, _LONG_AGO)
_VERSIONS = PreparedList(_versions)


def shown_files(
    keys: Collection[int], *, approved_at: datetime | None = None, lock: bool = False
) -> list[ShownFile]:
    """The files of these keys, those that exist, in the order of their keys.

    With `lock` nobody can replace them until the transaction ends, so that what is judged is what
    becomes public.
    """
    wanted = sorted(keys)
    asked = _LOCKED if lock and connection.in_atomic_block else _DOCUMENTS
    documents = asked.rows(wanted, timezone.now())
    versions: dict[int, list[Any]] = defaultdict(list)
    for row in _VERSIONS.rows(wanted):
        versions[row.document_id].append(row)
    return [
        ShownFile(
            document,
            file_keeping.version_for(document, versions[document.pk], approved_at=approved_at),
        )
        for document in documents
    ]
