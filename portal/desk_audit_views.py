"""The screen of what staff did (操作记录), and the same as a table for a spreadsheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import log
from wagtail.log_actions import registry as actions

from portal import desk_audit, safe_csv
from portal.desk_audit import Question
from portal.models import Community
from portal.roles import communities_for

ROWS = 50
DAY = forms.DateInput(attrs={"type": "date"})


class QuestionForm(forms.Form):
    """Person, verb, days, place: each may be left out."""

    person: Any = forms.ModelChoiceField(
        queryset=None, required=False, label=gettext_lazy("Person"), empty_label=gettext_lazy("all")
    )
    action = forms.ChoiceField(required=False, label=gettext_lazy("What was done"))
    since = forms.DateField(required=False, label=gettext_lazy("From"), widget=DAY)
    until = forms.DateField(required=False, label=gettext_lazy("Until"), widget=DAY)
    place: Any = forms.ModelChoiceField(
        queryset=None, required=False, label=gettext_lazy("Place"), empty_label=gettext_lazy("all")
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = desk_audit.people_for(user)
        places = communities_for(user)
        self.fields["person"].queryset = people.order_by("username")  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        choices = [("", _("all")), *actions.get_choices()]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]

    def question(self) -> Question | None:
        """What is looked for; None when it cannot be understood."""
        if not self.is_valid():
            return None
        values = self.cleaned_data
        person: Any = values["person"]
        place: Community | None = values["place"]
        return Question(
            person=person.pk if person else None,
            action=values["action"],
            since=values["since"],
            until=values["until"],
            place=place,
        )


def _asked(request: HttpRequest, values: Any) -> tuple[QuestionForm, Question | None]:
    if not desk_audit.may_read(request.user):
        raise PermissionDenied
    form = QuestionForm(values, user=request.user)
    return form, form.question()


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The newest entries first, fifty to a page."""
    form, question = _asked(request, request.GET)
    found = desk_audit.tables(request.user, question) if question else []
    sheets = Paginator(range(desk_audit.count(found)), ROWS)
    sheet = sheets.get_page(request.GET.get("p"))
    start = (sheet.number - 1) * ROWS
    lines = [desk_audit.cells(entry) for entry in desk_audit.entries(found, start, start + ROWS)]
    kept = request.GET.copy()
    kept.pop("p", None)
    values = {"form": form, "lines": lines, "sheet": sheet, "query": kept.urlencode()}
    return render(request, "portal/admin/desk_audit.html", values)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """All that was found, for a spreadsheet; that it was taken out is noted first."""
    _form, question = _asked(request, request.POST)
    if question is None:
        return HttpResponse(status=400)
    found = desk_audit.tables(request.user, question)
    number = min(desk_audit.count(found), desk_audit.LONGEST_EXPORT)
    newest = desk_audit.entries(found, 0, number)
    words = ngettext("%(number)s entry", "%(number)s entries", number) % {"number": number}
    log(request.user, "portal.exported", user=request.user, data={"words": words})
    head = [_("When"), _("Person"), _("What was done"), _("With what"), _("Kind"), _("Details")]
    table = safe_csv.written([head, *(desk_audit.cells(entry) for entry in newest)])
    name = f"record-{timezone.localdate():%Y%m%d}.csv"
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# --- In the desk ----------------------------------------------------------------------------------
class RecordMenuItem(MenuItem):
    """Shown to whoever may read the record."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Not to people of single communities."""
        return desk_audit.may_read(request.user)


def urls() -> list[Any]:
    """The screen and its table for a spreadsheet."""
    return [
        path("record/", show, name="desk_audit"),
        path("record/export/", export, name="desk_audit_export"),
    ]


def menu_item() -> MenuItem:
    """Beside the other things of administrators."""
    url = reverse_lazy("desk_audit")
    return RecordMenuItem(
        gettext_lazy("Record of what staff did"), url, icon_name="history", order=900
    )
