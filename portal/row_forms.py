"""Forms of rows that staff keep: a community is chosen from the own ones only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from portal import roles, rule_history
from portal.personal_form import CheckedRow
from portal.references import NamesKnownThings
from portal.seen_rows import Seen


class RowForm(Seen, NamesKnownThings, CheckedRow, WagtailAdminModelForm):
    """A row of a community, public once it is saved.

    Another community cannot be chosen, not even by a forged request. What somebody else has stored
    since it was opened is never overwritten.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("community")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = roles.communities_for(self.for_user).order_by("title")
            if field.queryset.count() == 1:
                field.initial = field.queryset.get()
                field.empty_label = None


class RuleSettingForm(Seen, WagtailAdminModelForm):
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
