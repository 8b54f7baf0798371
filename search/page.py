"""The search page put together: groups, facets with their names, choices to take back, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from portal.models.open_info import Validity
from portal.navigation import Frame, frame_of

from .answers import Answer
from .chips import bounds_of, chips_of, places_of
from .engines.listing import WINDOW
from .forms import LAST_PAGE, Asking
from .labels import (
    FACET_LABELS,
    NAMES,
    STATUS_LABELS,
    foreign_name,
    kinds,
    names_of,
    value_label,
)
from .query import MAX_CHOICES, SORTS, FacetCount, SearchResult
from .shown import Shown, show

VALUES_SHOWN = 8
MOST_VALUES = MAX_CHOICES
"""So many values of a facet can be chosen, the others folded; a city has a hundred communities."""
ARTICLES = ("article", "annex")
PARTS = (*ARTICLES, "file", "window", "facility")


class Group(NamedTuple):
    """One page found, or one with its articles, files, windows (`parts`). All HTML is escaped.

    `finds` counts what the regulation holds of the words, 0 where there is too much to count;
    `all_address` lists it.
    """

    head: Shown
    title: SafeString
    url: str
    kind: str
    place: str
    published: date | None
    status: str
    parts: tuple[Shown, ...] = ()
    finds: int = 0
    all_address: str = ""

    @property
    def excerpt(self) -> SafeString:
        """The page's own text; of a regulation with its articles only where words were found."""
        text = self.head.excerpt if self.head.hit.part == "main" else SafeString()
        return text if not self.parts or "<mark>" in text else SafeString()

    @property
    def status_label(self) -> str:
        """The state of validity in words."""
        if self.head.kind == "procedure":
            return gettext("No longer done here")
        return str(STATUS_LABELS.get(self.status, ""))


class FacetValue(NamedTuple):
    """One choice of a facet as the reader sees it."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # as in `FacetCount`
    chosen: bool
    language: str = ""


@dataclass(frozen=True)
class Pages:
    """Where in the list the reader is, in the words of the shared pagination."""

    asking: Asking
    has_next: bool

    @property
    def number(self) -> int:
        """The page shown, from 1."""
        return self.asking.page

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before."""
        return self.asking.page > 1

    @property
    def next_address(self) -> str:
        """Address of the next page."""
        return self.asking.address_of(page=self.asking.page + 1)

    @property
    def previous_address(self) -> str:
        """Address of the page before."""
        return self.asking.address_of(page=self.asking.page - 1)


def sorts_of(asking: Asking) -> dict[str, str]:
    """The address of the answer in each order."""
    return {name: asking.address_of(page=1, sort=name) for name in SORTS}


def context_of(
    answer: Answer, asking: Asking, request: HttpRequest, sorts: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the template shows; one statement reads what may be shown.

    `sorts` are the addresses of what was asked for, where they were made before.
    """
    frame = frame_of(request)
    now = replace(asking, words=answer.meant) if answer.meant else asking
    grouping = _Grouping(now, frame, answer.shown.total <= WINDOW)
    groups = list(map(grouping.one, show(answer, request)))
    others = [group for group in groups if not group.head.hit.cited]
    bounds = bounds_of(now)
    if sorts is None or answer.meant:
        sorts = sorts_of(now)
    return {
        "asking": asking,
        "now": now,
        "answer": answer,
        "total": answer.result.total,
        "cited": [group for group in groups if group.head.hit.cited],
        "found": [group for group in others if group.head.hit.tier == 1],
        "related": [group for group in others if group.head.hit.tier == 2],
        "facets": facets_of(answer.shown, frame),
        "chips": chips_of(now, groups[0].head if groups else None, frame),
        "places": places_of(now, frame),
        "bounds": bounds,
        "filled": any(bound.typed for bound in bounds.values()),
        "sorts": sorts,
        "pages": Pages(now, answer.shown.has_more and now.page < LAST_PAGE),
        "typed_address": answer.meant and replace(asking, as_typed=True, page=1).address,
        "first_address": sorts[now.sort],
    }


def title_of(context: Mapping[str, Any]) -> str:
    """The title of the page with what was found: a line that stands there at once is not read."""
    words, told = context["now"].words, _told(context)
    if words and told:
        return gettext("%(words)s: %(told)s · Search") % {"words": words, "told": told}
    if told:
        return gettext("%(told)s · Search") % {"told": told}
    return gettext("Search: %(words)s") % {"words": words} if words else gettext("Search")


def _told(context: Mapping[str, Any]) -> str:
    """What was found in few words; nothing of what the reader named, or where nothing is asked."""
    answer, now = context["answer"], context["now"]
    if number := answer.shown.total:
        return ngettext("%(number)s result", "%(number)s results", number) % {"number": number}
    if context["cited"] or not (now.asks_something or now.within):
        return ""
    return gettext("Nothing that holds these words") if answer.hits else gettext("Nothing found")


class _Grouping:
    """Puts together what is shown of each page; `counted`: all finds are known."""

    def __init__(self, asking: Asking, frame: Frame, counted: bool) -> None:
        self.asking, self.counted = asking, counted
        self.kinds, self.communities = kinds(), frame.communities

    def one(self, shown: Shown) -> Group:
        """A page found, or one with its parts."""
        hits: tuple[Shown, ...] = (shown,)
        if shown.members:
            hits += tuple([one for one in shown.members if one.hit.cited == shown.hit.cited])
        parts = tuple([one for one in hits if one.kind in PARTS])
        more = bool(parts) and shown.hit.alike > len(hits)
        within = replace(self.asking, within=shown.hit.page_id, page=1).address if more else ""
        return Group(
            head=shown,
            title=shown.title,
            url=shown.page_url,
            kind=self.kinds.get("regulation" if shown.kind in ARTICLES else shown.kind, ""),
            place=self._place(shown.page_url),
            published=shown.published,
            status=_status(shown),
            parts=parts,
            finds=shown.hit.alike if self.counted else 0,
            all_address=within,
        )

    def _place(self, url: str) -> str:
        """The community below which a page stands; empty for the city's pages."""
        for row in self.communities:
            if url.startswith(row["url"]):
                return str(row["name"])
        return ""


def _status(shown: Shown) -> str:
    """The state to show: of law always, of a procedure only that it is over."""
    if shown.kind == "procedure":
        return shown.status if shown.status == Validity.EXPIRED else ""
    return shown.status if shown.kind in (*ARTICLES, "regulation") else ""


def facets_of(result: SearchResult, frame: Frame) -> list[dict[str, Any]]:
    """Facets that leave a choice: the commonest values with the chosen ones, and the `rest`."""
    facets = []
    names = names_of(frame.communities)
    for name, counts in result.facets.items():
        if len(counts) < 2 and not (counts and counts[0].chosen):
            continue
        rarest = [count for count in counts[MOST_VALUES:] if count.chosen]
        values = [_value(name, count, names) for count in (*counts[:MOST_VALUES], *rarest)]
        kept = [value for value in values if value.label]
        if len(kept) > 1 or any(value.chosen for value in kept):
            is_cut = len(counts) > MOST_VALUES
            label = FACET_LABELS[name]
            facets.append({"name": name, "label": label, "is_cut": is_cut, **_folded(kept)})
    return facets


def _folded(values: Sequence[FacetValue]) -> dict[str, Any]:
    """Values in sight and in the fold, which stays open for who has chosen there."""
    first, more = values[:VALUES_SHOWN], values[VALUES_SHOWN:]
    chosen = [value for value in more if value.chosen]
    rest = [value for value in more if not value.chosen]
    return {"values": [*first, *chosen], "rest": rest, "is_open": bool(chosen)}


def _value(facet: str, count: FacetCount, names: Mapping[str, str]) -> FacetValue:
    label = value_label(facet, count.value, names)
    language = foreign_name(label) if facet in NAMES else ""
    return FacetValue(count.value, label, count.count, count.chosen, language)


def as_json(answer: Answer, asking: Asking, request: HttpRequest) -> dict[str, Any]:
    """The same answer for programs: hits one by one. `excerpt` is escaped HTML with <mark>."""
    frame = frame_of(request)
    return {
        "query": asking.words,
        "total": answer.result.total,
        "results": [_row(shown) for shown in show(answer, request)],
        "facets": {
            facet["name"]: [_plain(value) for value in (*facet["values"], *facet["rest"])]
            for facet in facets_of(answer.shown, frame)
        },
        "did_you_mean": answer.meant or None,
        "page": asking.page,
        "has_more": answer.shown.has_more and asking.page < LAST_PAGE,
    }


def heading_of(shown: Shown) -> str:
    """Title of a hit as plain text, with the article's or the file's own."""
    heading = _text(shown.heading) if shown.kind in PARTS else ""
    return f"{shown.plain_title} {heading}".strip()


def _row(shown: Shown) -> dict[str, Any]:
    return {
        "title": heading_of(shown),
        "url": shown.url,
        "kind": shown.kind,
        "excerpt": shown.excerpt,
        "tier": shown.hit.tier,
        **(_file(shown) if shown.kind == "file" else {}),
    }


def _file(shown: Shown) -> Mapping[str, Any]:
    return {"file": shown.file_kind, "bytes": shown.file_size, "page": shown.page_url}


def _plain(value: FacetValue) -> Mapping[str, Any]:
    return {"value": value.value, "label": value.label, "count": value.count}


def _text(html: str) -> str:
    return unescape(strip_tags(html))
