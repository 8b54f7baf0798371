"""What staff hand in for the regulation library, turned into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.role_table import Verb
from portal.roles import may

from .importing import ENDINGS
from .models import RegulationSection


def sections_for(user: Any) -> list[RegulationSection]:
    """The sections for regulations in which `user` may add pages."""
    sections = RegulationSection.objects.order_by("path")
    return [section for section in sections if may(user, Verb.ADD, section)]


class ImportForm(forms.Form):
    """A file with regulations and where they belong (法规上传)."""

    section = forms.ModelChoiceField(
        label=_("Section"), queryset=RegulationSection.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("TXT, HTML, DOCX or PDF with a text layer; at most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [section.pk for section in sections_for(user)]
        rows = RegulationSection.objects.filter(pk__in=allowed).order_by("path")
        self.fields["section"].queryset = rows  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """The second step: what was read is stored as it was shown, as drafts for a second person."""

    key = forms.RegexField(regex=r"^[A-Za-z0-9_-]{32}$", widget=forms.HiddenInput)
