"""Forms that hear of personal data, also in the inner rows and topics that are typed with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from wagtail.models import Page

from portal.publication.personal_data import Found, found_in, problems_with_personal_data
from portal.publication.texts import TextPlace, places_of


class TypedRows:
    """Mixin of a form with inner rows (formsets): these are judged as they are typed.

    While a form is judged its instance still has the inner rows of the database.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance._inner_rows_in_form = True  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        """Adds what is found in inner rows and topics, and the way to the check of a page."""
        form: Any = self
        is_valid: bool = super().is_valid()  # type: ignore[misc]
        is_first = form.instance._inner_rows_in_form
        form.instance._inner_rows_in_form = False
        if not (is_first and form.is_bound) or getattr(form, "is_deferred_validation", False):
            return is_valid
        typed = self._typed()
        for one in typed:
            name = one.place.field if one.place.field in form.fields else None
            form.add_error(name, str(one.problem))
        if isinstance(form.instance, Page):
            self._show_the_way(typed)
        return is_valid and not form.errors

    def _typed(self) -> list[Found]:
        return found_in([*self._typed_rows(), *self._typed_words()])

    def _typed_rows(self) -> Iterator[TextPlace]:
        """The texts of inner rows that stay; notes of staff to each other are no text."""
        for formset in getattr(self, "formsets", {}).values():
            if formset.model._meta.app_label == "wagtailcore":
                continue
            for row in formset.forms:
                if getattr(row, "cleaned_data", None) and not row.cleaned_data.get("DELETE"):
                    head = str(row.instance._meta.verbose_name)
                    for place in places_of(row.instance, with_children=False):
                        yield TextPlace("", f"{head} · {place.label}", place.text)

    def _typed_words(self) -> Iterator[TextPlace]:
        """The topics."""
        form: Any = self
        for name, value in getattr(form, "cleaned_data", {}).items():
            if isinstance(value, list) and all(isinstance(word, str) for word in value):
                label = str(form.fields[name].label or name) if name in form.fields else name
                yield from (TextPlace(name, label, word) for word in value)

    def _show_the_way(self, typed: list[Found]) -> None:
        """Adds a link to the check where anything was found; a new page must be saved first."""
        form: Any = self
        form.instance._inner_rows_in_form = True
        found = typed or problems_with_personal_data(form.instance)
        form.instance._inner_rows_in_form = False
        if found:
            form.add_error(None, way_to_the_check(form.instance))


def way_to_the_check(page: Page) -> str:
    """Where personal data is masked with one click."""
    if not page.pk:
        return gettext("Save the draft first; the check of personal data then masks it for you.")
    said = gettext("Save the draft, then open the check of personal data, which masks it for you")
    return format_html('<a href="{}">{}</a>', reverse("personal_data", args=[page.pk]), said)


class CheckedRow(TypedRows):
    """Mixin of a form whose row is public as soon as it is saved: nothing personal is let in."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        form: Any = self
        for problem in problems_with_personal_data(form.instance):
            field = problem.field if problem.field in form.fields else None
            if field is None or field not in form.errors:
                form.add_error(field, str(problem))
