"""Information pages: what the portal is, what it publishes and why, how it treats its readers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from portal.models import BasePage, ChangeNotes, SearchDocument
from portal.models.open_info import Mode
from portal.pages.choices import InfoKind
from portal.pages.legal_links import LegalLinks
from portal.problems import Problem, gettext_noop


class InfoPage(ChangeNotes, BasePage):
    """A standing page of a city or a community (说明页); one of each kind in a place.

    What it cites stands as links where the library has the text.
    """

    kind = models.CharField(_("kind"), max_length=14, choices=InfoKind, default=InfoKind.ABOUT)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = RichTextField(_("text"))
    reviewed_on = models.DateField(
        _("reviewed on"),
        default=timezone.localdate,
        help_text=_("The day on which somebody last checked that all this is so."),
    )

    parent_page_types = ["portal.City", "portal.Community"]
    subpage_types: list[str] = []
    search_document = SearchDocument(
        kind="information", body=("summary", "body", "searchable_items")
    )
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("reviewed_on")]),
        FieldPanel("summary"),
        FieldPanel("body"),
        InlinePanel(
            "items",
            heading=_("What is published, and on which basis"),
            label=_("published matter"),
            help_text=_("For the page that says what is published; other pages leave it empty."),
        ),
        *BasePage.topic_panels,
        *ChangeNotes.note_panels,
    ]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def problems(self) -> list[Problem]:
        """A place has one page of each kind; the catalogue says something."""
        problems = []
        path = self.path[: -self.steplen] if self.path else ""
        same = type(self).objects.live().filter(kind=self.kind, path__startswith=path)
        if path and same.filter(depth=self.depth).exclude(pk=self.pk).exists():
            message = gettext_noop("This place has a page of this kind already.")
            problems.append(Problem("information.kind_taken", message, "kind"))
        if self.kind == InfoKind.CATALOGUE and not self.items.exists():
            message = gettext_noop("Enter at least one matter that is published.")
            problems.append(Problem("information.catalogue_empty", message, "items"))
        return problems

    def stands_in_frame(self) -> bool:
        """A page of the city stands in the footer."""
        return bool(self.depth == 3)

    @property
    def searchable_items(self) -> str:
        """The matters in words, for search."""
        return "\n".join(f"{row.matter} {row.content} {row.basis}" for row in self.items.all())

    @property
    def in_community_path(self) -> str:
        """Tree path of the community above; empty below the city."""
        return self.path[: -self.steplen] if self.depth > 3 else ""

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `items` and `links`: where the citations of the page lead."""
        context = super().get_context(request, *args, **kwargs)
        items = list(self.items.select_related("where"))
        texts = [self.body, *(row.basis for row in items)]
        links = LegalLinks.of(texts, community_path=self.in_community_path)
        context.update(items=items, links=links)
        return context


class PublishedItem(Orderable):
    """One matter that is made public, in the columns of the standard catalogue (公开事项).

    The basis is a citation; where the portal shows the matter, `where` leads there.
    """

    page = ParentalKey(InfoPage, on_delete=models.CASCADE, related_name="items")
    matter = models.CharField(_("matter (公开事项)"), max_length=80)
    content = models.CharField(_("content (公开内容)"), max_length=300)
    basis = models.CharField(
        _("legal basis (公开依据)"),
        max_length=250,
        help_text=_("As a citation: 《…》第二十一条; it becomes a link where the library has it."),
    )
    holder = models.CharField(_("who publishes (公开主体)"), max_length=120)
    time_limit = models.CharField(_("within which time (公开时限)"), max_length=120)
    mode = models.CharField(_("way of opening"), max_length=12, choices=Mode, default=Mode.ACTIVE)
    channel = models.CharField(_("channel (公开渠道)"), max_length=120)
    audience = models.CharField(_("for whom (公开对象)"), max_length=80)
    where = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where it stands"),
    )

    panels = [
        FieldPanel("matter"),
        FieldPanel("content"),
        FieldPanel("basis"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("holder"), FieldPanel("time_limit")]),
                FieldRowPanel([FieldPanel("channel"), FieldPanel("audience")]),
                FieldRowPanel([FieldPanel("mode"), FieldPanel("where")]),
            ]
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("published matter")
        verbose_name_plural = _("published matters")

    def __str__(self) -> str:
        return self.matter
