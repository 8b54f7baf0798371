"""What the catalogue adds to the desk: a button to write it, and drafts that wait for a second
person (待发布的目录草稿)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks

from portal import roles
from portal.desk import Door, Tally, Urgency
from portal.role_table import Verb
from portal.signals import DESK_DOORS, DESK_TALLIES

from .models import Catalogue, MatterEntry

WAITING = "catalogue-drafts"
Targets = Sequence[tuple[str, str]]


def drafts_for(user: Any) -> QuerySet[Catalogue]:
    """The drafts in reach, by district."""
    return roles.visible_to(user, Catalogue.objects.filter(published_at=None))


def waiting_for(user: Any) -> QuerySet[Catalogue]:
    """Drafts in reach with entries and a first day, of which `user` has written nothing.

    As `catalogue_actions.problems_with_publisher` says it: who wrote does not publish.
    """
    entries = MatterEntry.objects.filter(catalogue=OuterRef("pk"))
    others = Q(written_by=None) | ~Q(written_by=user)
    rows = drafts_for(user).filter(others, Exists(entries), effective_from__isnull=False)
    return rows.exclude(Exists(entries.filter(written_by=user)))


def _may_write(user: Any) -> bool:
    return roles.has_verb(user, Verb.CHANGE, Catalogue._meta.label_lower)


@hooks.register(DESK_TALLIES)
def catalogue_tallies(user: Any) -> Iterator[Tally]:
    """How many drafts wait for this person to publish them."""
    if _may_write(user):
        yield Tally(
            WAITING, waiting_for(user), "", _of_drafts, reverse("desk_go", args=[WAITING]),
            _("Look and publish"), _("Catalogue of matters"), Urgency.APPROVAL,
        )  # fmt: skip


def _of_drafts(count: int) -> str:
    words = ngettext(
        "%(count)d draft of the catalogue waits for a second person",
        "%(count)d drafts of the catalogue wait for a second person",
        count,
    )
    return words % {"count": count}


@hooks.register(DESK_DOORS)
def doors() -> Iterator[Door]:
    """The drafts to go on with; and where the line of the desk leads."""
    words = gettext_lazy("Write the catalogue of matters")
    yield Door("catalogue", "目", words, _may_write, _drafts, order=60)
    words = gettext_lazy("Drafts of the catalogue that wait for a second person")
    yield Door(WAITING, "", words, _may_write, _to_publish, on_desk=False)


def _drafts(user: Any) -> Targets:
    """The entries of each draft; where there is none, the list of all versions."""
    rows = drafts_for(user).order_by("district_id", "pk")
    listing = reverse("catalogue-entries:index")
    found = [(str(row), f"{listing}?catalogue={row.pk}") for row in rows]
    return found or [("", reverse("catalogues:index"))]


def _to_publish(user: Any) -> Targets:
    """What each draft changes, with the button that publishes it."""
    rows = waiting_for(user).order_by("district_id", "pk")
    return [(str(row), reverse("catalogues:publish", args=[row.pk])) for row in rows]
