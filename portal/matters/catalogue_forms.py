"""What staff hand in for a catalogue, turned into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal import roles
from portal.models import District
from portal.row_forms import RowForm

from .catalogue_import import Mode
from .models.catalogue import Catalogue


def districts_for(user: Any) -> Any:
    """The districts in the reach of `user`."""
    if user.is_superuser:
        return District.objects.order_by("path")
    inside = Q(pk__in=[])
    for place in roles.reach_of(user):
        inside |= Q(path__startswith=place.path)
    return District.objects.filter(inside).order_by("path")


class CatalogueForm(RowForm):
    """What is said about a catalogue; its matters stand in its entries."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.queryset = districts_for(self.for_user)
        if field.queryset.count() == 1:
            field.initial, field.empty_label = field.queryset.get(), None


class NewCatalogueForm(CatalogueForm):
    """A new draft: empty, with the entries of an earlier one, or with the starter list."""

    entries_from = forms.ModelChoiceField(
        label=_("Begin with the entries of"),
        queryset=Catalogue.objects.none(),
        required=False,
        empty_label=_("Begin without entries of an earlier catalogue"),
        widget=forms.Select(attrs={"aria-label": _("Begin with the entries of")}),
    )
    with_starter = forms.ChoiceField(
        label=_("Services of a station"),
        required=False,
        choices=[
            ("", _("Begin without the services of a station")),
            ("on", _("Add the services of a station (about 100) as drafts")),
        ],
        widget=forms.Select(attrs={"aria-label": _("Services of a station")}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = roles.visible_to(self.for_user, Catalogue.objects.all())
        self.fields["entries_from"].queryset = rows.order_by("-effective_from", "-pk")  # type: ignore[attr-defined]


class EntryForm(RowForm):
    """What a catalogue says of one matter."""


class FilingForm(forms.Form):
    """With whom and when a published catalogue was filed (备案)."""

    filed_with = forms.CharField(label=_("filed with"), max_length=120)
    filed_on = forms.DateField(label=_("filed on"), widget=AdminDateInput)


class TableForm(forms.Form):
    """A table with entries, and what becomes of those that are there (上传表格)."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_("XLSX or CSV with the headings of the template; at most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    mode = forms.ChoiceField(
        label=_("What becomes of the entries that are there"),
        choices=[
            (Mode.APPEND.value, _("they stay; the table is added behind them")),
            (Mode.REPLACE.value, _("they are replaced by the table")),
        ],
        initial=Mode.APPEND.value,
        widget=forms.RadioSelect,
    )


class ConfirmForm(forms.Form):
    """The second step: what was shown is stored."""

    key = forms.RegexField(regex=r"^[A-Za-z0-9_-]{32}$", widget=forms.HiddenInput)
