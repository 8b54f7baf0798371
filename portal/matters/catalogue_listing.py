"""What the public page of a catalogue shows: its entries by field, role, group, place.

A fixed number of statements, however many matters and communities there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.citations import article_slug
from portal.models.guards import guarded
from portal.navigation import Frame, frame_of, page_address
from portal.pages.listing import Listing, whole_number

from .catalogue_rules import difference
from .choices import MatterAudience, MatterRole, OccasionKind
from .models.catalogue import Catalogue, CatalogueQuerySet, EntryBasis, MatterEntry
from .models.local import LocalDetails
from .models.procedures import Procedure
from .models.taxonomy import MatterField, Occasion
from .models.windows import Window
from .section_reading import OwnAddresses

PAGE_SIZE = 30
WHOLE = 3_000
"""More rows than any catalogue has; the whole list for printing."""


@dataclass(frozen=True)
class Choice:
    """One list of the filter (筛选): its name in the address, its label, what may be chosen."""

    name: str
    label: Any
    options: list[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True)
class Line:
    """One entry as its reader sees it; `url` leads to the office procedure, if there is one."""

    entry: Any
    url: str
    bases: list[tuple[str, str]]


# --- Which catalogue -----------------------------------------------------------------------------
def districts_of(around: Frame) -> list[tuple[str, str]]:
    """The districts that have communities: last part of the address, and title."""
    found = {row["path"].partition("/")[0]: row["district"] for row in around.communities}
    return list(found.items())


def district_asked_for(around: Frame, asked: Mapping[str, str]) -> str:
    """Of the community one is in, asks for, or has chosen; else the one asked for, or the first."""
    known = districts_of(around)
    wanted = asked.get("district", "")
    row = around.here or _community(around, asked) or (None if wanted else around.chosen)
    if row is not None:
        return str(row["path"].partition("/")[0])
    slugs = [slug for slug, _title in known]
    return wanted if wanted in slugs else next(iter(slugs), "")


def _community(around: Frame, asked: Mapping[str, str]) -> dict[str, Any] | None:
    wanted = whole_number(asked.get("community", ""))
    return next((row for row in around.communities if row["id"] == wanted), None)


def published_in(around: Frame, slug: str) -> CatalogueQuerySet:
    """The published catalogues of a district of this site."""
    root = around.root.url_path if around.root else "/"
    rows: CatalogueQuerySet = Catalogue.objects.published()
    return rows.filter(district__url_path=f"{root}{slug}/")


def wanted_by(request: HttpRequest, *, fixed: int | None = None) -> CatalogueQuerySet:
    """The catalogue in force today, or the published one with the key `fixed`; one or none."""
    if fixed:
        return Catalogue.objects.published().filter(pk=fixed)  # type: ignore[no-any-return]
    around = frame_of(request)
    slug = district_asked_for(around, request.GET)
    return published_in(around, slug).in_force(timezone.localdate())


# --- The list ------------------------------------------------------------------------------------
def values_of(request: HttpRequest, *, fixed: int | None = None) -> dict[str, Any]:
    """`catalogue`, its `lines` on one page, the `choices` of the filter, and `is_whole`.

    Of the catalogue in force today, or of the published one with the key `fixed`.
    """
    around, asked = frame_of(request), request.GET
    slug, wanted = district_asked_for(around, asked), wanted_by(request, fixed=fixed)
    choices = list(_choices(around, asked, slug, is_fixed=fixed is not None))
    rows = _narrowed(MatterEntry.objects.filter(catalogue__in=wanted), choices, around.here)
    rows = rows.select_related("catalogue__district", "field", "matter").order_by("order", "pk")
    is_whole = asked.get("show") == "all"
    size = WHOLE if is_whole else PAGE_SIZE
    listing = Listing.of(_with_links(rows, around.here), asked.dict(), size=size)
    first = listing.rows[0].catalogue if listing.rows else wanted.select_related("district").first()
    return {
        "catalogue": first,
        "is_in_force": bool(first and fixed is None),
        "listing": listing,
        "lines": [_line(entry, around, OwnAddresses.of(around)) for entry in listing.rows],
        "choices": choices,
        "is_whole": is_whole,
        "is_narrowed": any(one.chosen for one in choices if one.name != "district"),
    }


def _choices(
    around: Frame, asked: Mapping[str, str], slug: str, *, is_fixed: bool
) -> Iterator[Choice]:
    """The lists of the filter; fields, life events and groups in one statement."""
    named = _named_choices()
    yield _choice("field", _("Field"), named["field"], asked)
    yield _choice("role", _("Role of the centre"), list(MatterRole.choices), asked)
    yield _choice("serves", _("Serves"), list(MatterAudience.choices), asked)
    yield _choice("event", _("Life event"), named[OccasionKind.LIFE_EVENT], asked)
    yield _choice("group", _("Group of residents"), named[OccasionKind.AUDIENCE], asked)
    if around.here is None and not is_fixed:
        own = [row for row in around.communities if row["path"].partition("/")[0] == slug]
        places = [(str(row["id"]), row["name"]) for row in own]
        yield _choice("community", _("Done in the community"), places, asked)
        if len(districts := districts_of(around)) > 1:
            yield Choice("district", _("District"), list(districts), slug)


def _choice(name: str, label: Any, options: list[Any], asked: Mapping[str, str]) -> Choice:
    wanted = asked.get(name, "")
    return Choice(name, label, options, wanted if wanted in dict(options) else "")


def _named_choices() -> dict[str, list[tuple[str, str]]]:
    """Fields that any entry uses, life events and groups, each as (address, name)."""
    used = MatterField.objects.filter(Exists(MatterEntry.objects.filter(field=OuterRef("pk"))))
    fields = used.annotate(sort=Value("field", output_field=CharField()))
    told = fields.order_by().values_list("sort", "key", "name", "order")
    occasions = Occasion.objects.order_by().values_list("kind", "slug", "name", "order")
    found: dict[str, list[tuple[str, str]]] = {
        "field": [], OccasionKind.LIFE_EVENT: [], OccasionKind.AUDIENCE: [],
    }  # fmt: skip
    for sort, key, name, _order in sorted(told.union(occasions, all=True), key=lambda row: row[3]):
        found[sort].append((key, name))
    return found


_LOOKUPS = {
    "field": "field__key",
    "role": "role",
    "event": "matter__occasions__slug",
    "group": "matter__occasions__slug",
}


def _narrowed(
    rows: QuerySet[Any], choices: list[Choice], here: dict[str, Any] | None
) -> QuerySet[Any]:
    """The rows that fit every choice; what serves persons and organisations serves both."""
    for one in choices:
        if one.chosen and one.name in _LOOKUPS:
            rows = rows.filter(**{_LOOKUPS[one.name]: one.chosen})
        elif one.chosen and one.name == "serves":
            rows = rows.filter(audience__in={one.chosen, MatterAudience.BOTH})
        elif one.chosen and one.name == "community":
            rows = rows.filter(_done_in(int(one.chosen)))
    return rows


def _done_in(community: int) -> Q:
    """A window, details or a procedure of its own say that a community does the matter."""
    matter = OuterRef("matter")
    windows = Window.objects.filter(matters=matter, centre__community=community)
    details = LocalDetails.objects.filter(procedure__matter=matter, community=community)
    own = Procedure.objects.filter(matter=matter, in_community=community, live=True)
    return Q(Exists(windows)) | Q(Exists(details)) | Q(Exists(own))


def _with_links(rows: QuerySet[Any], here: dict[str, Any] | None) -> QuerySet[Any]:
    """Each row knows the path of its procedure, the community's own before the city's."""
    place = Q(in_community__isnull=True)
    if here is not None:
        place |= Q(in_community=here["id"])
    own_first = Procedure.objects.open_to_all().filter(place, matter=OuterRef("matter"))
    paths = own_first.order_by(F("in_community").desc(nulls_last=True)).values("url_path")[:1]
    return rows.annotate(procedure_path=Subquery(paths)).prefetch_related(with_bases())


def with_bases() -> Prefetch[Any]:
    """What entries rest on, each with its text and whether that is guarded."""
    bases = EntryBasis.objects.select_related("regulation").annotate(
        is_guarded=guarded("regulation__path")
    )
    return Prefetch("bases", queryset=bases.order_by("sort_order", "pk"))


def _line(entry: Any, around: Frame, own: OwnAddresses) -> Line:
    path = entry.procedure_path
    url = own.lead(page_address(around.relative(path))) if path else ""
    bases = [_basis(row, around) for row in entry.bases.all() if is_public(row)]
    return Line(entry, url, bases)


def is_public(basis: Any) -> bool:
    """A text that is not public is not named."""
    text = basis.regulation
    return text is None or (text.live and not basis.is_guarded)


def _basis(row: Any, around: Frame) -> tuple[str, str]:
    """What is cited in words, and where it is read today."""
    if row.regulation is None:
        return str(row), ""
    home = page_address(around.relative(row.regulation.url_path))
    return str(row), f"{home}{article_slug(row.number, row.suffix)}/" if row.number else home


# --- The difference ------------------------------------------------------------------------------
def comparison_of(request: HttpRequest) -> dict[str, Any]:
    """Two published catalogues of a district beside each other: `?old=1&new=2`, else the last two.

    `versions` are all of them, newest first.
    """
    around, asked = frame_of(request), request.GET
    slug = district_asked_for(around, asked)
    versions = list(published_in(around, slug).order_by("-effective_from", "-pk"))
    by_key = {one.pk: one for one in versions}
    new = by_key.get(whole_number(asked.get("new", "")) or 0) or next(iter(versions), None)
    earlier = [one for one in versions if new and _begun_before(one, new)]
    old = by_key.get(whole_number(asked.get("old", "")) or 0) or next(iter(earlier), None)
    values: dict[str, Any] = {
        "versions": versions,
        "old": old,
        "new": new,
        "district": slug,
        "districts": districts_of(around) if around.here is None else [],
    }
    if old is None or new is None:
        return {**values, "difference": None}
    rows = MatterEntry.objects.filter(catalogue__in=[old, new]).select_related(
        "matter", "field", "successor"
    )
    entries = list(rows.order_by("order", "pk"))
    pair = [[entry for entry in entries if entry.catalogue_id == one.pk] for one in (old, new)]
    found = difference(*pair)
    changes = [(one.new, [_change(one, name) for name in one.fields]) for one in found.changed]
    return {**values, "difference": found, "changes": changes}


def _begun_before(one: Catalogue, new: Catalogue) -> bool:
    return bool(
        one.effective_from and new.effective_from and one.effective_from < new.effective_from
    )


def _change(one: Any, name: str) -> tuple[str, str, str]:
    """What it is called, what the old catalogue says, what the new one says."""
    field = MatterEntry._meta.get_field(name)
    said = [_said(entry, name) for entry in (one.old, one.new)]
    return gettext(str(field.verbose_name)), said[0], said[1]  # type: ignore[union-attr]


def _said(entry: Any, name: str) -> str:
    if name == "field_id":
        return str(entry.field)
    show = getattr(entry, f"get_{name}_display", None)
    return str(show() if show else getattr(entry, name))
