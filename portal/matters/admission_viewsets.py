"""Screens of the desk for the admission of new work: requests with their steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import HeaderButton

from portal.problems import Refused
from portal.row_views import (
    InReach,
    RowEditView,
    RowIndexView,
    RowInspectView,
    RowPolicy,
    RowViewSet,
)

from . import admission_actions as actions
from .admission_forms import AdmitForm, DecisionForm, RequestForm, StepForm
from .admission_rules import DECISIONS, AdmissionVerb, verbs_from
from .choices import AdmissionState
from .models import AdmissionRequest
from .task_viewsets import InspectionViewSet, TaskViewSet

WORDS = {
    AdmissionVerb.SUBMIT: _("Submit the request"),
    AdmissionVerb.REVIEW: _("Begin the review"),
    AdmissionVerb.ADMIT: _("Admit"),
    AdmissionVerb.REFUSE: _("Refuse admission"),
    AdmissionVerb.WITHDRAW: _("Take the request back"),
    AdmissionVerb.REVOKE: _("Revoke the admission"),
}
ICONS = {
    AdmissionVerb.SUBMIT: "upload",
    AdmissionVerb.REVIEW: "view",
    AdmissionVerb.ADMIT: "check",
    AdmissionVerb.REFUSE: "cross",
    AdmissionVerb.WITHDRAW: "undo",
    AdmissionVerb.REVOKE: "undo",
}


def step_buttons(user: Any, request: AdmissionRequest) -> list[HeaderButton]:
    """What this person can do with the request as it stands."""
    return [
        HeaderButton(
            WORDS[verb],
            url=reverse("admission-requests:step", args=[request.pk, verb.value]),
            icon_name=ICONS[verb],
        )
        for verb in verbs_from(request.state)
        if actions.may_do(user, verb, request)
    ]


class RequestPolicy(RowPolicy):
    """What was submitted is not rewritten."""

    def is_fixed(self, row: Any) -> bool:
        """Everything but a draft."""
        return bool(row.state != AdmissionState.DRAFT)


class RequestIndexView(RowIndexView):
    """The requests in reach, with their places."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Without their long texts."""
        return super().get_base_queryset().defer("content")


class RequestAddView(generic.CreateView):
    """Takes in a department's request."""

    def save_instance(self) -> AdmissionRequest:
        """The action remembers who took it in."""
        request = self.form.save(commit=False)
        return actions.register(request, by=self.request.user)

    def get_success_url(self) -> str:
        """On to the request and what comes next."""
        return reverse("admission-requests:inspect", args=[self.object.pk])


class RequestEditView(RowEditView):
    """Changes a draft."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What comes next."""
        return step_buttons(self.request.user, self.object)

    def save_instance(self) -> AdmissionRequest:
        """The district follows from the place, also where that was changed."""
        self.form.instance.district_id = None
        return super().save_instance()  # type: ignore[no-any-return]


class RequestInspectView(RowInspectView):
    """A request with all that happened to it, and what can be done next."""

    template_name = "matters/admin/admission_request.html"

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What this person can do."""
        return step_buttons(self.request.user, self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `steps`, oldest first."""
        steps = self.object.steps.select_related("by")
        return super().get_context_data(steps=steps, **kwargs)


class StepView(InReach, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    """Does one verb with a request; what stands against it is said beside what was typed."""

    model = AdmissionRequest
    permission_required = "view"
    permission_policy: Any = None
    template_name = "matters/admin/admission_step.html"
    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A word that is no verb is no address."""
        if kwargs.get("verb") not in list(AdmissionVerb):
            raise Http404
        self.verb = AdmissionVerb(kwargs["verb"])
        super().setup(request, *args, **kwargs)

    def user_has_permission_for_instance(self, verb: str, request: AdmissionRequest) -> bool:
        """By the verb of the address."""
        return actions.may_do(self.request.user, self.verb, request)

    def get_page_title(self) -> str:
        """The verb."""
        return str(WORDS[self.verb])

    def get_page_subtitle(self) -> str:
        """The request."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the request."""
        request = reverse("admission-requests:inspect", args=[self.object.pk])
        listing = reverse("admission-requests:index")
        return [
            {"url": listing, "label": gettext("Admission requests")},
            {"url": request, "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_form_class(self) -> type[forms.Form]:
        """An admission names the matter, a decision its reason."""
        if self.verb == AdmissionVerb.ADMIT:
            return AdmitForm
        return DecisionForm if self.verb in DECISIONS else StepForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Asks the action, which refuses what may not be."""
        values = form.cleaned_data
        place = None
        if self.verb == AdmissionVerb.ADMIT:
            place = actions.Place(values["matter"], values["field"], values["audience"])
        user: Any = self.request.user
        try:
            actions.take_step(
                self.object, self.verb, by=user, reason=values.get("reason", ""),
                basis=values.get("basis", ""), place=place,
            )  # fmt: skip
        except Refused as refused:
            for problem in refused.problems:
                field = problem.field if problem.field in form.fields else None
                form.add_error(field, str(problem))
            return self.form_invalid(form)
        messages.success(self.request, gettext("Done and recorded."))
        return redirect("admission-requests:inspect", self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the `request_row` and whether its words become public."""
        is_public = self.verb in DECISIONS
        return super().get_context_data(
            request_row=self.object, is_public=is_public, words=WORDS[self.verb], **kwargs
        )


class AdmissionViewSet(RowViewSet):
    """Requests to admit new work (准入申请): who asks for what, and what was decided."""

    model = AdmissionRequest
    name = "admission-requests"
    icon = "clipboard-list"
    policy_class = RequestPolicy
    base_form_class = RequestForm
    index_view_class = RequestIndexView
    add_view_class = RequestAddView
    edit_view_class = RequestEditView
    inspect_view_class = RequestInspectView
    list_filter = ["state"]
    search_fields = ["matter_name", "department"]
    list_display = ["matter_name", "department", "place", "state", "submitted_on", "decided_on"]
    inspect_view_fields = [
        "department", "matter_name", "place", "state", "basis", "content", "starts_on", "ends_on",
        "staff_offered", "funds_offered", "nothing_offered_reason", "submitted_on", "decided_on",
        "decision_reason", "decision_basis", "matter",
    ]  # fmt: skip
    panels = [
        FieldPanel("place", widget=forms.Select),
        FieldRowPanel([FieldPanel("department"), FieldPanel("matter_name")]),
        FieldPanel("basis"),
        FieldPanel("content"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("staff_offered"), FieldPanel("funds_offered")]),
                FieldPanel("nothing_offered_reason"),
            ],
            heading=_("What comes with the work"),
        ),
        FieldPanel("public_notice"),
    ]

    def get_urlpatterns(self) -> list[Any]:
        """Adds the verbs."""
        view = self.construct_view(StepView)
        return [*super().get_urlpatterns(), path("step/<int:pk>/<slug:verb>/", view, name="step")]


class AdmissionRows(ViewSetGroup):
    """What a department may bring into a community, and on which terms."""

    menu_label = _("Admission of work")
    menu_icon = "clipboard-list"
    menu_order = 160
    items = (AdmissionViewSet, TaskViewSet, InspectionViewSet)
