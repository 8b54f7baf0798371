"""Forms that hear of personal data, also in the inner rows and topics that are typed with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin.forms import WagtailAdminModelForm

from portal.publication.personal_actions import may_let_pass
from portal.publication.personal_data import (
    found_in,
    not_let_pass,
    problems_with_personal_data,
)
from portal.publication.texts import TextPlace, places_of
from portal.seen_rows import SeenAtSave


class TypedRows:
    """Mixin of a form with inner rows (formsets): these are judged as they are typed.

    While a form is judged its instance still has the inner rows of the database.
    """

    _has_asked = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways: dict[str, str] = {}
        self.instance._inner_rows_in_form = True  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        """Adds what is found in inner rows and topics, once fields and rows have been read."""
        form: Any = self
        valid: bool = super().is_valid()  # type: ignore[misc]
        if self._asks() and not self._has_asked:
            self._has_asked = True
            self._ask()
            valid = super().is_valid()  # type: ignore[misc]
        form.instance._inner_rows_in_form = False
        return valid

    def _asks(self) -> bool:
        """A draft may hold anything."""
        form: Any = self
        return bool(form.is_bound and not getattr(form, "is_deferred_validation", False))

    def _ask(self) -> None:
        self._show_typed()

    def _show_typed(self) -> bool:
        """Puts what was found to the row and field that holds it; whether anything was."""
        form: Any = self
        typed = list(self._typed())
        holders = {id(place): (holder, name) for holder, name, place in typed}
        names = getattr(form.instance, "masks_names", False)
        found = found_in([place for _holder, _name, place in typed], with_names=names)
        waiting = not_let_pass(form.instance, found)
        for one in waiting:
            holder, name = holders[id(one.place)]
            holder.add_error(name if name in holder.fields else None, str(one.problem))
        return bool(waiting)

    def _typed(self) -> Iterator[tuple[Any, str, TextPlace]]:
        """Texts of inner rows that stay, and topics, each with the form and field that hold it.

        Notes of staff to each other are no text.
        """
        form: Any = self
        for formset in getattr(self, "formsets", {}).values():
            rows = formset.forms if formset.model._meta.app_label != "wagtailcore" else ()
            for row in rows:
                if getattr(row, "cleaned_data", None) and not row.cleaned_data.get("DELETE"):
                    for place in places_of(row.instance, with_children=False):
                        yield row, place.field, replace(place, field="")  # as it is let pass
        for name, value in getattr(form, "cleaned_data", {}).items():
            if isinstance(value, list) and all(isinstance(word, str) for word in value):
                label = str(form.fields[name].label or name) if name in form.fields else name
                yield from ((form, name, TextPlace(name, label, word)) for word in value)

    def _show_the_way(self) -> None:
        """Adds the check that masks with a click, and for a second person the way past it."""
        form: Any = self
        page = form.instance
        if not page.pk:
            said = gettext(
                "Save the draft first; the check of personal data then masks it for you."
            )
            form.add_error(None, said)
            return
        said = gettext(
            "Save the draft, then open the check of personal data, which masks it for you"
        )
        self.ways[said] = reverse("personal_data", args=[page.pk])
        if form.for_user and may_let_pass(form.for_user, page):
            passes = gettext("It must be public as it is: let it pass as a second person")
            self.ways[passes] = reverse("personal_data_let_pass", args=[page.pk])
        for said in self.ways:
            form.add_error(None, said)


class CheckedRow(TypedRows):
    """Mixin of a form whose row is public as soon as it is saved: nothing personal is let in."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        form: Any = self
        for problem in problems_with_personal_data(form.instance):
            field = problem.field if problem.field in form.fields else None
            if field is None or field not in form.errors:
                form.add_error(field, str(problem))


class PublicRowForm(SeenAtSave, CheckedRow, WagtailAdminModelForm):
    """A row that belongs to no community and is public once it is saved."""
