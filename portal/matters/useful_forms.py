"""What a reader answers about a procedure, turned into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .useful_rules import LONGEST_WHY, problems_with_why

YES, NO = "yes", "no"


class UsefulForm(forms.Form):
    """Yes or no, and why. Asks nothing about the reader."""

    helped = forms.ChoiceField(
        label=_("Did this page help you?"),
        choices=[(YES, _("It helped")), (NO, _("No, something is missing"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    why = forms.CharField(
        label=_("What was missing or hard to understand (you may leave it empty)"),
        help_text=_("At most 300 characters. Leave out names and numbers of people."),
        required=False,
        widget=forms.Textarea(
            attrs={"class": "field__control", "rows": 4, "maxlength": LONGEST_WHY}
        ),
    )
    website = forms.CharField(label=_("Leave this empty"), required=False)

    @property
    def is_from_robot(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean_why(self) -> Any:
        """Says at the field what cannot be kept."""
        why = self.cleaned_data["why"]
        for problem in problems_with_why(why):
            self.add_error("why", str(problem))
        return why
