"""Editors' screens for the versions of a regulation; a published version is looked at only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from portal import roles
from portal.role_table import Verb
from portal.row_views import (
    InReach,
    RowEditView,
    RowIndexView,
    RowPolicy,
    RowViewSet,
)

from . import actions, version_actions
from .choices import VersionState
from .models import Regulation, RegulationVersion
from .row_forms import NewVersionForm, VersionForm


def asked_for(request: HttpRequest, model: Any, name: str) -> Any:
    """The regulation or version of `?name=`, which must be in reach; 404 otherwise."""
    wanted = request.GET.get(name, "")
    row = get_object_or_404(model, pk=wanted if wanted.isdecimal() else None)
    if not roles.may(request.user, Verb.VIEW, row):
        raise Http404
    return row


class VersionPolicy(RowPolicy):
    """A published version is history."""

    def is_fixed(self, row: Any) -> bool:
        """Published."""
        return row.state == VersionState.PUBLISHED


def breadcrumbs(regulation: Regulation, *more: dict[str, str]) -> list[dict[str, str]]:
    """The way from the regulation's form to here."""
    form = reverse("wagtailadmin_pages:edit", args=[regulation.pk])
    listing = f"{reverse('regulation-versions:index')}?regulation={regulation.pk}"
    return [
        {"url": form, "label": regulation.title},
        {"url": listing, "label": gettext("Versions")},
        *more,
    ]


def articles_button(version: RegulationVersion) -> HeaderButton:
    """Leads to the articles of a version."""
    url = f"{reverse('regulation-articles:index')}?version={version.pk}"
    return HeaderButton(gettext("Articles"), url=url, icon_name="list-ol")


class VersionIndexView(RowIndexView):
    """All versions, or those of one regulation (`?regulation=`)."""

    @cached_property
    def regulation(self) -> Regulation | None:
        """The regulation asked for."""
        if "regulation" not in self.request.GET:
            return None
        return asked_for(self.request, Regulation, "regulation")  # type: ignore[no-any-return]

    def get_base_queryset(self) -> QuerySet[Any]:
        """With their number of articles and without their long texts."""
        rows = super().get_base_queryset().select_related("regulation")
        if self.regulation:
            rows = rows.filter(regulation=self.regulation)
        return rows.annotate(size=Count("articles")).defer("preamble", "note")

    def get_add_url(self) -> str | None:
        """A version is begun from its regulation."""
        url = super().get_add_url() if self.regulation else None
        return f"{url}?regulation={self.regulation.pk}" if url and self.regulation else None

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the regulation."""
        if self.regulation:
            return breadcrumbs(self.regulation)
        return super().get_breadcrumbs_items()  # type: ignore[no-any-return]


class VersionAddView(generic.CreateView):
    """Begins a draft of the regulation of `?regulation=`, empty or with an earlier text."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Knows the regulation from the start."""
        super().setup(request, *args, **kwargs)
        self.regulation = asked_for(request, Regulation, "regulation")

    def get_form(self, form_class: Any = None) -> Any:
        """Earlier texts of this regulation only."""
        form = super().get_form(form_class)
        earlier = self.regulation.versions.defer("preamble", "note")
        form.fields["text_from"].queryset = earlier.order_by("-no")
        form.fields["text_from"].initial = earlier.order_by("-no").first()
        return form

    def save_instance(self) -> RegulationVersion:
        """The action makes the draft with the next number."""
        values = dict(self.form.cleaned_data)
        return version_actions.begin_version(self.regulation, by=self.request.user, **values)

    def get_add_url(self) -> str:
        """Keeps the regulation."""
        return f"{super().get_add_url()}?regulation={self.regulation.pk}"

    def get_success_url(self) -> str:
        """On to the articles."""
        return f"{reverse('regulation-articles:index')}?version={self.object.pk}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the regulation."""
        return breadcrumbs(self.regulation, {"url": "", "label": gettext("Begin a new version")})


class VersionEditView(RowEditView):
    """Changes what is said about a draft."""

    def save_instance(self) -> RegulationVersion:
        """The action remembers who wrote."""
        version = self.form.save(commit=False)
        self.has_content_changes = self.form.has_changed()
        version_actions.write_version(version, by=self.request.user)
        log(instance=version, action="wagtail.edit", content_changed=self.has_content_changes)
        return version  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the regulation."""
        return breadcrumbs(self.object.regulation, {"url": "", "label": str(self.object.no)})

    @cached_property
    def header_buttons(self) -> list[Any]:
        """On to the articles and to publication."""
        url = reverse("regulation-versions:publish", args=[self.object.pk])
        publish = HeaderButton(gettext("Publish this version"), url=url, icon_name="upload")
        return [articles_button(self.object), publish]


class PublishVersionView(InReach, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows what keeps a version from being published, or publishes it."""

    model = RegulationVersion
    permission_required = "change"
    permission_policy: Any = None
    template_name = "pages/admin/publish_version.html"
    page_title = _("Publish this version")
    header_icon = "upload"

    def user_has_permission_for_instance(self, verb: str, version: Any) -> bool:
        """Who may publish the page of the regulation."""
        return roles.may(self.request.user, Verb.PUBLISH, version.regulation)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publishes; the action refuses what may not be."""
        user: Any = request.user
        actions.publish_version(self.object, by=user, at=timezone.now())
        log(instance=self.object, action="wagtail.publish", user=user)
        text = gettext("Version %(no)s is public now.") % {"no": self.object.no}
        messages.success(request, text)
        return redirect("regulation-versions:inspect", self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `problems`, all at once."""
        user: Any = self.request.user
        problems = actions.problems_with_publisher(self.object, by=user)
        problems += actions.problems_with_publication(self.object)
        return super().get_context_data(object=self.object, problems=problems, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the regulation."""
        return breadcrumbs(self.object.regulation, {"url": "", "label": str(self.page_title)})


class VersionViewSet(RowViewSet):
    """Versions of regulations (法规版本): drafts are written, published ones are looked at."""

    model = RegulationVersion
    name = "regulation-versions"
    icon = "doc-full"
    policy_class = VersionPolicy
    base_form_class = VersionForm
    index_view_class = VersionIndexView
    add_view_class = VersionAddView
    edit_view_class = VersionEditView
    list_display = [
        "no",
        "regulation",
        "state",
        "effective_from",
        "effective_to",
        Column("size", label=_("Articles and sections")),
        "change_note",
    ]
    inspect_view_fields = [
        "regulation", "no", "state", "published_at", "change_note", "effective_from",
        "effective_to", "source_name", "source_part", "preamble", "note",
    ]  # fmt: skip
    panels = [
        FieldPanel("change_note"),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("preamble"),
        FieldPanel("note"),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        """A new draft may begin with an earlier text."""
        form_class = super().get_form_class(for_update)
        if for_update:
            return form_class
        return type("BeginVersionForm", (NewVersionForm, form_class), {})

    def get_urlpatterns(self) -> list[Any]:
        """Adds publication."""
        view = self.construct_view(PublishVersionView)
        return [*super().get_urlpatterns(), path("publish/<int:pk>/", view, name="publish")]
