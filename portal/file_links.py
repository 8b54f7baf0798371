"""Links to files in rich texts: the files of a text are asked for by one prepared statement.

Wagtail's own way builds the question anew for every text, which takes many times what the database
needs to answer it (decision 9).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from wagtail.documents.rich_text import DocumentLinkHandler

from portal.models import Document
from portal.prepared import NOBODYS_KEY, Prepared

MOST_PREPARED = 8
NOBODYS_KEYS = tuple(range(NOBODYS_KEY, NOBODYS_KEY + MOST_PREPARED))


class FileLinks(DocumentLinkHandler):
    """Links to files (附件链接); a link whose file is gone leads nowhere, as Wagtail has it."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Any]:
        """The file of each link, None where there is none."""
        keys = [_key(attrs.get("id")) for attrs in attrs_list]
        asked = sorted({key for key in keys if key is not None})
        if not asked or len(asked) > MOST_PREPARED:
            return list(super().get_many(attrs_list))
        found = {file.pk: file for file in _prepared(len(asked)).rows(*asked)}
        return [found.get(key) for key in keys]


def _key(text: str | None) -> int | None:
    """The number of a file as a text names it; None where it names none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@lru_cache(maxsize=MOST_PREPARED)
def _prepared(count: int) -> Prepared:
    """So many files by their numbers."""
    return Prepared(_files, *NOBODYS_KEYS[:count])


def _files(*keys: int) -> QuerySet[Document]:
    """What an address of a file is made of."""
    return Document.objects.filter(pk__in=keys).only("pk", "file").order_by()
