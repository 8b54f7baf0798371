"""What changed in a page since it was published before, in the words of its editor (更新说明)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


@dataclass(frozen=True)
class ChangeNote:
    """One published note: when the page was published anew, and what had changed."""

    at: datetime
    text: str


class ChangeNotePanel(FieldPanel):
    """The field for what is new; there is nothing new in a page that was never public."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The field on one page."""

        def is_shown(self) -> bool:
            """Only once readers can have seen the page."""
            shown: bool = super().is_shown()
            return shown and bool(self.instance and self.instance.first_published_at)


class ChangeNotes(models.Model):
    """Mixin of a page whose readers are told what changed.

    `change_note` is written with a draft and kept in its revision. When that is published the note
    moves to the row of the publication and to `change_notes`, from which the page shows all of them
    without a further question; from then on nobody can edit it. The next draft begins without one.
    """

    change_note = models.CharField(
        _("what is new (更新说明)"),
        max_length=200,
        blank=True,
        help_text=_(
            "One sentence for readers: what changed since the page was published before, such as "
            "“The day of the visit is now Friday.” It is shown with the date when this draft is "
            "published, and stays. Leave it empty for misprints."
        ),
    )
    change_notes = models.JSONField(default=list, editable=False)

    exclude_fields_in_copy = ["change_note", "change_notes"]
    note_panels = [ChangeNotePanel("change_note")]

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft never brings published notes back, nor one that has been published with it."""
        page = super().with_content_json(content)  # type: ignore[misc]
        page.change_notes = self.change_notes
        latest = self.latest_revision_id  # type: ignore[attr-defined]
        if any(row["revision"] == latest for row in self.change_notes):
            page.change_note = ""
        return page

    def publish_note(self, at: datetime) -> str:
        """Moves the note of the draft among the published ones; returns it. Stores nothing."""
        note = self.change_note.strip()
        if note:
            revision = self.live_revision_id  # type: ignore[attr-defined]
            row = {"at": at.isoformat(), "text": note, "revision": revision}
            self.change_notes = [*self.change_notes, row]
            self.change_note = ""
        return note

    @property
    def notes_shown(self) -> list[ChangeNote]:
        """The published notes, the newest first."""
        made = (
            ChangeNote(timezone.localtime(datetime.fromisoformat(row["at"])), row["text"])
            for row in self.change_notes
        )
        return list(reversed(list(made)))
