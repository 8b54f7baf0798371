"""The regulation library (法规制度): a regulation, its versions, and their articles.

Versions and articles are plain rows, not parts of the page's revision: a regulation of 1,200
articles opens in the editor as fast as one of twelve.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber
from django.forms import Select
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from portal.models import BasePage, OpenInfo, RoutedPage, SearchDocument
from portal.models.guards import guarded, lasting
from portal.pages import rules
from portal.pages.choices import (
    ArticleChange,
    ArticleKind,
    RegulationKind,
    TextLanguage,
    VersionState,
)
from portal.pages.panels import VersionsPanel

from .citations import ArticleQuerySet, ArticleReference
from .fixed import FixedOncePublished
from .notices import Notice
from .reading import RegulationReading

LONG_FIELDS = ("preamble", "note", "terms")
"""What a version holds of its text; not read where only its name and days are shown."""


class Regulation(RegulationReading, RoutedPage, OpenInfo, BasePage):
    """A law, rule, convention or charter (法规、规章、制度); its versions hold the text."""

    kind = models.CharField(
        _("kind"), max_length=20, choices=RegulationKind, default=RegulationKind.NORMATIVE_DOC
    )
    made_by = models.CharField(_("made by (制定机关)"), max_length=160, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=160, blank=True)
    promulgated_on = models.DateField(_("promulgated on"), null=True, blank=True)
    interpreter = models.CharField(_("interpreted by"), max_length=160, blank=True)
    verified_on = models.DateField(_("last checked on"), null=True, blank=True)
    language = models.CharField(_("language of the text"), max_length=10, default="zh-Hans")
    source_note = models.CharField(_("note on the source"), max_length=300, blank=True)
    superior = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="inferior",
        verbose_name=_("rests on (上位法)"),
    )

    parent_page_types = ["pages.RegulationSection"]
    subpage_types: list[str] = []
    search_document = SearchDocument(
        kind="regulation",
        heading=("summary",),
        body=("source_note", "doc_no"),
        doc_number="doc_no",
        issuer="issuer",
        status="validity",
        published="listed_on",
        ends="valid_until",
    )
    content_panels = [
        *Page.content_panels,
        VersionsPanel(heading=_("Text")),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("made_by")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("adopted_on"), FieldPanel("promulgated_on")]),
                FieldRowPanel([FieldPanel("approved_on"), FieldPanel("approved_by")]),
                FieldRowPanel([FieldPanel("interpreter"), FieldPanel("verified_on")]),
            ],
            heading=_("Making"),
        ),
        FieldPanel("source_note"),
        FieldPanel("language", widget=Select(choices=TextLanguage.choices)),
        *OpenInfo.open_info_panels,
        *BasePage.topic_panels,
        *OpenInfo.note_panels,
    ]

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")

    @classmethod
    def serving_queryset(cls) -> models.QuerySet[Regulation]:
        """Joins the community."""
        return cls.objects.select_related("in_community")

    @cached_property
    def published_versions(self) -> list[RegulationVersion]:
        """All published versions, oldest first (one query).

        Each knows `notices_citing`: how many public notices cite the regulation.
        """
        if self.pk is None:  # a preview of what was never saved
            return []
        notices = Notice.objects.open_to_all().filter(references__target=self.pk)
        counted = (
            notices.order_by()
            .values("references__target")
            .annotate(n=models.Count("pk", distinct=True))
        )
        rows = self.versions.filter(state=VersionState.PUBLISHED).order_by("no")
        return list(rows.annotate(notices_citing=models.Subquery(counted.values("n"))))

    def version_on(self, on: date | None = None) -> RegulationVersion | None:
        """The published version that holds on a day, today by default."""
        return rules.version_on(self.published_versions, on or timezone.localdate())

    @property
    def first_day(self) -> date | None:
        """The first day on which a published version was in force; None when none has a date."""
        days = [one.effective_from for one in self.published_versions if one.effective_from]
        return min(days, default=None)

    @property
    def last_day(self) -> date:
        """The last day for which it makes sense to ask: today, or the start or end of a version."""
        days = [timezone.localdate()]
        for one in self.published_versions:
            days += [day for day in (one.effective_from, one.effective_to) if day]
        return max(days)

    @cached_property
    def shown_version(self) -> RegulationVersion | None:
        """The version readers meet first: in force today, otherwise the latest published."""
        versions = self.published_versions
        return self.version_on() or (versions[-1] if versions else None)


class RegulationVersionQuerySet(models.QuerySet["RegulationVersion"]):
    """Reads as: the versions that readers meet first."""

    def shown(self, on: date) -> RegulationVersionQuerySet:
        """`Regulation.shown_version` of all regulations in one statement.

        First the version that holds on the day; while none has begun, the last without dates;
        otherwise the latest published.
        """
        published = RegulationVersion.objects.filter(
            regulation=models.OuterRef("regulation"), state=VersionState.PUBLISHED
        )
        has_begun = models.Q(effective_from__lte=on)
        lasts = models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=on)
        is_undated = models.Q(effective_from__isnull=True)
        rank = models.Case(
            models.When(has_begun & lasts, then=0),
            models.When(~models.Exists(published.filter(has_begun)) & is_undated, then=1),
            default=2,
            output_field=models.IntegerField(),
        )
        started = models.Case(
            models.When(has_begun & lasts, then="effective_from"), output_field=models.DateField()
        )
        best = published.order_by(rank, started.desc(), "-no").values("pk")[:1]
        return self.filter(pk=models.Subquery(best))


class RegulationVersion(FixedOncePublished, models.Model):
    """The text of a regulation from one day to another (版本); once published it never changes.

    `terms` are the words it defines (用语), written when it is published: word, address of the
    article, start and end there.
    """

    official_numbers = ("content_hash",)

    regulation = models.ForeignKey(
        Regulation, on_delete=models.CASCADE, related_name="versions", verbose_name=_("regulation")
    )
    no = models.PositiveSmallIntegerField(_("version number"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default="draft")
    change_note = models.CharField(_("what changed"), max_length=300)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_to = models.DateField(_("in force until, inclusive"), null=True, blank=True)
    preamble = models.TextField(_("text before the first article"), blank=True)
    note = models.TextField(_("note of the import"), blank=True)
    source_name = models.CharField(_("file it was read from"), max_length=200, blank=True)
    source_part = models.CharField(_("part of the file"), max_length=80, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, db_index=True)
    terms = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("last written by"),
    )

    objects = RegulationVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a regulation")
        verbose_name_plural = _("versions of regulations")
        ordering = ["regulation_id", "no"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "no"], name="version_number_once"),
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_from__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="version_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Version %(no)s") % {"no": self.no}

    def is_work_of(self, user: models.Model) -> bool:
        """Whether `user` was the last to write the version or one of its articles."""
        own = self.written_by_id is not None and self.written_by_id == user.pk
        return own or self.articles.filter(written_by_id=user.pk).exists()

    def citations_made(self, article: Article | None = None) -> models.QuerySet[ArticleReference]:
        """What its articles (or one) cite of regulations that are public, in the text's order."""
        source = models.Q(source=article) if article else models.Q(source__version=self)
        is_open = lasting("target") & ~models.Q(guarded("target__path"))
        rows = ArticleReference.objects.filter(is_open, source, target__live=True)
        return rows.select_related("target").order_by("source_id", "start")

    def citations_received(
        self, *, most: int, of: Article | None = None
    ) -> models.QuerySet[ArticleReference]:
        """Who cites this regulation (or one article of it): the newest `most` of each cited place.

        Its own text in this version and others in their latest; each row knows whether it `is_own`,
        the `total` of its place, and how many `citing_articles` of others there are in all.
        """
        public = ArticleReference.objects.in_public_text().filter(target=self.regulation_id)
        others = public.exclude(source__version__regulation=self.regulation_id)
        sources = (
            others.order_by().values("target").annotate(n=models.Count("source", distinct=True))
        )
        rows = public.of_this_text(self).filter(
            models.Q(is_own=False)
            | ~models.Q(source__number=models.F("number"))
            | ~models.Q(source__suffix=models.F("suffix"))
        )
        if of is not None:
            rows = rows.filter(number=of.number, suffix=of.suffix)
        newest = ("-source__version__published_at", "source__seq", "pk")
        parts = ("number", "suffix", "is_own")
        return (
            rows.annotate(
                place=Window(RowNumber(), partition_by=parts, order_by=newest),
                total=Window(models.Count("pk"), partition_by=parts),
                citing_articles=models.Subquery(sources.values("n")),
            )
            .filter(place__lte=most)
            .select_related("source__version__regulation")
            .defer("source__text", *(f"source__version__{name}" for name in LONG_FIELDS))
            .order_by(*newest)
        )


class Article(FixedOncePublished, models.Model):
    """One article (条) or section of a version, with its text exactly as given.

    `label` is the number as printed; a lost number stays lost (`number_lost`) unless a person has
    said where the article begins (`number_inferred`, shown as 推定). `change` says, from the day it
    is published, what the version before did not have: the article, or these words.
    """

    version_key = "version_id"

    version = models.ForeignKey(
        RegulationVersion, on_delete=models.CASCADE, related_name="articles"
    )
    seq = models.PositiveIntegerField(_("order"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=ArticleKind, default=ArticleKind.ARTICLE
    )
    number = models.PositiveIntegerField(_("number"), null=True)
    suffix = models.PositiveSmallIntegerField(_("inserted after (之一 = 1)"), default=0)
    label = models.CharField(_("number as printed"), max_length=80, blank=True)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    book = models.CharField(_("book (编)"), max_length=200, blank=True)
    chapter = models.CharField(_("chapter (章)"), max_length=200, blank=True)
    section = models.CharField(_("section (节)"), max_length=200, blank=True)
    slug = models.CharField(max_length=60)
    text = models.TextField(_("text"), blank=True)
    number_lost = models.BooleanField(_("number lost in the source"), default=False)
    number_doubtful = models.BooleanField(_("number doubtful in the source"), default=False)
    number_inferred = models.BooleanField(_("beginning inferred (推定)"), default=False)
    change = models.CharField(
        max_length=8, choices=ArticleChange, blank=True, default="", editable=False
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("last written by"),
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["version_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["version", "seq"], name="article_order_once"),
            models.UniqueConstraint(fields=["version", "slug"], name="article_address_once"),
        ]
        indexes = [models.Index(fields=["number", "suffix"], name="article_by_number")]

    def __str__(self) -> str:
        return f"{self.label or self.heading or self.slug}"

    @property
    def name(self) -> str:
        """What it is called: its number as printed, else its inferred number, else its kind.

        Where a person has said that the printed number is wrong, the inferred one is its name.
        """
        if self.label and not (self.number_inferred and self.number):
            return self.label
        if self.number:
            return gettext("Article %(number)s") % {"number": self.number}
        return gettext("Section") if self.heading else gettext("Number lost")
