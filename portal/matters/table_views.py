"""Screens by which a table comes into a draft catalogue, and by which a catalogue leaves as one."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView

from portal.pages.holding import Held, drop, held_under, hold
from portal.problems import Refused

from .catalogue_forms import ConfirmForm, TableForm
from .catalogue_import import Mode, plan, read, store
from .catalogue_screens import CatalogueScreen, entry_list
from .models.catalogue import demand_draft
from .spreadsheet_writing import as_csv, as_xlsx, entries_to_write

_WRITERS = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}


class TableView(CatalogueScreen, FormView):
    """The first step: choose a table; what would happen is shown and nothing is stored."""

    template_name = "matters/admin/catalogue_table.html"
    form_class = TableForm
    page_title = _("Bring in a table")
    header_icon = "upload"

    def form_valid(self, form: TableForm) -> HttpResponse:
        """Shows what is wrong, or what will happen with a button to do it."""
        demand_draft(self.object.pk)
        upload, mode = form.cleaned_data["file"], Mode(form.cleaned_data["mode"])
        data = upload.read()
        return self.show(data, upload.name, mode)

    def show(self, data: bytes, name: str, mode: Mode) -> HttpResponse:
        """The plan, held for a day under a key that only this person can use."""
        found = plan(self.object, read(data, name=name), mode=mode)
        key = ""
        if not found.problems:
            said = {"data": base64.b64encode(data).decode(), "mode": mode, "mark": found.mark}
            user: Any = self.request.user
            key = hold(Held(json.dumps(said), name, self.object.pk, user.pk))
        values = self.get_context_data(
            form=TableForm(initial={"mode": mode}), plan=found, name=name,
            is_replacing=mode == Mode.REPLACE, confirm=ConfirmForm(initial={"key": key}),
        )  # fmt: skip
        return self.render_to_response(values)


class ConfirmTableView(TableView):
    """The second step: stores what was shown, unless the catalogue has changed since."""

    form_class = ConfirmForm  # type: ignore[assignment]
    http_method_names = ["post"]

    def form_valid(self, form: Any) -> HttpResponse:
        """All of it or nothing."""
        user: Any = self.request.user
        held = held_under(form.cleaned_data["key"], user=user.pk)
        if held is None or held.section != self.object.pk:
            return self.form_invalid(form)
        said = json.loads(held.text)
        data, mode = base64.b64decode(said["data"]), Mode(said["mode"])
        sheet = read(data, name=held.name)
        try:
            store(self.object, sheet, mode=mode, by=user, mark=said["mark"])
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return self.show(data, held.name, mode)
        drop(form.cleaned_data["key"])
        said_words = gettext("%(count)s rows of the table are in the catalogue.")
        messages.success(self.request, said_words % {"count": len(sheet.rows)})
        return redirect(entry_list(self.object))

    def form_invalid(self, form: Any) -> HttpResponse:
        """The key is unknown or its day is over: begin again."""
        messages.error(self.request, gettext("This upload is gone; choose the file once more."))
        return redirect(reverse("catalogues:table", args=[self.object.pk]))


class ExportView(CatalogueScreen, View):
    """A catalogue as a table that can be brought in again."""

    permission_required = "view"

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """XLSX or CSV."""
        return _file(kind, f"catalogue-{self.object.pk}", entries_to_write(self.object))


class TemplateFileView(View):
    """The empty table with its headings and lists to choose from."""

    model: Any = None
    permission_policy: Any = None

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """XLSX or CSV."""
        return _file(kind, "catalogue-template", [])


def _file(kind: str, name: str, rows: Any) -> HttpResponse:
    if kind not in _WRITERS:
        raise Http404
    write, content_type = _WRITERS[kind]
    answer = HttpResponse(write(rows), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
