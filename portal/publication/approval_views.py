"""Screens before one act: publish an emergency alone, confirm it, bring a page back.

Each shows what will happen and what keeps it from happening, and acts on a second click.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from portal.problems import Problem, Refused

from . import actions, approval_actions, gate
from .models import Approval, Publication
from .permissions import holds_publish


class ActView(WagtailAdminTemplateMixin, TemplateView):
    """One act with one page, for who may publish there."""

    template_name = "publication/admin/act.html"
    http_method_names = ["get", "head", "post"]
    header_icon = "warning"
    button: Any = ""
    done: Any = ""

    @cached_property
    def page(self) -> Any:
        """The page that the address names."""
        return get_object_or_404(Page, pk=self.kwargs["pk"]).specific

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuses everybody who may not publish there."""
        if not holds_publish(request.user, self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Acts; a refusal leads back here with all its words."""
        self.act(request.user, timezone.now())
        messages.success(request, self.done % {"title": self.page.get_admin_display_title()})
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def act(self, by: Any, at: datetime) -> None:
        """What the screen is for."""
        raise NotImplementedError

    def facts(self) -> list[str]:
        """What one should know before, one sentence each."""
        return []

    def problems(self) -> list[Problem]:
        """What keeps it from happening."""
        return []

    def get_page_subtitle(self) -> str:
        """The title of the page."""
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the form of the page."""
        form = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        label = self.page.get_admin_display_title()
        return [
            *self.breadcrumbs_items,
            {"url": form, "label": label},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page, the words, the facts and the problems."""
        values = {"object": self.page, "button": self.button, "facts": self.facts()}
        return super().get_context_data(**values, problems=self.problems(), **kwargs)


class EmergencyView(ActView):
    """Publishes an emergency notice at once, by one person."""

    page_title = _("Publish at once (emergency)")
    button = _("Publish at once")
    done = _("“%(title)s” is public. A second person must confirm it.")

    def facts(self) -> list[str]:
        """What is unusual about it."""
        return [
            gettext("The notice becomes public now, and a banner stands on every page."),
            gettext("You answer for it alone until a second person has confirmed it."),
        ]

    def problems(self) -> list[Problem]:
        """What the stored text lacks."""
        page = self.page.get_latest_revision_as_object()
        if not approval_actions.may_go_alone(page):
            return [approval_actions.not_alone()]
        return gate.problems_with(page)

    def act(self, by: Any, at: datetime) -> None:
        """Publishes the stored text."""
        approval_actions.publish_alone(self.page, by=by, at=at)


class ConfirmApprovalView(ActView):
    """A second person confirms what one person published alone."""

    page_title = _("Confirm the emergency notice")
    button = _("Confirm: it is right")
    done = _("You have confirmed “%(title)s”.")

    @cached_property
    def approval(self) -> Approval:
        """The approval that the address names."""
        return get_object_or_404(Approval.objects.select_related("by"), pk=self.kwargs["pk"])

    @cached_property
    def page(self) -> Any:
        """Its page."""
        return self.approval.page.specific

    def facts(self) -> list[str]:
        """Who published it, and what to do when it is wrong."""
        row = self.approval
        values = {"who": str(row.by), "at": _moment(row.at), "until": _moment(row.confirm_until)}
        words = gettext("%(who)s published it alone on %(at)s; it is to be confirmed by %(until)s.")
        return [words % values, gettext("If something is wrong in it, withdraw it instead.")]

    def act(self, by: Any, at: datetime) -> None:
        """Confirms."""
        approval_actions.confirm(self.approval, by=by, at=at)


class RestoreView(ActView):
    """Makes public again what was withdrawn, as it was."""

    page_title = _("Make public again")
    button = _("Make public again")
    done = _("“%(title)s” is public again.")
    header_icon = "rotate"

    def facts(self) -> list[str]:
        """When and why it was withdrawn, and which text comes back."""
        last = Publication.objects.filter(page_id=self.page.pk).order_by("-pk").first()
        facts = [gettext("Exactly the text that was public comes back; later drafts stay drafts.")]
        if last is not None and last.reason:
            words = gettext("It was withdrawn on %(at)s: %(reason)s")
            facts.insert(0, words % {"at": _moment(last.at), "reason": last.reason})
        return facts

    def problems(self) -> list[Problem]:
        """What keeps that text from being public now."""
        try:
            revision = actions.revision_to_restore(self.page)
        except Refused as refusal:
            return refusal.problems
        return gate.problems_with(revision.as_object())

    def act(self, by: Any, at: datetime) -> None:
        """Brings it back."""
        actions.restore(self.page, by=by, at=at)


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
