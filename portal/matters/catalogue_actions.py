"""Verbs of the guidance catalogue: begin it, write its entries, publish it, record its filing.

A catalogue is a draft until a second person publishes it; after that neither it nor its entries
change. Only the day on which it ends is written then, when the next one is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from portal import roles, signals
from portal.models import District
from portal.pages.models import RegulationVersion
from portal.problems import Problem, Refused, gettext_noop
from portal.publication.personal_data import problems_with_personal_data
from portal.role_table import Verb

from . import catalogue_rules as rules
from .models.catalogue import Catalogue, EntryBasis, MatterEntry, demand_draft
from .models.procedures import Procedure
from .models.sections import MatterSection

_NOT_ALLOWED = gettext_noop("You are not allowed to do this here.")
_PUBLISHED = gettext_noop("This catalogue is published already and never changes.")
_EMPTY = gettext_noop("The catalogue has no entries yet.")
_OWN_WORK = gettext_noop(
    "You wrote this catalogue or one of its entries. Another person must publish it."
)
_FILED = gettext_noop("The filing of this catalogue is recorded already.")
_NOT_PUBLISHED = gettext_noop("A catalogue is filed once it is published.")


def demand(by: AbstractUser | None, verb: Verb, thing: Any) -> None:
    """Refuses when `by` may not do `verb` with `thing`; None is the system and may."""
    if by is not None and not roles.may(by, verb, thing):
        raise Refused([Problem("permission", _NOT_ALLOWED)])


# --- Writing -------------------------------------------------------------------------------------
@transaction.atomic
def begin_catalogue(
    district: District,
    *,
    by: AbstractUser | None,
    entries_from: Catalogue | None = None,
    **facts: Any,
) -> Catalogue:
    """A new draft, with a copy of the entries of `entries_from` if given.

    `facts` are further fields (version, title, issued_by …). What was drafted stays drafted.
    """
    catalogue = Catalogue(district=district, **{**facts, "written_by": by})
    demand(by, Verb.ADD, catalogue)
    catalogue.save()
    if entries_from is not None:
        _copy_entries(entries_from, catalogue)
    log(instance=catalogue, action="wagtail.create", user=by, content_changed=True)
    return catalogue


def _copy_entries(source: Catalogue, catalogue: Catalogue) -> None:
    """All entries with their bases, in two statements."""
    entries = list(source.entries.order_by("order", "pk"))
    bases = list(EntryBasis.objects.filter(entry__catalogue=source).order_by("pk"))
    old = {entry.pk: entry for entry in entries}
    for entry in entries:
        entry.pk, entry.catalogue, entry.written_by = None, catalogue, None
        entry._state.adding = True
    MatterEntry.objects.bulk_create(entries)
    for basis in bases:
        basis.entry_id = old[basis.entry_id].pk
        basis.pk = None
        basis._state.adding = True
    EntryBasis.objects.bulk_create(bases)


def write_catalogue(catalogue: Catalogue, *, by: AbstractUser | None) -> Catalogue:
    """Stores what is said about a draft, in the name of who wrote it. Refuses a published one."""
    demand(by, Verb.CHANGE, catalogue)
    catalogue.written_by = by  # type: ignore[assignment]
    catalogue.save()
    return catalogue


@transaction.atomic
def write_entry(entry: MatterEntry, *, by: AbstractUser | None) -> MatterEntry:
    """Stores an entry of a draft with its bases; without an order it goes to the end.

    Each basis keeps the number of the version that is in force today as the one last seen.
    """
    demand(by, Verb.CHANGE if entry.pk else Verb.ADD, entry)
    demand_draft(entry.catalogue_id)
    entry.written_by = by
    if not entry.order and entry.catalogue_id:
        others = MatterEntry.objects.filter(catalogue=entry.catalogue_id).exclude(pk=entry.pk)
        entry.order = (others.aggregate(last=Max("order"))["last"] or 0) + 1
    mark_seen(entry.bases.all(), on=timezone.localdate())
    entry.save()
    return entry


def mark_seen(bases: Iterable[Any], *, on: date) -> None:
    """Notes on new bases, unsaved, the version of the text that holds on the day (one query)."""
    fresh = [row for row in bases if row.regulation_id and row.seen_version is None]
    if not fresh:
        return
    wanted = {row.regulation_id for row in fresh}
    shown = RegulationVersion.objects.filter(regulation__in=wanted).shown(on)
    numbers = dict(shown.values_list("regulation_id", "no"))
    for row in fresh:
        row.seen_version = numbers.get(row.regulation_id)


@transaction.atomic
def remove_entry(entry: MatterEntry, *, by: AbstractUser | None) -> None:
    """Takes an entry out of a draft. Refuses a published catalogue."""
    demand(by, Verb.DELETE, entry)
    demand_draft(entry.catalogue_id)
    catalogue = entry.catalogue
    entry.delete()
    if catalogue is not None:
        catalogue.written_by = by
        catalogue.save()


# --- Publishing ----------------------------------------------------------------------------------
@transaction.atomic
def publish_catalogue(catalogue: Catalogue, *, by: AbstractUser | None, at: datetime) -> Catalogue:
    """Makes a draft public and fixed, and ends the catalogue before it on the day before.

    Refuses who wrote in it, a published one, overlapping days, and entries that say too little.
    Two publications in one district wait for each other.
    """
    demand(by, Verb.CHANGE, catalogue)
    District.objects.select_for_update().filter(pk=catalogue.district_id).first()
    problems = problems_with_publisher(catalogue, by=by)
    if problems := problems + problems_with_publication(catalogue, at=at):
        raise Refused(problems)
    before = rules.ended_by(catalogue, _published_beside(catalogue))
    if before is not None and catalogue.effective_from is not None:
        last_day = rules.last_day_before(catalogue.effective_from)
        Catalogue.objects.filter(pk=before.pk).update(effective_to=last_day)
    catalogue.published_at = at
    catalogue.save(update_fields=["published_at"])
    log(instance=catalogue, action="wagtail.publish", user=by)
    tell_of(catalogue)
    return catalogue


def problems_with_publisher(catalogue: Catalogue, *, by: AbstractUser | None) -> list[Problem]:
    """Who wrote in a catalogue does not publish it, superusers included; the system may."""
    if by is None or not catalogue.is_work_of(by):
        return []
    return [Problem("catalogue.own_work", _OWN_WORK)]


def problems_with_publication(catalogue: Catalogue, *, at: datetime) -> list[Problem]:
    """All that keeps a catalogue from being published, at once."""
    if catalogue.published_at is not None:
        return [Problem("catalogue.published", _PUBLISHED)]
    entries = list(catalogue.entries.order_by("order", "pk").prefetch_related("bases"))
    problems = [] if entries else [Problem("catalogue.empty", _EMPTY)]
    published = _published_beside(catalogue)
    today = timezone.localdate(at)
    problems += rules.problems_with_days(catalogue, published, today=today)
    with_basis = set(
        EntryBasis.objects.filter(entry__catalogue=catalogue).values_list("entry", flat=True)
    )
    for entry in entries:
        problems += rules.problems_with_entry(entry, has_basis=entry.pk in with_basis)
    before = catalogue_before(catalogue)
    if before is not None:
        old = before.entries.order_by("order", "pk")
        kept = [entry.matter_id for entry in entries]
        problems += rules.problems_with_dropped(old, kept, version=before.version)
    return problems + _personal(catalogue, entries)


def _published_beside(catalogue: Catalogue) -> list[Catalogue]:
    rows = Catalogue.objects.published().filter(district=catalogue.district_id)
    return list(rows.exclude(pk=catalogue.pk))


def catalogue_before(catalogue: Catalogue) -> Catalogue | None:
    """The published catalogue of the district that holds last before this one begins."""
    start = catalogue.effective_from
    if start is None:
        return None
    others = _published_beside(catalogue)
    past = [one for one in others if one.effective_from and one.effective_from < start]
    return max(past, key=lambda one: one.effective_from or date.min, default=None)


def _personal(catalogue: Catalogue, entries: list[MatterEntry]) -> list[Problem]:
    """What leads to a person in the words of the catalogue and its entries, each named."""
    problems = problems_with_personal_data(catalogue)
    for entry in entries:
        found = problems_with_personal_data(entry)
        problems += [replace(one, field="", where=entry.name) for one in found]
    return problems


def tell_of(catalogue: Catalogue) -> None:
    """Tells who listens that what is said of the matters has changed: sections and procedures."""
    matters = catalogue.entries.values("matter")
    procedures = Procedure.objects.filter(matter__in=matters).values("pk")
    sections = MatterSection.objects.values("pk")
    pages = Page.objects.filter(Q(pk__in=procedures) | Q(pk__in=sections), live=True)
    signals.content_changed.send(sender=Catalogue, queryset=pages)


@transaction.atomic
def record_filing(
    catalogue: Catalogue, *, by: AbstractUser | None, filed_with: str, filed_on: date
) -> Catalogue:
    """Adds with whom and when a published catalogue was filed (备案); once, and never changed.

    The district files its catalogue with the city (贵阳市社区工作条例 第十四条).
    """
    demand(by, Verb.CHANGE, catalogue)
    if catalogue.published_at is None:
        raise Refused([Problem("catalogue.not_published", _NOT_PUBLISHED)])
    unfiled = Catalogue.objects.filter(pk=catalogue.pk, filed_on__isnull=True)
    if not unfiled.update(filed_with=filed_with, filed_on=filed_on):
        raise Refused([Problem("catalogue.filed", _FILED)])
    catalogue.refresh_from_db()
    log(instance=catalogue, action="wagtail.edit", user=by, content_changed=True)
    return catalogue
