"""The entry (条目): what the index holds about one page or one article.

Flat on purpose: what an article needs of its regulation (title, status, dates) is repeated in it.
An entry exists for public objects only; builders make none for drafts or restricted pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

MAIN = "main"
"""The part that is the page itself."""


@dataclass(frozen=True)
class Entry:
    """One searchable thing. `key` is `<page id>:<part>` and unique; `part` is `main` for a page.

    `path` is what follows the page's address (`article-19/`); with a slash before it, it is the
    whole address. `file_kind` and `file_size` (bytes) are those of a file. `community` is the page
    id of the community as text or "" for the whole city, `communities` those under whose filter
    a thing of the city is found as well, `status` a validity of regulations or "",
    `published` the day it counts as dated (newest first), `effective` and `ends` the first and the
    last day it holds, as far as they are known, `seq` grows with every change. `also` are words by
    which it is found as by its body, and which no reader is shown.
    """

    page_id: int
    part: str
    kind: str
    title: str
    heading: str = ""
    body: str = ""
    path: str = ""
    doc_number: str = ""
    article_no: int | None = None
    chapter: str = ""
    topics: tuple[str, ...] = ()
    community: str = ""
    communities: tuple[str, ...] = ()
    issuer: str = ""
    status: str = ""
    locale: str = ""
    published: date | None = None
    effective: date | None = None
    ends: date | None = None
    expires: datetime | None = None
    file_kind: str = ""
    file_size: int | None = None
    also: str = ""
    seq: int = 0

    @property
    def key(self) -> str:
        """Name of the entry in every engine: `<page id>:<part>`."""
        return f"{self.page_id}:{self.part}"

    @property
    def year(self) -> str:
        """Year of publication as a facet value; empty when the day is unknown."""
        return str(self.published.year) if self.published else ""
