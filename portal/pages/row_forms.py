"""Forms of our rows: centres with their hours, versions and articles of regulations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.models import RuleSetting
from portal.opening_hours import OpeningSpan, problems_with_hours
from portal.problems import Problem
from portal.row_forms import RowForm

from .models import RegulationVersion

HOURS_RULE = "centre.weekly_hours_minimum"
TOO_FEW = "opening_hours.too_few"


class CentreForm(RowForm):
    """A centre with its weekly hours: contradictions are refused, too few hours are pointed out."""

    hours_warnings: list[Problem]

    def is_valid(self) -> bool:
        """Asks about the hours when each row of them is readable."""
        self.hours_warnings = []
        if not super().is_valid():
            return False
        problems = problems_with_hours(self._week(), minimum_hours=minimum_hours())
        self.hours_warnings = [row for row in problems if row.code == TOO_FEW]
        for problem in problems:
            if problem.code != TOO_FEW:
                self.add_error(None, str(problem))
        return not self.errors

    def _week(self) -> list[OpeningSpan]:
        rows = [
            form.cleaned_data
            for form in self.formsets["opening_hours"].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        return [OpeningSpan(row["weekday"], row["opens"], row["closes"]) for row in rows]


def minimum_hours() -> Decimal:
    """Hours a week, by the rule setting of today; none are asked for without a rule.

    北京市社区服务站建设管理办法 article 17: at least 40 hours a week.
    """
    rule = RuleSetting.objects.in_force(HOURS_RULE, on=timezone.localdate())
    return Decimal(rule.value) if rule else Decimal(0)


class VersionForm(WagtailAdminModelForm):
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


class ArticleForm(WagtailAdminModelForm):
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
