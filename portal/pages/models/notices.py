"""Notices (通知公告): what a centre or the city tells its residents."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.forms import Select
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.models import BasePage, OpenInfo, SearchDocument, SiteSettings
from portal.pages import notice_rules, rules
from portal.pages.choices import NoticeKind, TextLanguage
from portal.prepared import NOBODYS_KEY, Prepared
from portal.problems import Problem

from .emergency import EmergencyFacts
from .publicity import PublicityTerms, with_days_left, working_days_left


class Notice(PublicityTerms, EmergencyFacts, OpenInfo, BasePage):
    """A notice (通知、公告), publicity (公示), emergency (紧急通知) or result notice (结果公告).

    Below the city it holds in every community; below a community it stays there. A result notice
    says which notice it answers. The text of a list of persons that is over leaves this class only
    on the desk.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind, default=NoticeKind.NOTICE)
    body = RichTextField(
        _("text"),
        features=["h2", "h3", "bold", "ol", "ul", "link", "document-link", "image", "table"],
    )
    language = models.CharField(_("language of the text"), max_length=10, default="zh-Hans")
    answers = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_by",
        verbose_name=_("notice whose result this is"),
    )
    stands_alone = models.BooleanField(
        _("this result answers no notice of the portal"), default=False
    )

    parent_page_types = ["pages.NoticeSection"]
    subpage_types: list[str] = []
    search_document = SearchDocument(
        kind="notice",
        heading=("summary",),
        body=("body", "doc_no"),
        doc_number="doc_no",
        issuer="issuer",
        status="validity",
        published="listed_on",
        expires="list_ends_at",
        withheld="is_list_down",
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel(
            "kind", help_text=_("The kind decides what else must be said; the form follows it.")
        ),
        FieldPanel(
            "body",
            help_text=_(
                "Text copied from Word or WeChat can be pasted; type / to insert a table or "
                "picture."
            ),
        ),
        *PublicityTerms.publicity_panels,
        *EmergencyFacts.emergency_panels,
        MultiFieldPanel(
            [PageChooserPanel("answers"), FieldPanel("stands_alone")],
            heading=_("What this answers"),
            attrs={"data-notice-kinds": NoticeKind.RESULT.value},
        ),
        FieldPanel("language", widget=Select(choices=TextLanguage.choices)),
        *OpenInfo.open_info_panels,
        *BasePage.topic_panels,
        *OpenInfo.note_panels,
    ]

    demanded_fields = (
        "issuer",
        "answers",
        *PublicityTerms.demanded_fields,
        *EmergencyFacts.demanded_fields,
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["in_community", "-listed_on"], name="notice_by_community"),
            models.Index(
                fields=["takedown_on"],
                condition=models.Q(has_personal_list=True),
                name="notice_list_by_last_day",
            ),
        ]

    @classmethod
    def serving_queryset(cls) -> models.QuerySet[Notice]:
        """Joins the community and counts the days that are left for objections."""
        rows = cls.objects.select_related("in_community")
        return with_days_left(rows, today=timezone.localdate())

    @property
    def publication_moment(self) -> datetime:
        """When this became public, or becomes public if it is published as planned."""
        planned = getattr(self, "_publication_at", None) or timezone.now()
        later = self.go_live_at if self.go_live_at and self.go_live_at > planned else planned
        return self.published_at or later

    @property
    def may_be_published_alone(self) -> bool:  # type: ignore[override]
        """An emergency cannot wait for a second person, who confirms it afterwards."""
        return self.kind == NoticeKind.EMERGENCY

    def problems(self) -> list[Problem]:
        """What the notice still lacks before it can become public."""
        found = rules.problems_with_notice(
            title=self.title,
            text=self.body,
            issuer=self.issuer,
            is_historical=self.is_historical,
            original_date=self.original_date,
        )
        found += notice_rules.problems_with_slug(self.slug)
        found += notice_rules.problems_with_answer(
            kind=self.kind, answers=self.answers_id, stands_alone=self.stands_alone
        )
        return found + self._problems_of_kind()

    def _problems_of_kind(self) -> list[Problem]:
        """What a publicity, an emergency or a list of persons lacks."""
        at = self.publication_moment
        found: list[Problem] = []
        if self.kind == NoticeKind.PUBLICITY:
            found += self.publicity_problems(published_on=timezone.localdate(at))
        if self.kind == NoticeKind.EMERGENCY:
            found += self.emergency_problems(published_at=at)
        found += notice_rules.problems_with_list_brought_back(
            has_personal_list=self.has_personal_list, was_removed=self.list_removed_at is not None
        )
        if self.has_personal_list:
            found += notice_rules.problems_with_personal_list(
                takedown_on=self.takedown_on,
                period=self.publicity_period,
                summary=self.summary,
                body=self.body,
            )
        return found

    def write_what_follows(self) -> None:
        """The regulations that a public text cites."""
        from portal.pages.notice_references import link_notice

        link_notice(self)

    def stands_in_frame(self) -> bool:
        """An emergency notice is a banner on every page; so is what was one until this save."""
        if self.kind == NoticeKind.EMERGENCY:
            return True
        banners = (row for (kept,) in FRAMES.rows() for row in kept.get("banners", ()))
        return any(row["id"] == self.pk for row in banners)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft does not bring back that a list has been taken down."""
        page = super().with_content_json(content)
        page.list_removed_at = self.list_removed_at
        return page

    def hide_list(self) -> None:
        """Empties what a list of persons that is over would show; never save the page after it."""
        if self.is_list_down:
            self.body = self.summary = ""

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `tags`, `before` (the notice answered), `results` (those that answer this one).

        A publicity has `days_left`, working days in which one can still object, or None when the
        calendar does not say.
        """
        context = super().get_context(request, *args, **kwargs)
        self.hide_list()
        context["tags"] = self.shown_topics()
        rows = LINKED.rows(self.pk, self.answers_id or 0, timezone.now())
        context["before"] = next((row for row in rows if row.pk == self.answers_id), None)
        context["results"] = [row for row in rows if row.answers_id == self.pk]
        if self.publicity_state:
            context["days_left"] = working_days_left(self, today=timezone.localdate())
        return context


def _linked(page: int, answered: int, at: datetime) -> models.QuerySet[Notice]:
    """The public notices that answer a notice, and the one that it answers, oldest first."""
    either = models.Q(answers=page) | models.Q(pk=answered)
    rows = Notice.objects.open_to_all(at=at).filter(either).defer("body")
    return rows.order_by("listed_on", "pk")


FRAMES = Prepared(lambda: SiteSettings.objects.values_list("navigation"))
LONG_AGO = datetime(1901, 2, 3, tzinfo=UTC)
LINKED = Prepared(_linked, NOBODYS_KEY, NOBODYS_KEY + 1, LONG_AGO)
