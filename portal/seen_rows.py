"""Two people at one row (编辑冲突): a form that was overtaken is not saved over the other one."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations

from portal.problems import Problem, Refused, gettext_noop

CHANGED = gettext_noop(
    "Somebody else has changed this since you opened it. Open it anew in another window, compare, "
    "and type your change there; yours is still here."
)

OVERTAKEN = gettext_noop(
    "Somebody else has stored this in the same moment, so yours was not stored. Go back in the "
    "browser: what you typed is still there. Open it anew in another window and compare."
)


class Seen:
    """Mixin of a form of a row, named first: it knows the row as it was when the form was opened.

    Its view reads the row while it holds it (`portal.row_views.RowEditView`); then nobody can store
    anything between the question and the save. What was typed stays in the form.
    """

    is_history = False
    """Whether the row has become history since; it is then changed by nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The sign is of the row as it was read, and older than all that is read for the form."""
        self._state = state_of(kwargs.get("instance"))
        super().__init__(*args, **kwargs)
        if self._state:
            form: Any = self
            form.fields["seen"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=self._state
            )

    def clean(self) -> dict[str, Any]:
        """Refuses a form that was opened before the last change."""
        form: Any = self
        values: dict[str, Any] = super().clean() or form.cleaned_data  # type: ignore[misc]
        if self.is_history or values.get("seen", "") != self._state:
            form.add_error(None, gettext(CHANGED))
        return values


class SeenAtSave(Seen):
    """The same for screens that are Wagtail's own and hold no row: asked once more while saving."""

    def save(self, commit: bool = True) -> Any:
        """Refuses when somebody has stored the row since this form was judged."""
        row: Any = self.instance  # type: ignore[attr-defined]
        with transaction.atomic():
            held = type(row)._base_manager.select_for_update().filter(pk=row.pk)
            if self._state and state_of(held.first()) != self._state:
                raise Refused([Problem("row.overtaken", OVERTAKEN)])
            return super().save(commit=commit)  # type: ignore[misc]


def state_of(row: Any) -> str:
    """A sign of what people can change of a row, with the rows that are edited within it.

    Of the row itself as it is in memory, of the others as they are stored. Empty for a new row.
    """
    if row is None or not row.pk:
        return ""
    model = type(row)
    columns = [field for field in model._meta.concrete_fields if field.editable]
    values: list[Any] = [field.get_prep_value(getattr(row, field.attname)) for field in columns]
    for relation in get_all_child_relations(model):
        below = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
        values.append(list(below.order_by("pk").values_list()))
    for field in model._meta.many_to_many:
        values.append(sorted(other.pk for other in field.value_from_object(row)))
    return hashlib.sha256(repr(values).encode()).hexdigest()
