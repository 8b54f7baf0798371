"""The form in which a visit to a residents' group is noted."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from . import visit_rules
from .window_forms import PeopleForm


class VisitForm(PeopleForm):
    """A visit by somebody with a card of the community."""

    people = ("visitor",)

    def clean(self) -> dict[str, Any]:
        """Asks the rule."""
        values = super().clean()
        self.say(visit_rules.problems_with_visit(values.get("on"), today=timezone.localdate()))
        return values
