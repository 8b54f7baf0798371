"""The check of personal data (个人信息检查): what a draft holds, masked by a click or let pass."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from portal.forms import OverrideForm
from portal.problems import Refused

from . import personal_actions as actions
from .personal_data import SUGGESTED, Found, findings_of, found_in, not_let_pass
from .texts import places_of


class PersonalDataView(WagtailAdminTemplateMixin, TemplateView):
    """Shows the latest draft with every finding marked, and masks; works without script."""

    template_name = "publication/admin/personal_data.html"
    page_title = gettext_lazy("Check of personal data")
    header_icon = "view"

    def setup(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> None:
        """The page as its own class; refused to who may neither change nor publish it."""
        super().setup(request, page_id, *args, **kwargs)
        self.page = get_object_or_404(Page, pk=page_id).specific
        may_publish = page_permission_policy.user_has_permission_for_instance(
            request.user, "publish", self.page
        )
        if not (may_publish or self.page.permissions_for_user(request.user).can_edit()):
            raise PermissionDenied

    def get_page_subtitle(self) -> str:
        """The page it is about."""
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the form of the page."""
        form = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            {"url": form, "label": str(self.page.get_admin_display_title())},
            {"url": "", "label": str(self.page_title)},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Masks what was chosen, unless somebody has written a new draft meanwhile."""
        if request.POST.get("revision", "") != str(self.page.latest_revision_id or ""):
            text = gettext("Somebody has saved a new draft meanwhile. This is the check of it.")
            messages.warning(request, text)
            return self._again()
        key = request.POST.get("mask", "")
        keys = None if key in ("numbers", "all") else [key]
        count = actions.mask(self.page, by=request.user, keys=keys, numbers_only=key == "numbers")
        self._say(count)
        return self._again()

    def _say(self, count: int) -> None:
        text = ngettext(
            "%(count)d place was masked; the result is a new draft in your name.",
            "%(count)d places were masked; the result is a new draft in your name.",
            count,
        )
        messages.success(self.request, text % {"count": count})

    def _again(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `texts` with their findings, and what the person may do here."""
        draft = actions.draft_of(self.page)
        known = findings_of(draft)
        waiting = {(one.place.label, one.finding) for one in not_let_pass(draft, known)}
        texts = texts_of_draft(draft, waiting)
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "texts": texts,
            "count": len(known),
            "waiting": len(waiting),
            "can_mask": any(text.can_mask for text in texts),
            "has_numbers": any(text.has(suggested=False) for text in texts),
            "has_suggestions": any(text.has(suggested=True) for text in texts),
            "may_mask": actions.may_mask(user, self.page),
            "refusals": actions.problems_with_second_person(user, self.page) if waiting else [],
            "revision": self.page.latest_revision_id or "",
        }


class TextShown:
    """One text of the draft on the screen: its lines with findings, each marked."""

    def __init__(self, number: int, found: list[Found], waiting: set[Any]) -> None:
        self.place = found[0].place
        self.found = found
        self.can_mask = self.place.mask is not None  # a template would call the mask itself
        self.waits = any((self.place.label, one.finding) in waiting for one in found)
        self.items = [
            {
                "key": actions.key_of(number, order),
                "found": one,
                "is_suggestion": one.finding.kind in SUGGESTED,
                "may_pass": one.finding.kind not in SUGGESTED
                and (self.place.label, one.finding) not in waiting,
            }
            for order, one in enumerate(found)
        ]

    def has(self, *, suggested: bool) -> bool:
        """Whether a click can mask numbers here, or what is only suggested."""
        kinds = {item["is_suggestion"] for item in self.items}
        return self.can_mask and suggested in kinds

    @property
    def lines(self) -> list[SafeString]:
        """The lines that hold findings."""
        shown, begins = [], 0
        for line in self.place.text.split("\n"):
            ends = begins + len(line)
            hits = [one for one in self.found if begins <= one.finding.start < ends]
            if hits:
                shown.append(_marked(line, begins, hits))
            begins = ends + 1
        return shown


def _marked(line: str, begins: int, hits: list[Found]) -> SafeString:
    parts, done = [], 0
    for one in hits:
        start, end = one.finding.start - begins, one.finding.end - begins
        parts.append((line[done:start], line[start:end]))
        done = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), line[done:])


def texts_of_draft(draft: Any, waiting: set[Any]) -> list[TextShown]:
    """The texts of a draft that hold anything, suggestions too."""
    shown = []
    for number, place in enumerate(places_of(draft)):
        if found := found_in([place], with_names=True):
            shown.append(TextShown(number, found, waiting))
    return shown


class LetPassView(PersonalDataView):
    """A second person lets the findings of the latest draft pass, with a reason."""

    template_name = "publication/admin/let_pass.html"
    page_title = gettext_lazy("Let personal data pass")

    def setup(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> None:
        """Knows the form from the start."""
        super().setup(request, page_id, *args, **kwargs)
        self.form = OverrideForm(request.POST if request.method == "POST" else None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The author and the submitter of the draft are told why not, and led to the check."""
        problems = actions.problems_with_second_person(request.user, self.page)
        for problem in problems:
            messages.error(request, str(problem))
        if problems:
            return HttpResponseRedirect(reverse("personal_data", args=[self.page.pk]))
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Through the action, which asks again."""
        if request.POST.get("revision", "") != str(self.page.latest_revision_id or ""):
            return super().post(request, *args, **kwargs)
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        reason = self.form.cleaned_data["reason"]
        try:
            actions.let_pass(self.page, by=request.user, reason=reason, at=timezone.now())
        except Refused as refusal:
            for problem in refusal.problems:
                self.form.add_error(problem.field or None, str(problem))
            return self.get(request, *args, **kwargs)
        messages.success(request, gettext("Let pass, and written into the list."))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[self.page.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the form; shows only what would be let pass."""
        context = super().get_context_data(**kwargs)
        texts = [text for text in context["texts"] if text.waits]
        return {**context, "texts": texts, "form": self.form}
