"""The form in which editors write pages: a draft saves as it is, publication hears all problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from portal.personal_form import TypedRows
from portal.problems import Problem, gettext_noop
from portal.publication import gate
from portal.references import NamesKnownThings
from portal.writing.same_texts import SameTexts

DEMANDED = _("needed to publish")
SCHEDULE = {
    "go_live_at": (
        _("Goes public at"),
        _(
            "Empty: as soon as it is approved. With a moment: the system publishes it then, once "
            "somebody else has approved it; approved later than that, it is published at once."
        ),
    ),
    "expire_at": (
        _("Taken down at"),
        _(
            "Empty: it stays. With a moment: the system takes it down then; number, title and date "
            "stay on record at its address."
        ),
    ),
}


class CheckedPageForm(NamesKnownThings, TypedRows, SameTexts, WagtailAdminPageForm):
    """Shows what keeps a page from becoming public, all at once and beside the fields.

    Asks only when the page is submitted or approved; the gate asks again when it becomes public.
    Who sends it back for changes is not asked to mend it first. What stands in the rows below the
    page (published matters) is asked as it was typed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An address need not be typed: a page without one gets it from its title."""
        super().__init__(*args, **kwargs)
        self.places: dict[str, str] = {}
        if "slug" in self.fields:
            self.fields["slug"].required = False
        self._mark_demanded()
        self._explain_schedule()

    def clean_slug(self) -> str:
        """The address of a new page, made of its title, is left to be numbered where it is taken.

        Notices of one title come again every season; nobody typed that address.
        """
        slug: str = self.cleaned_data.get("slug") or ""
        parent, is_new = self.parent_page, self.instance.pk is None
        made = slug == slugify(self.data.get("title", ""), allow_unicode=True)
        if is_new and made and parent.get_children().filter(slug=slug).exists():
            return ""
        return slug

    def _mark_demanded(self) -> None:
        """Fields that may stay empty in a draft, not in what is published, say so."""
        for name in getattr(self.instance, "demanded_fields", ()):
            if name in self.fields:
                field = self.fields[name]
                field.label = format_lazy("{} · {}", field.label, DEMANDED)

    def _explain_schedule(self) -> None:
        """What the two moments will do, and that a plan needs approval too."""
        for name, (label, words) in SCHEDULE.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = words

    def _clean_form(self) -> None:
        """The times of publication and expiry are judged with the rest, not in a draft.

        Wagtail judges them in a `clean` of its own, which runs around this class's.
        """
        super()._clean_form()
        cleaned = self.cleaned_data
        if self.is_deferred_validation:
            for name in ("go_live_at", "expire_at"):
                if name in self._errors and name not in cleaned and self._instant(name) is not None:
                    cleaned[name] = self._instant(name)
                    del self._errors[name]
        else:
            self._judge_schedule(cleaned)

    def _instant(self, name: str) -> Any:
        """The instant that was typed, when it is one at all."""
        field = self.fields[name]
        try:
            return field.clean(self[name].data)
        except forms.ValidationError:
            return None

    def _judge_schedule(self, cleaned: dict[str, Any]) -> None:
        """A moment of publication that has passed would publish at once, which nobody meant."""
        planned = cleaned.get("go_live_at")
        if planned and "go_live_at" in self.changed_data and planned <= timezone.now():
            message = gettext_noop(
                "This moment has passed. Choose a later one, or empty the field to publish as soon "
                "as it is approved."
            )
            self.add_error("go_live_at", str(Problem("schedule.past", message)))

    def _asks(self) -> bool:
        """Asked of a text that is to become public, not by who sends it back."""
        sent_back = self.data.get("workflow-action-name") == "reject"
        return super()._asks() and not sent_back

    def _ask(self) -> None:
        """The gate first, for it wants rows that are right."""
        problems = self._problems()
        self._show(problems)
        is_personal = any(one.code.startswith("personal_data.") for one in problems)
        if self._show_typed() or is_personal:
            self._show_the_way()

    def _problems(self) -> list[Problem]:
        """What the gate says; personal data in the rows below was judged as it was typed."""
        for name, formset in self.formsets.items():
            if name != "comments" and formset.is_valid():
                formset.save(commit=False)
        return gate.problems_with(self.instance)

    def _show(self, problems: Iterable[Problem]) -> None:
        """Puts each problem to its field, unless the field is not even filled in rightly."""
        wrong = set(self.errors)
        for problem in problems:
            if problem.field in self.fields:
                if problem.field not in wrong:
                    self.add_error(problem.field, str(problem))
                continue
            rows = self.formsets.get(problem.field)
            if rows is not None and not rows.is_valid():
                continue  # they are named one by one; what was typed could not be read whole
            self.places[str(problem)] = problem.field
            self.add_error(NON_FIELD_ERRORS, str(problem))
