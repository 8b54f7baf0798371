"""Forms of requests, decisions, entrusted tasks and inspections at the desk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal import roles
from portal.models import Community, District
from portal.row_forms import RowForm

from .admission_rules import Entrustment, problems_with_task
from .choices import AdmissionState, MatterAudience
from .models import AdmissionRequest, Matter, MatterField


def places_for(user: Any) -> Any:
    """The districts and communities in the reach of a person, as pages."""
    pages = Page.objects.type(District, Community)
    if not user.is_superuser:
        inside = Q(pk__in=[])
        for place in roles.reach_of(user):
            inside |= Q(path__startswith=place.path)
        pages = pages.filter(inside)
    return pages.order_by("path")


class RequestForm(RowForm):
    """A department's request, taken in at a place of the own reach."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("place")
        if field is not None:
            field.queryset = places_for(self.for_user)
            if field.queryset.count() == 1:
                field.initial, field.empty_label = field.queryset.get(), None


class TaskForm(RowForm):
    """Entrusted work: in writing, with liability, amount and day of payment."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("admission")
        if field is not None:
            admitted = AdmissionRequest.objects.filter(state=AdmissionState.ADMITTED)
            places = places_for(self.for_user).values("pk")
            above = District.objects.filter(communities_below(self.for_user)).values("pk")
            field.queryset = admitted.filter(Q(place__in=places) | Q(place__in=above))

    def clean(self) -> dict[str, Any]:
        """Adds what the law asks of entrusted work, beside what the fields ask."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        task = Entrustment(
            has_document=bool(values.get("written_doc")),
            liability=values.get("liability") or "",
            amount=values.get("amount", Decimal(0)),
            due_on=values.get("due_on"),
            paid_on=values.get("paid_on"),
        )
        for problem in problems_with_task(task, today=timezone.localdate()):
            if problem.field not in self.errors:
                self.add_error(problem.field, str(problem))
        return values


def communities_below(user: Any) -> Q:
    """Districts in which a person's communities lie: what they admitted holds there."""
    if user.is_superuser:
        return Q()
    paths = {place.path[: 3 * Page.steplen] for place in roles.reach_of(user)}
    return Q(path__in=paths)


class StepForm(forms.Form):
    """What is said with a step that decides nothing."""

    reason = forms.CharField(
        label=_("remark"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )


class DecisionForm(forms.Form):
    """The reason of a decision, and on what it rests; both stand in the public register."""

    reason = forms.CharField(
        label=_("reason of the decision"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Stands in the public register; no names and numbers of persons."),
    )
    basis = forms.CharField(
        label=_("basis of the decision"),
        max_length=300,
        required=False,
        help_text=_("Law and article, as 《…》第九条; a refusal needs one."),
    )


class AdmitForm(DecisionForm):
    """An admission says which matter of the list the work is from now on."""

    matter = forms.ModelChoiceField(label=_("matter"), queryset=Matter.objects.order_by("code"))
    field = forms.ModelChoiceField(label=_("field"), queryset=MatterField.objects.all())
    audience = forms.ChoiceField(label=_("serves"), choices=MatterAudience.choices)
