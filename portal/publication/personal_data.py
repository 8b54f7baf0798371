"""Personal data in what is to become public (个人信息检查): found, shown masked, never told raw.

A finding keeps a page from becoming public until it is masked, or until a second person lets
exactly this finding of this page pass, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from wagtail.models import Page

from portal.privacy import Finding, Kind, edits, find
from portal.problems import Problem, gettext_noop

from .models import PersonalDataOverride
from .texts import TextPlace, places_of

NAMES = {
    Kind.IDENTITY: gettext_noop("resident ID number"),
    Kind.CARD: gettext_noop("bank card or account"),
    Kind.MOBILE: gettext_noop("mobile number"),
    Kind.NAME: gettext_noop("name of a person"),
    Kind.ADDRESS: gettext_noop("home of a person"),
}
SUGGESTED = {Kind.NAME, Kind.ADDRESS}
"""What is only proposed, except in lists of persons."""
_FOUND = gettext_noop("%(place)s: %(kind)s %(sign)s. Mask it before this becomes public.")


@dataclass(frozen=True)
class Found:
    """One finding in one text of a page."""

    place: TextPlace
    finding: Finding

    @property
    def kind(self) -> str:
        """What was found, in words."""
        return gettext(NAMES[self.finding.kind])

    @property
    def sign(self) -> str:
        """The finding as it may be shown and stored: no digit and no given name of it is left."""
        if self.finding.kind in SUGGESTED:
            return self.finding.mask
        written = self.place.text[self.finding.start : self.finding.end]
        return "".join("*" if sign.isalnum() or sign == "*" else " " for sign in written)[:40]

    @cached_property
    def where(self) -> str:
        """Field and line, and in a table the cell."""
        before = self.place.text[: self.finding.start].lstrip("\n")
        line = before.count("\n") + 1
        row = before.rpartition("\n")[2]
        params = {"label": self.place.label, "line": line, "cell": row.count("\t") + 1}
        if "\t" in row or "\t" in self.place.text[self.finding.end :].partition("\n")[0]:
            return gettext("%(label)s, line %(line)s, cell %(cell)s") % params
        if "\n" in self.place.text.strip():
            return gettext("%(label)s, line %(line)s") % params
        return self.place.label

    def digest(self, owner: int, salt: str) -> str:
        """By what the same finding of the same page is known again; tells nothing of its digits."""
        said = f"{owner}|{self.place.field}|{self.finding.kind}|{self.finding.digits}"
        return salted_hmac(salt, said, algorithm="sha256").hexdigest()

    @property
    def problem(self) -> Problem:
        """The finding as what keeps a page from becoming public."""
        params = {"place": self.where, "kind": self.kind, "sign": self.sign}
        return Problem(f"personal_data.{self.finding.kind}", _FOUND, self.place.field, params)


def found_in(places: Iterable[TextPlace], *, with_names: bool = False) -> list[Found]:
    """All numbers that lead to a person; also names and homes where these must be masked."""
    look = edits if with_names else find
    return [Found(place, one) for place in places for one in look(place.text)]


def findings_of(thing: Any) -> list[Found]:
    """What is found in a page or row, let pass or not; a list of persons has no names either.

    Inner rows that a form is still writing are judged by the form.
    """
    places = places_of(thing, with_children=not getattr(thing, "_inner_rows_in_form", False))
    return found_in(places, with_names=getattr(thing, "masks_names", False))


def problems_with_personal_data(thing: Any) -> list[Problem]:
    """What leads to a person and nobody has let pass, one problem each, never the data itself."""
    found = findings_of(thing)
    return [one.problem for one in not_let_pass(thing, found)]


def problems_with_words(text: str, *, field: str, label: str) -> list[Problem]:
    """The same for one text that becomes public at once; nobody can let it pass."""
    return [one.problem for one in found_in([TextPlace(field, label, text)])]


def not_let_pass(thing: Any, found: list[Found]) -> list[Found]:
    """Those findings that no second person has let pass for this page."""
    owner = owner_of(thing)
    if not found or owner is None:
        return found
    rows = PersonalDataOverride.objects.filter(page=owner).values_list("salt", "digests")
    known = [(salt, set(digests)) for salt, digests in rows]
    return [
        one
        for one in found
        if not any(one.digest(owner, salt) in digests for salt, digests in known)
    ]


def owner_of(thing: Any) -> int | None:
    """The page whose overrides count; a mirror shows what its source shows."""
    if not isinstance(thing, Page):
        return None
    return thing.alias_of_id or thing.pk
