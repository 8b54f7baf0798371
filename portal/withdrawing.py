"""Withdrawal in the admin (撤回): Wagtail's "unpublish", with a reason that the public may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.models import UnpublishView
from wagtail.admin.views.pages.bulk_actions import UnpublishBulkAction
from wagtail.models import Page

from portal.forms import BulkWithdrawalForm, WithdrawalForm
from portal.publication import actions


class WithdrawView(UnpublishView):
    """Asks for the public reason and withdraws the page, in place of Wagtail's view for pages.

    Wagtail's own view for pages has another name in each release; the general one has not.
    """

    model = Page
    index_url_name = "wagtailadmin_explore"
    edit_url_name = "wagtailadmin_pages:edit"
    unpublish_url_name = "wagtailadmin_pages:unpublish"
    usage_url_name = "wagtailadmin_pages:usage"
    header_icon = "doc-empty-inverse"
    page_title = gettext_lazy("Withdraw")
    success_message = gettext_lazy("Withdrawn: %(page_title)s")
    template_name = "portal/admin/withdraw.html"

    def setup(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> None:
        """Pages are named by `page_id` in addresses."""
        super().setup(request, page_id, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> Page:
        """The page as its own class."""
        return get_object_or_404(Page, pk=self.pk).specific

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuses who may not take this page away."""
        if not self.object.permissions_for_user(request.user).can_unpublish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_success_message(self) -> str:
        """Names the page as the desk does."""
        return self.success_message % {"page_title": self.object.get_admin_display_title()}

    def get_next_url(self) -> str:
        """Where the editor came from, or the list of the parent's pages."""
        came_from = get_valid_next_url_from_request(self.request)
        return came_from or reverse(self.index_url_name, args=(self.object.get_parent().pk,))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraws for the reason that was typed, or shows the form again."""
        self.form = self.get_form(request.POST)
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def unpublish(self) -> HttpResponse | None:
        """Keeps Wagtail's hooks around the withdrawal."""
        before = self.run_hook("before_unpublish_page", self.request, self.object)
        if before is not None:
            return before
        below = self.below if self.form.cleaned_data.get("include_descendants") else []
        reason = self.form.cleaned_data["reason"]
        withdraw_pages([self.object, *below], by=self.request.user, reason=reason)
        return self.run_hook("after_unpublish_page", self.request, self.object)

    @cached_property
    def below(self) -> list[Page]:
        """The live pages below this one that the editor may withdraw too."""
        return live_below([self.object], self.request.user)

    def get_form(self, data: Any = None) -> WithdrawalForm:
        """The form; it asks about pages below only where there are any."""
        return WithdrawalForm(data, has_descendants=bool(self.below))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the form and the page."""
        form = getattr(self, "form", None) or self.get_form()
        return {**super().get_context_data(**kwargs), "form": form, "page": self.object}


def live_below(pages: Iterable[Page], user: Any) -> list[Page]:
    """The live pages below these that `user` may withdraw."""
    found: dict[int, Page] = {}
    for page in pages:
        for row in page.get_descendants().live().specific():
            if row.permissions_for_user(user).can_unpublish():
                found[row.pk] = row
    return list(found.values())


def withdraw_pages(pages: Iterable[Page], *, by: Any, reason: str) -> int:
    """All of them or none, the deepest first; returns how many."""
    ordered = sorted({page.pk: page for page in pages}.values(), key=lambda page: -page.depth)
    with transaction.atomic():
        for page in ordered:
            actions.withdraw(page.specific, by=by, reason=reason)
    return len(ordered)


class WithdrawBulkAction(UnpublishBulkAction):
    """Withdraws several pages for one reason, in place of Wagtail's bulk action."""

    display_name = gettext_lazy("Withdraw")
    aria_label = gettext_lazy("Withdraw the selected pages")
    form_class = BulkWithdrawalForm
    template_name = "portal/admin/bulk_withdraw.html"

    def get_execution_context(self) -> dict[str, Any]:
        """Adds the reason."""
        context = super().get_execution_context()
        return {**context, "reason": self.cleaned_form.cleaned_data["reason"]}

    @classmethod
    def execute_action(
        cls, objects: Any, include_descendants: bool = False, user: Any = None, **values: Any
    ) -> tuple[int, int]:
        """Withdraws, all or nothing; returns how many were chosen and how many stood below."""
        below = live_below(objects, user) if include_descendants else []
        total = withdraw_pages([*objects, *below], by=user, reason=values["reason"])
        return len(objects), total - len(objects)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """How many pages are away now."""
        count = num_parent_objects + num_child_objects
        text = ngettext("%(count)d page was withdrawn.", "%(count)d pages were withdrawn.", count)
        return text % {"count": count}
