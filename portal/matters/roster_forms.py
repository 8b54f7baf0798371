"""Forms by which many days of the duty roster are filled: who, from when to when, by which turn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import roles
from portal.models import Community
from portal.pages.listing import whole_number
from portal.pages.models import Centre, ContactAssignment

from . import roster_rules
from .admission_reading import calendar_between
from .choices import RosterDays, RosterTurn

_SHIFT = "全天"


class RosterPlanForm(forms.Form):
    """What the table of days is made from. The people are those with a card of the community."""

    community = forms.ModelChoiceField(Community.objects.none(), label=_("community"))
    people = forms.MultipleChoiceField(
        label=_("people, in the order of their turns"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    first = forms.DateField(
        label=_("first day to fill"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("last day to fill"), widget=forms.DateInput(attrs={"type": "date"})
    )
    which = forms.ChoiceField(label=_("which days"), choices=RosterDays)
    turn = forms.ChoiceField(label=_("by which turns"), choices=RosterTurn)
    shift = forms.CharField(label=_("shift"), max_length=40)
    phone = forms.CharField(label=_("office telephone"), max_length=40)

    def __init__(self, asked: Any, *, user: Any) -> None:
        own = roles.communities_for(user).order_by("title")
        super().__init__(_with_defaults(asked, own), label_suffix="")
        self.is_asked = "turn" in asked
        field: Any = self.fields["community"]
        field.queryset = own
        key = whole_number(str(self.data.get("community") or ""))
        self.cards = _cards_of(key) if key is not None and own.filter(pk=key).exists() else {}
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (str(key), str(card)) for key, card in self.cards.items()
        ]

    def clean(self) -> dict[str, Any]:
        """The span, and the days that the calendar knows."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("first"), values.get("last")
        if first and last:
            problems = roster_rules.problems_with_span(first, last)
            which = values.get("which") or ""
            if not problems:
                calendar = calendar_between(first, last)
                problems = roster_rules.unknown_years(first, last, which, calendar)
                values["days"] = roster_rules.chosen_days(first, last, which, calendar)
            for problem in problems:
                self.add_error(problem.field or "which", str(problem))
        return values

    def proposed(self) -> dict[date, tuple[Any, Any]]:
        """Who is on duty and who stands in, by the turns; nobody while no people are chosen."""
        days = self.cleaned_data["days"]
        people = [self.cards[int(key)] for key in self.cleaned_data["people"]]
        if not people:
            return dict.fromkeys(days, (None, None))
        weekly = self.cleaned_data["turn"] == RosterTurn.WEEKLY
        found = roster_rules.turns(days, len(people), weekly=weekly)
        return {
            day: (people[holder], people[backup] if backup is not None else None)
            for day, (holder, backup) in zip(days, found, strict=True)
        }


class DayForm(forms.Form):
    """One day: who is on duty, who stands in, the telephone. An empty day has nobody."""

    holder = forms.TypedChoiceField(
        label=_("on duty"), coerce=int, empty_value=None, required=False
    )
    backup = forms.TypedChoiceField(
        label=_("stand-in"), coerce=int, empty_value=None, required=False
    )
    phone = forms.CharField(label=_("office telephone"), max_length=40, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)

    def __init__(self, *args: Any, cards: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("holder", "backup"):
            self.fields[name].choices = [("", "—"), *cards]  # type: ignore[attr-defined]


def _cards_of(community: int) -> dict[int, ContactAssignment]:
    """The cards of a community by key (one query)."""
    rows = ContactAssignment.objects.filter(unit__community=community).select_related("unit")
    return {row.pk: row for row in rows.order_by("unit__pk", "pk")}


def _with_defaults(asked: Any, own: Any) -> Any:
    """What was asked, and where nothing was: the only community, the next four weeks."""
    data = asked.copy()
    today = timezone.localdate()
    only = own.values_list("pk", flat=True)[:2]
    data.setdefault("community", str(only[0]) if len(only) == 1 else "")
    if (key := whole_number(data["community"])) is None and data["community"].isdecimal():
        data["community"] = "0"  # a number that no key can be, and that no database takes
    places = own.filter(pk=key)
    centre = Centre.objects.filter(community__in=places).order_by("pk").first()
    given = {
        "phone": centre.phone if centre else "",
        "first": today.isoformat(),
        "last": (today + timedelta(days=27)).isoformat(),
        "which": RosterDays.ALL,
        "turn": RosterTurn.DAILY,
        "shift": _SHIFT,
    }
    for name, value in given.items():
        data.setdefault(name, str(value))
    return data
