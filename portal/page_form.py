"""The form in which editors write pages: a draft saves as it is, publication hears all problems."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from portal.publication import gate


class CheckedPageForm(WagtailAdminPageForm):
    """Shows what keeps a page from becoming public, all at once and beside the fields.

    Asks only when the page is submitted or approved; the gate asks again when it becomes public.
    Who sends it back for changes is not asked to mend it first.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An address need not be typed: a page without one gets it from its title."""
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or self.data.get("workflow-action-name") == "reject":
            return
        for problem in gate.problems_with(self.instance):
            field = problem.field if problem.field in self.fields else None
            if field is None or field not in self.errors:
                self.add_error(field, str(problem))
