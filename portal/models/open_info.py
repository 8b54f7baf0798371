"""What every item of open government information (政务公开) carries besides its text."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from .change_notes import ChangeNotes

HELP = {
    "summary": _("One or two sentences; lists, feeds and shared links show them."),
    "issuer": _("The full name, as on the seal."),
    "doc_no": _("As on the document; leave it empty when there is none."),
    "written_on": _("The day on the document, not the day of entry."),
    "valid_until": _("After this day the page says that it no longer holds."),
    "is_historical": _("Old material that is entered now."),
    "original_date": _("The day on which it was first made public; lists go by it."),
    "basis": _("Law and article, as 《…》第九条; a publicity needs one."),
    "duty_holder": _("Who must see to it that this is published."),
}


class Validity(models.TextChoices):
    """Whether a text may be relied on (有效性)."""

    DRAFT = "draft", _("draft")
    NOT_YET_IN_FORCE = "not_yet_in_force", _("not yet in force")
    IN_FORCE = "in_force", _("in force")
    AMENDED = "amended", _("amended")
    EXPIRED = "expired", _("expired")
    REPEALED = "repealed", _("repealed")
    UNVERIFIED = "unverified", _("unverified")


class Mode(models.TextChoices):
    """How information is opened (公开方式)."""

    ACTIVE = "active", _("on the portal's own initiative")
    ON_REQUEST = "on_request", _("on request")


class OpenInfo(ChangeNotes):
    """Mixin of an item of open information (公开信息) that is a page.

    `index_no` (索引号) is given by the server once and never changes; `published_at` is the
    server's clock at first publication and cannot be typed. Old material keeps its own date in
    `original_date` and is marked 历史资料.
    """

    index_no = models.CharField(  # noqa: DJ001 - unnumbered mirrors must not collide
        _("index number"), max_length=40, unique=True, null=True, editable=False
    )
    in_community = models.ForeignKey(
        "portal.Community",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    issuer = models.CharField(_("issuer"), max_length=120, blank=True)
    doc_no = models.CharField(_("document number"), max_length=80, blank=True)
    written_on = models.DateField(_("date of document"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    listed_on = models.DateField(null=True, editable=False, db_index=True)
    is_historical = models.BooleanField(_("historical material (历史资料)"), default=False)
    original_date = models.DateField(_("original date"), null=True, blank=True)
    validity = models.CharField(
        _("validity"), max_length=20, choices=Validity, default=Validity.IN_FORCE
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    mode = models.CharField(_("way of opening"), max_length=12, choices=Mode, default=Mode.ACTIVE)
    audience = models.CharField(_("audience"), max_length=80, blank=True)
    basis = models.CharField(_("legal basis of opening"), max_length=250, blank=True)
    duty_holder = models.CharField(_("unit responsible for opening"), max_length=120, blank=True)

    exclude_fields_in_copy = [
        "index_no",
        "published_at",
        "listed_on",
        *ChangeNotes.exclude_fields_in_copy,
    ]

    open_info_panels = [
        MultiFieldPanel(
            [
                FieldPanel("summary", help_text=HELP["summary"]),
                FieldPanel("issuer", help_text=HELP["issuer"]),
                FieldRowPanel(
                    [
                        FieldPanel("doc_no", help_text=HELP["doc_no"]),
                        FieldPanel("written_on", help_text=HELP["written_on"]),
                    ]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("validity"),
                        FieldPanel("valid_until", help_text=HELP["valid_until"]),
                    ]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("is_historical", help_text=HELP["is_historical"]),
                        FieldPanel("original_date", help_text=HELP["original_date"]),
                    ]
                ),
            ],
            heading=_("Open information"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("mode"), FieldPanel("audience")]),
                FieldPanel("basis", help_text=HELP["basis"]),
                FieldPanel("duty_holder", help_text=HELP["duty_holder"]),
            ],
            heading=_("Duty to publish"),
            classname="collapsed",
        ),
    ]

    class Meta(ChangeNotes.Meta):
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft brings back its text, never the number or the date of publication."""
        page = super().with_content_json(content)
        page.index_no = self.index_no
        page.in_community_id = self.in_community_id
        page.published_at = self.published_at
        page.listed_on = self.listed_on
        return page

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Numbers the item before the first validation, so that no item is ever unnumbered."""
        self.assign_index_no()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """A draft is numbered too."""
        self.assign_index_no()
        super().minimal_clean()  # type: ignore[misc]

    def assign_index_no(self) -> None:
        """Takes the next number of the year when the item has none (单位码/YYYY-NNNNN).

        A mirror of an item in another place is the same item: only the source has the number.
        """
        from portal.publication.numbering import next_index_no

        if getattr(self, "alias_of_id", None):
            self.index_no = None
        elif not self.index_no:
            self.index_no = next_index_no(year=timezone.localdate().year)

    def mark_published(self, at: Any) -> None:
        """Writes the server's time once; later publications leave it alone."""
        if self.published_at is None:
            self.published_at = at
        self.listed_on = self.original_date or timezone.localdate(self.published_at)
