"""Lays down the demo's city, districts and communities, and how their centres came to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractUser
from wagtail.models import Page, Site

from portal.models import City, Community, CommunityName, District, InstitutionEvent, SiteSettings
from portal.problems import Problem, Refused, gettext_noop

from .files import DemoFile, Shelf
from .markup import rich_text
from .tree import LaidPages, moment

_FIGURES = ("area_km2", "population", "households")
_EVENT_TEXTS = ("institution", "proposer", "decider")
_SETTINGS = ("hotline", "host_unit")
CITY = ""


@dataclass(frozen=True)
class PlannedPlace:
    """A place as its file tells it (演示地点), not yet stored.

    `event` founds a community; `names` are its streets and estates.
    """

    address: str
    page: Any
    published_on: date
    event: dict[str, Any] | None = None
    names: tuple[CommunityName, ...] = ()


def load_places(
    shelf: Shelf, laid: LaidPages, *, at: datetime, by: AbstractUser | None
) -> Iterator[str]:
    """Adds the places that are missing; refuses where another city is already at home."""
    city = shelf.read(shelf.root / "city.txt", required=("title", "published"), optional=_SETTINGS)
    planned = [*_read_districts(shelf), *_read_communities(shelf)]
    shelf.settle()
    if CITY not in laid:
        _lay_city(shelf, laid, city, by=by)
    missing = [place for place in planned if place.address not in laid]
    for place in missing:
        _lay_place(laid, place, by=by)
    yield f"Places: {len(missing)} added, {len(planned) - len(missing)} kept."


def _read_districts(shelf: Shelf) -> Iterator[PlannedPlace]:
    for path in shelf.files("*/district"):
        file = shelf.read(path, required=("title", "published"))
        yield _planned(shelf, file, path, District(**_place(file, path)))


def _read_communities(shelf: Shelf) -> Iterator[PlannedPlace]:
    required = ("title", "published", "code", "kind", "boundary_note", *_FIGURES)
    for path in shelf.files("*/*/community"):
        file = shelf.read(path, required=required, optional=CommunityName.Kind.values)
        page = Community(
            **_place(file, path),
            code=file.text("code"),
            kind=file.choice("kind", Community.Kind.values),
            boundary_note=file.text("boundary_note"),
            area_km2=file.decimal("area_km2"),
            population=file.number("population"),
            households=file.number("households"),
        )
        planned = _planned(shelf, file, path, page)
        event = _read_event(shelf, path.with_name("founding.txt"))
        yield replace(planned, event=event, names=tuple(_names(file)))


def _names(file: DemoFile) -> Iterator[CommunityName]:
    for kind in CommunityName.Kind.values:
        yield from (CommunityName(kind=kind, name=name) for name in file.texts(kind))


def _read_event(shelf: Shelf, path: Path) -> dict[str, Any]:
    """Fields of the founding event; its document number and its text become the note."""
    required = (*_EVENT_TEXTS, "kind", "decided_on", "filed_with", "filed_on")
    file = shelf.read(path, required=required, optional=("doc_no",))
    return {
        **{key: file.text(key) for key in _EVENT_TEXTS},
        "kind": file.choice("kind", InstitutionEvent.Kind.values),
        "decided_on": file.day("decided_on", on=shelf.on),
        "filed_with": "、".join(file.texts("filed_with")),
        "filed_on": file.day("filed_on", on=shelf.on),
        "note": " ".join(filter(None, (file.text("doc_no"), file.body))),
    }


def _place(file: DemoFile, path: Path) -> dict[str, str]:
    return {
        "title": file.text("title"),
        "slug": path.parent.name,
        "introduction": rich_text(file.body),
    }


def _planned(shelf: Shelf, file: DemoFile, path: Path, page: Any) -> PlannedPlace:
    day = file.day("published", on=shelf.on) or shelf.on
    return PlannedPlace(shelf.address(path.parent), page, day)


def _lay_place(laid: LaidPages, place: PlannedPlace, *, by: AbstractUser | None) -> None:
    above = laid.parent_of(place.address)
    if above is None:
        return
    at = moment(place.published_on)
    page = laid.add(place.page, below=above, address=place.address, at=at, by=by)
    if place.event:
        InstitutionEvent.objects.create(community=page, **place.event)
    for name in place.names:
        name.community = page
        name.save()


def _lay_city(shelf: Shelf, laid: LaidPages, file: DemoFile, *, by: AbstractUser | None) -> None:
    """The city as the root of the default site; Wagtail's own welcome page makes room."""
    if other := City.objects.first():
        message = gettext_noop("The portal already belongs to %(city)s; the demo is not loaded.")
        raise Refused([Problem("demo.other_city", message, params={"city": other.title})])
    day = file.day("published", on=shelf.on) or shelf.on
    introduction = rich_text(file.body)
    city = City(title=file.text("title"), slug=shelf.root.name, introduction=introduction)
    root = Page.objects.get(depth=1)
    city = laid.add(city, below=root, address=CITY, at=moment(day), by=by)
    _make_home_of(city, {key: file.text(key) for key in _SETTINGS})


def _make_home_of(city: City, values: dict[str, str]) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    welcome = site.root_page if site.pk else None
    site.root_page = city
    site.save()
    if welcome and welcome.specific_class is Page:
        welcome.delete()
    SiteSettings.objects.update_or_create(site=site, defaults={"is_demo": True, **values})
