"""Forms of windows, posts, the duty roster, facilities and rules: own rows are chosen from only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from portal import roles
from portal.opening_hours import OpeningSpan
from portal.pages.centre_rules import problems_with_office_phone
from portal.pages.models import Centre, ContactAssignment, Notice, Regulation
from portal.problems import Problem
from portal.row_forms import RowForm

from . import facility_rules, outlet_rules, roster_rules, window_rules


class OwnRows(RowForm):
    """A form whose choices are narrowed to what is in reach of the person at the desk."""

    office_phone = "phone"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centre = self.fields.get("centre")
        if isinstance(centre, forms.ModelChoiceField):
            centre.queryset = roles.visible_to(self.for_user, Centre.objects.all())
            if len(centre.queryset[:2]) == 1:
                centre.initial = centre.queryset.get()
                centre.empty_label = None

    def narrow(self, name: str, rows: Any) -> None:
        """Only these rows can be chosen in a field."""
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    def say(self, problems: Iterable[Problem]) -> None:
        """Puts each problem beside its field, or above the form."""
        for problem in problems:
            known = problem.field if problem.field in self.fields else None
            self.add_error(known, str(problem))

    def community_id(self, values: dict[str, Any]) -> int | None:
        """The community of the row as it was typed."""
        centre, community = values.get("centre"), values.get("community")
        if centre is not None:
            return int(centre.community_id)
        return int(community.pk) if community is not None else None

    def clean(self) -> dict[str, Any]:
        """Refuses a mobile where an office telephone is asked for."""
        values = super().clean() or self.cleaned_data
        if self.office_phone in self.fields:
            self.say(problems_with_office_phone(values.get(self.office_phone) or ""))
        return values


class WindowForm(OwnRows):
    """A window with its hours: contradictions are refused, shorter hours than the centre's not."""

    def is_valid(self) -> bool:
        """Asks about hours and days when each field and row is readable."""
        if not super().is_valid():
            return False
        week = [
            OpeningSpan(row["weekday"], row["opens"], row["closes"]) for row in self._rows("hours")
        ]
        days = [(row["date"], row["opens"], row["closes"]) for row in self._rows("closures")]
        for problem in window_rules.problems_with_window(week, days):
            self.add_error(None, str(problem))
        return not self.errors

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [
            form.cleaned_data
            for form in self.formsets[name].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


class PeopleForm(OwnRows):
    """A form that names people by their contact cards: those of the own community only."""

    people: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards = ContactAssignment.objects.select_related("unit")
        for name in self.people:
            self.narrow(name, roles.visible_to(self.for_user, cards))
            self.fields[name].label_from_instance = _card_and_unit

    def clean(self) -> dict[str, Any]:
        """Refuses a card of another community, as the city's people could choose it."""
        values = super().clean()
        place = self.community_id(values)
        for name in self.people:
            card = values.get(name)
            if card is not None and place is not None and card.unit.community_id != place:
                self.add_error(name, gettext("This card belongs to another community."))
        return values


def _card_and_unit(card: ContactAssignment) -> str:
    """A card as it stands in a choice; two communities may have a post of one name."""
    return f"{card} · {card.unit}"


class PostForm(PeopleForm):
    """A post with two holders; a special one with its approval."""

    people = ("a_holder", "b_holder")

    def clean(self) -> dict[str, Any]:
        """Asks the rule."""
        values = super().clean()
        self.say(
            window_rules.problems_with_post(
                kind=values.get("kind") or "",
                approved_by=values.get("approved_by") or "",
                approved_on=values.get("approved_on"),
                a_holder=values.get("a_holder"),
                b_holder=values.get("b_holder"),
            )
        )
        return values


class DutyForm(PeopleForm):
    """Somebody on duty on a day, with a stand-in."""

    people = ("holder", "backup")

    def clean(self) -> dict[str, Any]:
        """Asks the rule."""
        values = super().clean()
        self.say(
            roster_rules.problems_with_duty(
                holder=values.get("holder"), backup=values.get("backup")
            )
        )
        return values


class FacilityForm(OwnRows):
    """A facility with its position, and with the reason when it was withdrawn."""

    def is_valid(self) -> bool:
        """Asks about the months of an outlet when each field and row is readable."""
        if not super().is_valid():
            return False
        rows = [form.cleaned_data for form in self.formsets["trade_months"].forms]
        months = [row["month"] for row in rows if row and not row.get("DELETE")]
        kind = self.cleaned_data.get("kind") or ""
        for problem in outlet_rules.problems_with_months(kind, months, today=timezone.localdate()):
            self.add_error(None, str(problem))
        return not self.errors

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = roles.communities_for(self.for_user).values("pk")
        kept = Q(pk=self.instance.test_notice_id)  # a notice that is being corrected stays named
        notices = Notice.objects.filter(kept | Q(in_community__in=places, live=True))
        self.narrow("test_notice", notices.only("title").order_by("-listed_on", "-pk"))

    def clean(self) -> dict[str, Any]:
        """Asks the rule."""
        values = super().clean()
        names = ("latitude", "longitude", "is_active", "ended_on", "ended_reason")
        self.say(
            facility_rules.problems_with_facility(**{name: values.get(name) for name in names})
        )
        self.say(
            facility_rules.problems_with_supervision(
                values.get("kind") or "", values, today=timezone.localdate()
            )
        )
        for name in ("complaint_phone", "supervisor_phone"):
            self.say(problems_with_office_phone(values.get(name) or "", field=name))
        notice, place = values.get("test_notice"), self.community_id(values)
        if notice is not None and place is not None and notice.in_community_id != place:
            self.add_error("test_notice", gettext("This notice belongs to another community."))
        return values


class RuleSlotForm(OwnRows):
    """Which text is a rule of the centre: one of its community or of the city."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = roles.communities_for(self.for_user).values("pk")
        texts = Regulation.objects.filter(in_community__in=places)
        texts |= Regulation.objects.filter(in_community__isnull=True, live=True)
        self.narrow("regulation", texts.order_by("title"))

    def clean(self) -> dict[str, Any]:
        """Refuses a text of another community."""
        values = super().clean()
        text, place = values.get("regulation"), self.community_id(values)
        owner = text.in_community_id if text is not None else None
        if place is not None and owner not in (None, place):
            self.add_error("regulation", gettext("This text belongs to another community."))
        return values
