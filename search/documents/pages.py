"""Entries of any public page: its title, headings and text as it declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from portal.models.open_info import Validity

from .entry import MAIN, Entry
from .files import FoundFile
from .reading import day, fact, text


@dataclass(frozen=True)
class Context:
    """What many pages share while their entries are built.

    Topics and files by page, communities by path.
    """

    today: date
    topics: dict[int, tuple[str, ...]] = field(default_factory=dict)
    communities: dict[str, int] = field(default_factory=dict)
    files: Mapping[int, Sequence[FoundFile]] = field(default_factory=dict)

    def community_of(self, page: Any) -> str:
        """The community in whose subtree the page stands, as text; "" for the city's."""
        ends = range(page.steplen, len(page.path) + 1, page.steplen)
        found = (self.communities.get(page.path[:end]) for end in ends)
        return next((str(pk) for pk in found if pk), "")


def page_entry(page: Any, context: Context) -> Entry:
    """The entry of the page itself; in force, if it says no more, since it was published."""
    declared = page.search_document
    status = str(fact(page, declared.status) or "")
    published = day(fact(page, declared.published))
    since = published if status == Validity.IN_FORCE else None
    is_withheld = bool(fact(page, declared.withheld))
    ends = filter(None, (page.expire_at, fact(page, declared.expires)))
    return Entry(
        page_id=page.pk,
        part=MAIN,
        kind=declared.kind,
        title=str(fact(page, declared.title) or ""),
        heading="" if is_withheld else text(page, declared.heading),
        body="" if is_withheld else text(page, declared.body),
        doc_number=str(fact(page, declared.doc_number) or ""),
        topics=context.topics.get(page.pk, ()),
        community=context.community_of(page),
        issuer=str(fact(page, declared.issuer) or ""),
        status=status,
        locale=language_of(page),
        published=published,
        effective=day(fact(page, declared.effective)) or since,
        ends=day(fact(page, declared.ends)),
        expires=min(ends, default=None),
    )


def language_of(page: Any) -> str:
    """Language of the text, lower case (zh-hans, zh-hant, en)."""
    return str(getattr(page, "language", "") or settings.LANGUAGE_CODE).lower()


def entries(pages: list[Any], context: Context) -> Iterator[Entry]:
    """One entry a page."""
    for page in pages:
        yield page_entry(page, context)
