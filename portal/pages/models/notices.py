"""Notices (通知公告): what a centre or the city tells its residents."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.models import BasePage, OpenInfo, SearchDocument
from portal.pages import rules
from portal.pages.choices import NoticeKind, TextLanguage
from portal.problems import Problem


class Notice(OpenInfo, BasePage):
    """A notice (通知), announcement (公告) or result notice (结果公告).

    Below the city it holds in every community; below a community it stays there. A result notice
    says which notice it answers.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind, default=NoticeKind.NOTICE)
    body = RichTextField(
        _("text"), features=["h2", "h3", "bold", "ol", "ul", "link", "document-link", "image"]
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
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("body"),
        PageChooserPanel("answers"),
        FieldPanel("language", widget=Select(choices=TextLanguage.choices)),
        *OpenInfo.open_info_panels,
        *BasePage.topic_panels,
    ]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["in_community", "-listed_on"], name="notice_by_community")]

    @classmethod
    def serving_queryset(cls) -> models.QuerySet[Notice]:
        """Joins the community."""
        return cls.objects.select_related("in_community")

    def problems(self) -> list[Problem]:
        """What the notice still lacks before it can become public."""
        return rules.problems_with_notice(
            title=self.title,
            text=self.body,
            issuer=self.issuer,
            is_historical=self.is_historical,
            original_date=self.original_date,
        )

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `tags`, `before` (the notice answered), `results` (those that answer this one)."""
        context = super().get_context(request, *args, **kwargs)
        context["tags"] = list(self.topics.all())
        either = models.Q(answers=self.pk) | models.Q(pk=self.answers_id)
        linked = list(Notice.objects.open_to_all().filter(either).order_by("listed_on", "pk"))
        context["before"] = next((row for row in linked if row.pk == self.answers_id), None)
        context["results"] = [row for row in linked if row.answers_id == self.pk]
        return context
