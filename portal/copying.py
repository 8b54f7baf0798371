"""Copies and mirrors made by hand: a copy is a draft, a mirror follows what is approved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm

from portal.publication.permissions import holds_publish


class DraftCopyForm(CopyForm):
    """Asks where a copy goes. A copy is never public at once: its text is approved like any other.

    A mirror shows what its source shows, so only a public source can have one, and who makes it
    may publish at the place where it will stand.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_copies", None)
        if not self.page.live:
            self.fields.pop("alias", None)

    def clean(self) -> dict[str, Any]:
        """As Wagtail does, with our own question about the place of a mirror."""
        mirror = self.cleaned_data.pop("alias", False)
        values: dict[str, Any] = super().clean()
        place = values.get("new_parent_page") or self.page.get_parent()
        if mirror and not holds_publish(self.user, place.specific_deferred):
            self.add_error("new_parent_page", _("You may not publish there."))
        return {**values, "alias": mirror}
