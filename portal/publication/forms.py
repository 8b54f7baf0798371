"""What residents and staff type about errors, turned into clean values or problems by field."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.languages import split_path
from portal.seen_rows import Seen

from .models import ErrorReport
from .rules import (
    LONGEST_PATH,
    LONGEST_TEXT,
    local_path,
    problems_with_answer,
    problems_with_report,
    was_written_too_fast,
)

SALT = "portal.publication.report"


def begun(at: datetime) -> str:
    """When a form was handed out, signed, so that a robot cannot write it."""
    return signing.dumps(at.timestamp(), salt=SALT)


class ReportForm(forms.Form):
    """A report of an error by a reader (找错). Asks nothing about the reader."""

    page = forms.CharField(
        label=_("Which page"),
        help_text=_("The address of the page. It is filled in when you come from that page."),
        max_length=2 * LONGEST_PATH,
        widget=forms.TextInput(attrs={"class": "field__control"}),
        error_messages={
            "required": _("Give the address of a page of this portal; it begins with /.")
        },
    )
    kind = forms.ChoiceField(
        label=_("What is wrong"),
        choices=ErrorReport.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("Where on the page, and what would be right"),
        help_text=_("At most 500 characters. Leave out names and numbers of people."),
        widget=forms.Textarea(
            attrs={"class": "field__control", "rows": 6, "maxlength": LONGEST_TEXT}
        ),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )
    website = forms.CharField(label=_("Leave this empty"), required=False)
    begun = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, hosts: set[str], **kwargs: Any) -> None:
        self.hosts = hosts
        super().__init__(*args, **kwargs)

    @property
    def is_from_robot(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean_page(self) -> str:
        """A path of this portal without its language; empty for anything else."""
        return split_path(local_path(self.cleaned_data["page"], hosts=self.hosts))[1]

    def clean(self) -> dict[str, Any]:
        """Adds every problem at its field; one that came too fast is asked to be sent again."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        known = {name: values[name] for name in ("page", "text") if name in values}
        for problem in problems_with_report(**{"page": "/", "text": "-", **known}):
            self.add_error(problem.field, str(problem))
        if not self.errors and was_written_too_fast(self._begun_at(), at=timezone.now()):
            raise forms.ValidationError(_("That was very fast. Please send it once more."))
        return values

    def _begun_at(self) -> datetime:
        """When the form was handed out; now, when the sign is missing or forged."""
        try:
            stamp = signing.loads(self.cleaned_data["begun"], salt=SALT)
        except (signing.BadSignature, KeyError):
            return timezone.now()
        return datetime.fromtimestamp(stamp, tz=timezone.get_current_timezone())


class AnswerForm(Seen, WagtailAdminModelForm):
    """What staff answer to a report."""

    def clean(self) -> dict[str, Any]:
        """Adds what the answer lacks, at its field."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for problem in problems_with_answer(
            is_answered=values.get("state") != ErrorReport.State.RECEIVED,
            answer=values.get("answer", ""),
            public_text=values.get("public_text", ""),
        ):
            self.add_error(problem.field, str(problem))
        return values
