"""What is to be mended in a form, listed at its top: one line each, with the way to its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

TOP_OF_FORM = "page-edit-form"
NOT_SAID = {"comments"}


@dataclass(frozen=True)
class Mending:
    """One thing to mend: the id of the element to go to, where it is, and what is wrong.

    `url` names another screen that mends it.
    """

    anchor: str
    place: str
    text: str
    url: str = ""

    @property
    def leads_to(self) -> str:
        """The address of its link."""
        return self.url or f"#{self.anchor}"


def mendings_of(form: Any) -> list[Mending]:
    """Everything that is wrong with the form of a page: fields, rows below it, and the whole."""
    found = list(_of_fields(form, ""))
    for name, formset in getattr(form, "formsets", {}).items():
        if name in NOT_SAID:
            continue
        found += [
            Mending(_button_of(formset), _name_of(formset), str(text))
            for text in formset.non_form_errors()
        ]
        for number, child in enumerate(formset.forms, start=1):
            found += _of_fields(child, f"{_name_of(formset)} {number} · ")
    return list(dict.fromkeys(found))


def _of_fields(form: Any, where: str) -> Iterator[Mending]:
    order = [*form.fields, NON_FIELD_ERRORS]
    for name in sorted(form.errors, key=order.index):
        for text in form.errors[name]:
            if name == NON_FIELD_ERRORS:
                yield _of_whole(form, where, str(text))
            else:
                bound = form[name]
                label = str(bound.label).partition(" · ")[0]
                place = where.rstrip(" ·") if str(text).startswith(label) else f"{where}{label}"
                yield Mending(bound.auto_id, place, str(text))


def _of_whole(form: Any, where: str, text: str) -> Mending:
    """A problem of no single field; it may still name rows, or the screen that mends it."""
    if url := getattr(form, "ways", {}).get(text):
        return Mending(TOP_OF_FORM, "", text, url)
    rows = getattr(form, "places", {}).get(text, "")
    formset = getattr(form, "formsets", {}).get(rows)
    if formset is not None:
        return Mending(_button_of(formset), _name_of(formset), text)
    anchor = f"inline_child_{form.prefix}" if form.prefix else TOP_OF_FORM
    return Mending(anchor, where.rstrip(" ·"), text)


def _button_of(formset: Any) -> str:
    """Where a row can be added; stands below the rows."""
    return f"id_{formset.prefix}-ADD"


def _name_of(formset: Any) -> str:
    return str(formset.model._meta.verbose_name)


def render(form: Any) -> SafeString:
    """The list as it stands at the top of the form."""
    mendings = mendings_of(form)
    to_mend = [one for one in mendings if not one.url]  # ways to a screen that mends are no faults
    values = {"mendings": mendings, "count": len(to_mend)}
    return SafeString(render_to_string("portal/admin/mendings.html", values))
