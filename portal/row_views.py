"""Views and policies for rows that staff keep in the admin: nobody sees over the own border.

Lists show the rows in reach; a row out of reach answers 404, one that may not be changed 403.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

from portal import roles, rule_history
from portal.role_table import KINDS, Verb
from portal.row_forms import RowForm


class RowPolicy(ModelPermissionPolicy):
    """The table of roles as Wagtail asks for it; a fixed row is looked at only."""

    def is_fixed(self, row: Any) -> bool:
        """Whether the row belongs to history and may not change any more."""
        return False

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """By the place of the row and its state."""
        if action != Verb.VIEW and self.is_fixed(instance):
            return False
        return roles.may(user, Verb(action), instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        """The rows in reach."""
        rows = super().instances_user_has_any_permission_for(user, actions)
        return roles.visible_to(user, rows)


class HistoryPolicy(RowPolicy):
    """A value that has begun to hold is history."""

    def is_fixed(self, row: Any) -> bool:
        """Begun today or before."""
        return rule_history.is_past(row.effective_from, today=timezone.localdate())


class RegisterPolicy(RowPolicy):
    """A register is read; nobody writes in it, not even the administrator."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Looking only."""
        return action == Verb.VIEW and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Looking only."""
        return Verb.VIEW in actions and self.user_has_permission(user, Verb.VIEW)

    def is_fixed(self, row: Any) -> bool:
        """Every row is."""
        return True


class InReach:
    """A view of one row: asks for the row's place and for the verb before anything else."""

    permission_required: str | None = None

    def get_object(self, *args: Any) -> Any:
        """The row; 404 out of reach, refused when the verb is not allowed."""
        row = super().get_object(*args)  # type: ignore[misc]
        user = self.request.user  # type: ignore[attr-defined]
        if not roles.reaches(user, row):
            raise Http404
        verb = self.permission_required or Verb.VIEW
        if not self.user_has_permission_for_instance(verb, row):  # type: ignore[attr-defined]
            raise PermissionDenied
        return row


def in_words(value: Any) -> str:
    """Yes or no in the reader's language, where Python would say True or False."""
    return gettext("Yes") if value else gettext("No")


class YesNoColumn(Column):
    """A column that says yes or no, and can be sorted by it."""

    def get_value(self, instance: Any) -> str:
        """The fact in words."""
        return in_words(super().get_value(instance))


class RowIndexView(generic.IndexView):
    """The rows in reach; a fixed row leads to its inspection instead of a form."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Only what the user may see, with the pages by which each row's verbs are judged."""
        rows = roles.visible_to(self.request.user, super().get_base_queryset())
        kind = KINDS.get(rows.model._meta.label_lower)
        return rows.select_related(kind.page) if kind and kind.page else rows

    def get_edit_url(self, instance: Any) -> str | None:
        """None for a row that may not be changed."""
        allowed = self.permission_policy.user_has_permission_for_instance(
            self.request.user, Verb.CHANGE, instance
        )
        return super().get_edit_url(instance) if allowed else None

    def get_delete_url(self, instance: Any) -> str | None:
        """None for a row that may not be deleted."""
        allowed = self.permission_policy.user_has_permission_for_instance(
            self.request.user, Verb.DELETE, instance
        )
        return super().get_delete_url(instance) if allowed else None


class AskedAddView(generic.CreateView):
    """Adds a row; begins with the values that the address asks for."""

    asked_for: tuple[str, ...] = ()

    def get_initial(self) -> dict[str, Any]:
        """From `?name=`; what cannot be chosen chooses nothing."""
        asked = {name: self.request.GET.get(name) for name in self.asked_for}
        return {**super().get_initial(), **{name: said for name, said in asked.items() if said}}


class RowEditView(InReach, generic.EditView):
    """Changes a row in reach, which others may be changing too: a save holds it until it is done.

    So two people cannot both pass the question of `portal.seen_rows` whether anybody
    else has stored something. Who saves what has become history meanwhile is told so, with what was
    typed.
    """

    permission_required = "change"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """One after the other; the row is read only when it is held."""
        with transaction.atomic():
            held = self.model._base_manager.select_for_update().filter(pk=self.object_pk)
            held.values_list("pk").first()
            return super().post(request, *args, **kwargs)

    def user_has_permission_for_instance(self, verb: str, row: Any) -> bool:
        """By the policy; while saving by the role alone, for the form refuses what is fixed."""
        if self.request.method == "POST" and self.permission_policy.is_fixed(row):
            return roles.may(self.request.user, Verb(verb), row)
        return bool(super().user_has_permission_for_instance(verb, row))

    def get_form(self, form_class: Any = None) -> Any:
        """The form knows whether the row has become history."""
        form = super().get_form(form_class)
        form.is_history = self.permission_policy.is_fixed(self.object)
        return form


class RowDeleteView(InReach, generic.DeleteView):
    """Deletes a row in reach; one that others rest on stays, and it is said what they are."""

    permission_required = "delete"

    def form_valid(self, form: Any) -> HttpResponse:
        """Goes back to the list with a word on what came of it."""
        try:
            return super().form_valid(form)
        except ProtectedError as kept:
            kinds = {str(row._meta.verbose_name_plural) for row in kept.protected_objects}
            words = gettext("“%(row)s” was not deleted: it is still used in %(kinds)s.")
            values = {"row": self.object, "kinds": gettext(", ").join(sorted(kinds))}
            messages.error(self.request, words % values)
            return redirect(self.get_success_url())


class RowInspectView(InReach, generic.InspectView):
    """Shows a row in reach; what is not filled in is a dash."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """As Wagtail shows it, moments by the clock of the place, and a dash for nothing."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        if isinstance(value, bool):
            return in_words(value)
        return "–" if value is None or value == "" else value


class RowHistoryView(InReach, history.HistoryView):
    """Who changed a row, and when."""

    any_permission_required = ["view"]


class RowUsageView(InReach, usage.UsageView):
    """Where a row is used."""

    permission_required = "view"


class RowViewSet(ModelViewSet):
    """Screens for one kind of row. Subclasses name the model, the panels and the columns."""

    policy_class = RowPolicy
    base_form_class: type[Any] = RowForm
    index_view_class = RowIndexView
    edit_view_class = RowEditView
    delete_view_class = RowDeleteView
    inspect_view_class = RowInspectView
    history_view_class = RowHistoryView
    usage_view_class = RowUsageView
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50

    @property
    def permission_policy(self) -> RowPolicy:
        """The table of roles."""
        return self.policy_class(self.model)

    def get_edit_handler(self) -> Any:
        """The panels on top of our form, which knows the border of the community."""
        handler = super().get_edit_handler()
        if handler is not None:
            handler.base_form_class = self.base_form_class
        return handler
