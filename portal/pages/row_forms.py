"""Forms of the rows of a regulation: its versions and their articles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.seen_rows import Seen

from .models import RegulationVersion


class VersionForm(Seen, WagtailAdminModelForm):
    """What is said about a version; its text stands in its articles."""


class EarlierText(forms.ModelChoiceField):
    """A text to begin with; each choice is a sentence, since Wagtail shows it without a label."""

    def label_from_instance(self, obj: Any) -> str:
        """The version, as what the new one begins with."""
        return gettext("Begin with the text of version %(no)s") % {"no": obj.no}


class NewVersionForm(VersionForm):
    """A new draft, empty or with the text of an earlier version to be amended."""

    text_from = EarlierText(
        label=_("Begin with the text of"),
        widget=forms.Select(attrs={"aria-label": _("Begin with the text of")}),
        queryset=RegulationVersion.objects.none(),
        required=False,
        empty_label=_("no text: articles are typed or imported"),
    )


class ArticleForm(Seen, WagtailAdminModelForm):
    """One article of a draft; its address is made from its number, without order it comes last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("seq", "number"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """An article has a number, or says that the number was lost."""
        values = super().clean() or self.cleaned_data
        nameless = values.get("number") is None and not values.get("number_lost")
        if values.get("kind") == "article" and nameless:
            self.add_error("number", _("Give the number, or mark it as lost in the source."))
        return values
