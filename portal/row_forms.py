"""Forms of rows that staff keep: a community is chosen from the own ones only."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations
from wagtail.admin.forms import WagtailAdminModelForm

from portal import roles, rule_history
from portal.personal_form import CheckedRow
from portal.references import NamesKnownThings


class RowForm(NamesKnownThings, CheckedRow, WagtailAdminModelForm):
    """A row of a community, public once it is saved.

    Another community cannot be chosen, not even by a forged request.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("community")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = roles.communities_for(self.for_user).order_by("title")
            if field.queryset.count() == 1:
                field.initial = field.queryset.get()
                field.empty_label = None


class SeenRowForm(RowForm):
    """A form that never overwrites what somebody else has stored since it was opened.

    Nor what has become history meanwhile (`is_history`). What was typed stays in the form.
    """

    is_history = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = state_of(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuses a form that was opened before the last change."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        is_old = bool(self.instance.pk) and values.get("seen") != state_of(self.instance)
        if self.is_history or is_old:
            said = gettext(
                "Somebody else has changed this since you opened it. Open it anew in another "
                "window, compare, and type your change there; yours is still here."
            )
            self.add_error(None, said)
        return values


def state_of(row: Any) -> str:
    """A sign that changes whenever the row does as it is stored, or rows that are edited with it.

    Empty for a new row.
    """
    if not row.pk:
        return ""
    model = type(row)
    parts = [model._base_manager.filter(pk=row.pk)]
    for relation in get_all_child_relations(model):
        below = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
        parts.append(below.order_by("pk"))
    for field in model._meta.many_to_many:
        links = field.remote_field.through._base_manager
        parts.append(links.filter(**{field.m2m_field_name(): row.pk}).order_by("pk"))
    values = [list(rows.values_list()) for rows in parts]
    return hashlib.sha256(repr(values).encode()).hexdigest()


class RuleSettingForm(WagtailAdminModelForm):
    """A new value of a rule: it may begin today or later, so that history stays as it was."""

    def clean(self) -> dict[str, Any]:
        """Adds what the history of the rule forbids."""
        values = super().clean() or self.cleaned_data
        key = type(self.instance).objects.filter(key=values.get("key")).exclude(pk=self.instance.pk)
        problems = rule_history.problems_with_value(
            values.get("value") or "", key.values_list("value", flat=True)
        )
        if values.get("effective_from"):
            problems += rule_history.problems_with_start(
                values["effective_from"],
                today=timezone.localdate(),
                is_first=not key.filter(scope=values.get("scope") or "").exists(),
            )
        for problem in problems:
            self.add_error(problem.field, str(problem))
        return values
