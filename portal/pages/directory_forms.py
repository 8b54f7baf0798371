"""Forms of a community's rows: centres with their hours, units with their lines, contact cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from portal import roles
from portal.models import Community
from portal.opening_hours import OpeningSpan, problems_with_hours
from portal.problems import Problem
from portal.row_forms import RowForm

from . import centre_rules
from .choices import CentreKind, ServiceModel
from .hours import minimum_hours
from .models import OrganisationUnit, ReportingLine

TOO_FEW = "opening_hours.too_few"
UNUSUAL_NAME = Problem(
    "centre.unusual_name",
    gettext_noop(
        "A station is usually called ××街道（乡镇）××（村）社区服务站; the name was kept."
    ),
)


def works_for_the_city(user: Any) -> bool:
    """Whether a person keeps the rows of all communities and of the districts."""
    places = roles.reach_of(user)
    return user.is_superuser or any(place.depth <= roles.CITY_DEPTH for place in places)


class CityFields(RowForm):
    """A form some of whose fields are the city's: others do not see them."""

    city_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not works_for_the_city(self.for_user):
            for name in self.city_fields:
                self.fields.pop(name, None)


class CentreForm(CityFields):
    """A centre with its hours: contradictions are refused, what is unusual is pointed out.

    Who shares a station is said by the city: it concerns the page of another community.
    """

    city_fields = ("shared_by",)
    warnings: list[Problem]

    def is_valid(self) -> bool:
        """Asks about hours, days and sharing when each field and row is readable."""
        self.warnings = []
        if not super().is_valid():
            return False
        hours = problems_with_hours(self._week(), minimum_hours=minimum_hours())
        self.warnings = [row for row in hours if row.code == TOO_FEW]
        if self._is_unusual(self.cleaned_data["name"]):
            self.warnings.append(UNUSUAL_NAME)
        refused = [row for row in hours if row.code != TOO_FEW]
        refused += centre_rules.problems_with_special_days(self._special_days())
        refused += self._sharing()
        for problem in refused:
            known = problem.field if problem.field in ("shared_by", "model") else None
            self.add_error(known if known in self.fields else None, str(problem))
        return not self.errors

    def _is_unusual(self, name: str) -> bool:
        is_station = self.cleaned_data.get("kind") == CentreKind.STATION
        return is_station and not centre_rules.station_name_is_usual(name)

    def _sharing(self) -> list[Problem]:
        if "shared_by" in self.fields:
            sharers = len(self.cleaned_data["shared_by"])
        else:
            sharers = self.instance.shared_by.count() if self.instance.pk else 0
        return centre_rules.problems_with_sharing(
            model=self.cleaned_data.get("model", ""),
            many_villages=ServiceModel.MANY_VILLAGES,
            sharers=sharers,
        )

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [
            form.cleaned_data
            for form in self.formsets[name].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]

    def _week(self) -> list[OpeningSpan]:
        rows = self._rows("opening_hours")
        return [OpeningSpan(row["weekday"], row["opens"], row["closes"]) for row in rows]

    def _special_days(self) -> list[tuple[Any, Any, Any]]:
        return [(row["date"], row["opens"], row["closes"]) for row in self._rows("special_days")]


class UnitForm(CityFields):
    """A unit with its lines: it hangs on bodies of its own place or district, never on itself."""

    city_fields = ("district",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "community" in self.fields:
            self.fields["community"].required = "district" not in self.fields
        allowed = bodies_for(self.for_user)
        if formset := self.formsets.get("lines"):
            _offer(formset, "above", allowed)

    def is_valid(self) -> bool:
        """Asks where the unit hangs when each line is readable."""
        if not super().is_valid():
            return False
        above = [
            form.cleaned_data["above"]
            for form in self.formsets["lines"].forms
            if form.cleaned_data.get("above") and not form.cleaned_data.get("DELETE")
        ]
        for message in self._faults(above):
            self.add_error(None, message)
        return not self.errors

    def _faults(self, above: list[OrganisationUnit]) -> list[str]:
        faults = []
        if any(self._is_foreign(unit) for unit in above):
            faults.append(gettext("A body above belongs to the same community or to its district."))
        if self.instance.pk and self._is_above_itself(above):
            faults.append(gettext("The unit would stand above itself."))
        return faults

    def _is_foreign(self, body: OrganisationUnit) -> bool:
        if body.district is not None:
            return bool(body.district.path != self._district_path())
        return body.community_id != self.instance.community_id

    def _district_path(self) -> str:
        community = self.instance.community
        if community is not None:
            return str(community.path[: -community.steplen])
        return str(self.instance.district.path) if self.instance.district else ""

    def _is_above_itself(self, above: list[OrganisationUnit]) -> bool:
        lines: dict[int, list[int]] = {}
        for unit, body in ReportingLine.objects.values_list("unit", "above"):
            lines.setdefault(unit, []).append(body)
        keys = [unit.pk for unit in above]
        return centre_rules.is_above_itself(self.instance.pk, keys, lines)


class ContactForm(RowForm):
    """A contact card of a unit in reach."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = roles.visible_to(self.for_user, OrganisationUnit.objects.all())
        account: Any = self.fields["account"]
        account.queryset = colleagues_of(self.for_user, self.instance.account_id)


def colleagues_of(user: Any, present: int | None) -> Any:
    """Accounts that hold a role at a community in the reach of `user`, and the `present` one."""
    places = roles.communities_for(user).values("pk")
    staff = get_user_model().objects.order_by("display_name", "username")
    at_work = staff.filter(is_active=True, groups__page_permissions__page__in=places)
    return staff.filter(Q(pk__in=at_work.order_by().values("pk")) | Q(pk=present))


def _offer(formset: Any, name: str, rows: Any) -> None:
    """Only these rows can be chosen in a field of all its forms.

    The empty form, from which the browser makes further ones, is built anew whenever it is asked.
    """
    stock = formset.add_fields

    def add_fields(form: Any, index: int | None) -> None:
        stock(form, index)
        form.fields[name].queryset = rows

    for form in formset.forms:
        form.fields[name].queryset = rows
    formset.add_fields = add_fields


def bodies_for(user: Any) -> Any:
    """The bodies a person may hang a unit on: those in reach, and those of the districts above."""
    units = OrganisationUnit.objects.select_related("community", "district")
    communities = roles.communities_for(user).values_list("path", flat=True)
    districts = {path[: -Community.steplen] for path in communities}
    own = roles.visible_to(user, units)
    return own | units.filter(district__path__in=districts)
