"""What narrows an answer, as links that take it back, and the switch between community and city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.navigation import Frame

from .forms import BOUNDS, Asking
from .labels import NAMES, foreign, foreign_name, names_of, value_label
from .shown import Shown, visible

MISTAKES = MappingProxyType(
    {
        "no_day": _("This is not a date. Write year, month and day, such as 2026-05-01."),
        "reversed": _("The last day is before the first."),
        "no_number": _(
            "This is no part of a document number. Write letters, characters or digits."
        ),
    }
)


class Chip(NamedTuple):
    """One choice in words, their language if it is not the reader's, and the address without it."""

    label: str
    address: str
    language: str = ""


class Place(NamedTuple):
    """One side of the switch between the reader's community and the whole city."""

    label: str
    address: str
    is_current: bool


class Bound(NamedTuple):
    """A field for a day or a document number as it was typed, with what is wrong with it."""

    name: str
    typed: str
    mistake: Any


def bounds_of(asking: Asking) -> dict[str, Bound]:
    """The fields that are typed, by name; what cannot be read is shown again as it was typed."""
    return {name: _bound(name, asking) for name in BOUNDS}


def _bound(name: str, asking: Asking) -> Bound:
    typed, mistake = asking.mistakes.get(name, (str(getattr(asking, name) or ""), ""))
    return Bound(name, typed, MISTAKES.get(mistake, ""))


def chips_of(asking: Asking, first: Shown | None, frame: Frame) -> list[Chip]:
    """Each choice that narrows the list; `first` of it tells inside which page is searched."""
    names = names_of(frame.communities) if "community" in asking.filters else {}
    chips = [
        Chip(label, asking.without(facet, value).address, foreign_name(label) if own else "")
        for facet, values in asking.filters.items()
        for own in [facet in NAMES]
        for value in values
        for label in [value_label(facet, value, names) or value]
    ]
    return chips + list(_bound_chips(asking, first))


def _bound_chips(asking: Asking, first: Shown | None) -> Iterator[Chip]:
    if asking.within is not None:
        address = replace(asking, within=None, page=1).address
        label, language = _inside(asking.within, first)
        yield Chip(label, address, language)
    if asking.since or asking.until:
        span = _span(asking.since, asking.until)
        yield Chip(span, replace(asking, since=None, until=None, page=1).address)
    if asking.number:
        label = gettext("Document number %(number)s") % {"number": asking.number}
        yield Chip(label, replace(asking, number="", page=1).address)
    if asking.on:
        label = gettext("In force on %(day)s") % {"day": asking.on}
        yield Chip(label, replace(asking, on=None, page=1).address)


def _inside(page: int, first: Shown | None) -> tuple[str, str]:
    """The title of the page that is searched and its language, also where nothing is found."""
    if first:
        return first.plain_title, first.language
    for row in visible([f"{page}:main"]):
        return row.title, foreign(row.language)
    return gettext("Inside one regulation"), ""


def _span(since: date | None, until: date | None) -> str:
    if since and until:
        return f"{since} – {until}"
    if since:
        return gettext("Published since %(day)s") % {"day": since}
    return gettext("Published until %(day)s") % {"day": until}


def places_of(asking: Asking, frame: Frame) -> list[Place]:
    """The reader's own community and the whole city; nothing for who has chosen none."""
    own = frame.chosen
    if own is None or not asking.words:
        return []
    chosen = asking.filters.get("community", ())
    others = {name: values for name, values in asking.filters.items() if name != "community"}
    key = str(own["id"])
    here = MappingProxyType({**others, "community": (key,)})
    return [
        Place(str(own["name"]), replace(asking, filters=here, page=1).address, chosen == (key,)),
        Place(
            gettext("Whole city"),
            replace(asking, filters=MappingProxyType(others), page=1).address,
            not chosen,
        ),
    ]
