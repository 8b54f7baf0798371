"""Tables of the index and of what helps to ask it. Rows about public objects only.

The texts stand in `IndexedDocument`; the gram index over them belongs to the engine. Everything
but synonyms can be thrown away and made again by `manage.py search_rebuild`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Left, StrIndex
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FacetSet(models.Model):
    """One combination of facet values that documents share (分面组合).

    Counting facets counts few sets instead of many documents. Topics have sets of their own, for
    together with everything else nearly every document would have its own combination.
    `signature` is a digest of the sorted pairs.
    """

    signature = models.CharField(max_length=64, unique=True)
    values: models.Manager[FacetValue]

    def __str__(self) -> str:
        return self.signature


class FacetValue(models.Model):
    """One facet value of a set; a document of the set has it."""

    facet_set = models.ForeignKey(FacetSet, on_delete=models.CASCADE, related_name="values")
    facet = models.CharField(max_length=12)
    value = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["facet", "value", "facet_set"], name="search_facet_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.facet}: {self.value}"


BEGIN_OF_TITLE = Left(Left("folded", StrIndex("folded", models.Value("\n")) - 1), 61)
"""Of the folded title as much as tells a word of the vocabulary from a longer one."""


class IndexedDocument(models.Model):
    """One searchable thing (检索条目): a page, one article of a regulation, or one file.

    `slot` is its place in time and its row number in the gram index: newest first is slots falling.
    `folded` holds title, heading and body, folded, one line each; search is exact over its lines.
    `number` is the document number as it is compared: its parts, with blanks between them.
    The page's row may be gone for a moment inside a transaction, therefore no database constraint.
    """

    slot = models.BigIntegerField(unique=True)
    key = models.CharField(max_length=100, unique=True)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    facet_set = models.ForeignKey(FacetSet, on_delete=models.PROTECT, related_name="documents")
    topic_set = models.ForeignKey(
        FacetSet, on_delete=models.PROTECT, null=True, related_name="topical"
    )
    part = models.CharField(max_length=80)
    path = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20)
    title = models.TextField()
    heading = models.TextField(blank=True)
    body = models.TextField(blank=True)
    folded = models.TextField()
    doc_number = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=80, blank=True, default="")
    article_no = models.PositiveIntegerField(null=True)
    chapter = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20, blank=True)
    published = models.DateField(null=True)
    effective = models.DateField(null=True)
    ends = models.DateField(null=True)
    expires = models.DateTimeField(null=True)
    file_kind = models.CharField(max_length=8, blank=True, default="")
    file_size = models.BigIntegerField(null=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["slot", "facet_set", "topic_set", "page"], name="search_by_slot"),
            models.Index(
                fields=["article_no"],
                name="search_by_article",
                condition=models.Q(article_no__isnull=False),
            ),
            models.Index(
                fields=["expires"],
                name="search_by_expiry",
                condition=models.Q(expires__isnull=False),
            ),
            models.Index(fields=["seq"], name="search_by_change"),
            models.Index(BEGIN_OF_TITLE, name="search_by_title"),
        ]

    def __str__(self) -> str:
        return self.key


class IndexState(models.Model):
    """The one row about the index as a whole.

    `generation` counts changes; `stamp` is new with every change and never comes back, so that
    counts kept under it are true or unused. `left_at` is the last change by which an entry went
    from its place; other changes are told by the `seq` of their entries. `synonyms` repeats the
    live groups for reading.
    """

    generation = models.BigIntegerField(default=0)
    left_at = models.BigIntegerField(default=0)
    stamp = models.CharField(max_length=32, default="")
    schema = models.CharField(max_length=64, default="")
    documents = models.PositiveIntegerField(default=0)
    synonyms = models.JSONField(default=list)
    rebuilt_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.generation} ({self.documents})"


class IndexEvent(models.Model):
    """An entry that an index outside the database has yet to take over (待同步).

    State, not a difference: whoever works it off reads the entry again. One row an entry at most,
    written in the transaction that changed it. `claimed_until` lends it to one worker for a while;
    a `parked` one was refused for what it is and waits for a person.
    """

    object_key = models.CharField(max_length=100, unique=True)
    seq = models.BigIntegerField()
    gone = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    parked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.object_key}@{self.seq}"


class OutsideIndex(models.Model):
    """The one row about the index outside the database (外部索引): who builds it, how it keeps up.

    `building` names the index that a rebuild fills; changes go there too while `built_at` is fresh.
    """

    building = models.CharField(max_length=200, blank=True)
    building_since = models.DateTimeField(null=True)
    built_at = models.DateTimeField(null=True)
    rebuilt_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    drained_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.building or "at rest"


class SynonymGroup(models.Model):
    """Words that mean the same to a reader of the texts (同义词): 低保 = 最低生活保障.

    A query holding one of them also finds, as related, what holds another.
    """

    words = models.CharField(
        _("words, separated by ="),
        max_length=300,
        help_text=_("For example 低保 = 最低生活保障. Script and case do not matter."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("synonym group")
        verbose_name_plural = _("synonym groups")
        ordering: ClassVar = ["words"]

    def __str__(self) -> str:
        return self.words


class Vocabulary(models.Model):
    """A word that readers may be offered (词表): from titles, headings, topics, synonyms.

    `weight` says how often the public texts use it.
    """

    word = models.CharField(max_length=100)
    folded = models.CharField(max_length=100, unique=True)
    source = models.CharField(max_length=12)
    weight = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-weight"], name="search_word_by_weight")]

    def __str__(self) -> str:
        return self.word


class QueryLog(models.Model):
    """How often a query was asked on one day and what it found (检索日志). Names no reader."""

    day = models.DateField()
    folded = models.CharField(max_length=200)
    times = models.PositiveIntegerField(default=1)
    total = models.PositiveIntegerField(default=0)
    related = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "folded"], name="search_query_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.folded}"
