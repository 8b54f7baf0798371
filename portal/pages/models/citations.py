"""Citations of regulations and their articles (引用), and which of them everybody may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models.guards import guarded, lasting
from portal.pages.choices import VersionState

if TYPE_CHECKING:
    from .regulations import Article, RegulationVersion


def _replaced(way: str) -> models.Exists:
    """Whether a later version has been published than the one that `way` leads to."""
    versions = apps.get_model("pages", "RegulationVersion").objects
    return models.Exists(
        versions.filter(
            regulation=models.OuterRef(f"{way}__regulation"),
            state=VersionState.PUBLISHED,
            no__gt=models.OuterRef(f"{way}__no"),
        )
    )


def _open_to_all(way: str) -> list[Any]:
    """The version that `way` leads to is published, of a live and unguarded regulation."""
    regulation = f"{way}__regulation"
    published = {f"{way}__state": VersionState.PUBLISHED, f"{regulation}__live": True}
    return [~guarded(f"{regulation}__path"), lasting(regulation), models.Q(**published)]


class ArticleQuerySet(models.QuerySet["Article"]):
    """Reads as: the articles that cite a text."""

    def citing(self, regulation: int, about: Article | None = None) -> ArticleQuerySet:
        """Those of other public regulations, or of the very version of the article cited.

        Who cites is looked up by the key of each article: joined to the articles once more, a
        database that has not counted its rows yet would go through all of them for each.
        """
        references = ArticleReference.objects.filter(target=regulation)
        elsewhere = ~models.Q(version__regulation=regulation) & ~_replaced("version")
        rows = self.filter(*_open_to_all("version"))
        if about is None:
            return rows.filter(elsewhere, pk__in=references.values("source"))
        references = references.filter(number=about.number, suffix=about.suffix)
        here = models.Q(version=about.version_id) & ~models.Q(pk=about.pk)
        return rows.filter(elsewhere | here, pk__in=references.values("source"))


class ArticleReferenceQuerySet(models.QuerySet["ArticleReference"]):
    """Reads as: the citations that everybody may read."""

    def of_this_text(self, version: RegulationVersion) -> ArticleReferenceQuerySet:
        """Citations within this very version, and those in other regulations; `is_own` tells."""
        own = models.Q(source__version__regulation=version.regulation_id)
        return self.filter(~own | models.Q(source__version=version)).annotate(
            is_own=models.Case(
                models.When(own, then=True), default=False, output_field=models.BooleanField()
            )
        )

    def in_public_text(self) -> ArticleReferenceQuerySet:
        """Citations in published versions of live, unguarded regulations that nothing replaced."""
        own = models.Q(source__version__regulation=models.F("target"))
        way = "source__version"
        return self.filter(own | (~own & ~_replaced(way)), *_open_to_all(way))


class ArticleReference(models.Model):
    """An article cites a regulation or an article of it (引用); both ends show it.

    `start` and `end` are offsets in the citing article's text. A citation of a text that is not in
    the library yet keeps its title and is resolved when that text arrives.
    """

    source = models.ForeignKey("pages.Article", on_delete=models.CASCADE, related_name="references")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    target = models.ForeignKey(
        "pages.Regulation", on_delete=models.SET_NULL, null=True, related_name="cited_in"
    )
    target_title = models.CharField(max_length=255, blank=True)
    number = models.PositiveIntegerField(null=True)
    suffix = models.PositiveSmallIntegerField(default=0)

    objects = ArticleReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["source_id", "start"]
        indexes = [models.Index(fields=["target", "number", "suffix"], name="citation_by_target")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_title} {self.number or ''}".strip()
