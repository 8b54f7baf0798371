"""Screens of the import for staff: upload a file, see the report, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal import roles

from . import import_report, importing
from .choices import VersionState
from .forms import ConfirmForm, ImportForm, sections_for
from .holding import Held, drop, held_under, hold
from .importing import FileReport
from .models import RegulationSection, RegulationVersion

UPLOAD_URL = "import_regulations"
CONFIRM_URL = "confirm_import"


class StaffView(WagtailAdminTemplateMixin, View):
    """A screen for those who may add regulations somewhere."""

    page_title = gettext_lazy("Import regulations")
    header_icon = "doc-full-inverse"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way here; its last step is the heading."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuses everybody else."""
        if not sections_for(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]


class UploadView(StaffView, FormView):
    """The first step: choose a file; its report is shown and nothing is stored."""

    template_name = "pages/admin/import.html"
    form_class = ImportForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers the person's own sections."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the versions that wait as drafts."""
        drafts = RegulationVersion.objects.filter(state=VersionState.DRAFT)
        drafts = drafts.select_related("regulation").defer("preamble", "note", "terms")
        waiting = roles.visible_to(self.request.user, drafts).order_by("regulation__title", "no")
        return {**super().get_context_data(**kwargs), "waiting": waiting}

    def form_valid(self, form: ImportForm) -> HttpResponse:
        """Shows what the file holds, with a form to confirm it."""
        upload, section = form.cleaned_data["file"], form.cleaned_data["section"]
        report = importing.read(upload, name=upload.name, section=section)
        key = ""
        user: Any = self.request.user
        if report.parsed and not report.problems:
            key = hold(Held(report.parsed.text, report.name, section.pk, user.pk))
        return self.render_to_response(report_context(self, report, section, key=key))


class ConfirmView(StaffView, FormView):
    """The second step: store what was shown."""

    template_name = "pages/admin/import.html"
    form_class = ConfirmForm
    http_method_names = ["post"]

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        """Stores the file whole or not at all and shows the report again."""
        user: Any = self.request.user
        key = form.cleaned_data["key"]
        held = held_under(key, user=user.pk)
        if held is None:
            return self.form_invalid(form)
        section = get_object_or_404(RegulationSection, pk=held.section)
        report = importing.read_text(held.text, name=held.name, section=section)
        importing.store(report, section=section, by=user, at=timezone.now(), go_public=False)
        if not report.problems:
            drop(key)
            messages.success(self.request, import_report.summary([report]))
        return self.render_to_response(report_context(self, report, section, is_stored=True))

    def form_invalid(self, form: ConfirmForm) -> HttpResponse:
        """The key is unknown or its day is over: begin again."""
        messages.error(self.request, gettext("This upload is gone; choose the file once more."))
        return redirect(UPLOAD_URL)


def report_context(
    view: Any,
    report: FileReport,
    section: RegulationSection,
    *,
    key: str = "",
    is_stored: bool = False,
) -> dict[str, Any]:
    """What the report screen shows, before and after confirmation."""
    lines = [(import_report.line_of(one), one.regulation) for one in report.found]
    confirm = ConfirmForm(initial={"key": key})
    return view.get_context_data(
        form=None,
        report=report,
        section=section,
        headings=import_report.headings(),
        lines=[(import_report.cells_of(line), regulation) for line, regulation in lines],
        remarks=import_report.remarks_of(report),
        skipped=import_report.skipped_of(report),
        confirm=confirm if key else None,
        is_stored=is_stored and not report.problems,
    )
