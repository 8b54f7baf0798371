"""Editors' screens for the articles of a version, page by page.

They are no part of the regulation's form, so that a regulation of 1,200 articles opens as fast as
one of twelve. Articles of a published version are looked at only.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.log_actions import log

from portal.row_views import (
    RowDeleteView,
    RowEditView,
    RowIndexView,
    RowPolicy,
    RowViewSet,
)

from . import version_actions
from .choices import VersionState
from .models import Article, RegulationVersion
from .models.fixed import demand_draft
from .row_forms import ArticleForm
from .version_viewsets import asked_for, breadcrumbs


class ArticlePolicy(RowPolicy):
    """So are its articles."""

    def is_fixed(self, row: Any) -> bool:
        """Of a published version."""
        return row.version.state == VersionState.PUBLISHED


def article_list(version: RegulationVersion) -> str:
    """Address of the articles of a version."""
    return f"{reverse('regulation-articles:index')}?version={version.pk}"


def article_crumbs(version: RegulationVersion, label: str = "") -> list[dict[str, str]]:
    """The way from the regulation over its version to an article."""
    title = gettext("Articles of version %(no)s") % {"no": version.no}
    here = [{"url": "", "label": label}] if label else []
    return breadcrumbs(version.regulation, {"url": article_list(version), "label": title}, *here)


class ArticleIndexView(RowIndexView):
    """The articles of the version of `?version=`, page by page."""

    @cached_property
    def version(self) -> RegulationVersion:
        """The version asked for."""
        return asked_for(self.request, RegulationVersion, "version")  # type: ignore[no-any-return]

    def get_base_queryset(self) -> QuerySet[Any]:
        """In order, without the texts."""
        rows = Article.objects.filter(version=self.version).select_related("version__regulation")
        return rows.order_by("seq").defer("text", "version__preamble", "version__note")

    def get_add_url(self) -> str | None:
        """None for a published version."""
        if self.version.state == VersionState.PUBLISHED:
            return None
        url = super().get_add_url()
        return f"{url}?version={self.version.pk}" if url else None

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the version."""
        return article_crumbs(self.version)


class ArticleAddView(generic.CreateView):
    """Adds an article to the draft of `?version=`."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Knows the version from the start; a published one is refused."""
        super().setup(request, *args, **kwargs)
        self.version = asked_for(request, RegulationVersion, "version")
        demand_draft(self.version.pk)

    def get_initial_form_instance(self) -> Article:
        """An article of this version."""
        return Article(version=self.version)

    def save_instance(self) -> Article:
        """The action gives it its address and its citations."""
        article = version_actions.write_article(self.form.save(commit=False), by=self.request.user)
        log(instance=article, action="wagtail.create", content_changed=True)
        return article

    def get_add_url(self) -> str:
        """Keeps the version."""
        return f"{super().get_add_url()}?version={self.version.pk}"

    def get_success_url(self) -> str:
        """Back to the list."""
        return article_list(self.version)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the version."""
        return article_crumbs(self.version, gettext("New article"))


class ArticleEditView(RowEditView):
    """Changes an article of a draft."""

    def save_instance(self) -> Article:
        """The action keeps address and citations right."""
        article = version_actions.write_article(self.form.save(commit=False), by=self.request.user)
        log(instance=article, action="wagtail.edit", content_changed=self.form.has_changed())
        return article

    def get_success_url(self) -> str:
        """Back to the list."""
        return article_list(self.object.version)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the version."""
        return article_crumbs(self.object.version, str(self.object))


class ArticleDeleteView(RowDeleteView):
    """Takes an article out of a draft."""

    def delete_action(self) -> None:
        """By the action."""
        log(instance=self.object, action="wagtail.delete")
        version_actions.remove_article(self.object, by=self.request.user)

    def get_success_url(self) -> str:
        """Back to the list."""
        return article_list(self.object.version)


class DoubtsColumn(Column):
    """What is not certain about the number of an article, in words; mostly nothing."""

    words = {
        "number_lost": _("Lost"),
        "number_doubtful": _("Doubtful"),
        "number_inferred": _("Inferred"),
    }

    def get_value(self, instance: Any) -> str:
        """The words of the marks that are set."""
        marks = [str(word) for name, word in self.words.items() if getattr(instance, name)]
        return "、".join(marks)


class ArticleViewSet(RowViewSet):
    """Articles and sections of one version (条文)."""

    model = Article
    name = "regulation-articles"
    icon = "list-ol"
    policy_class = ArticlePolicy
    base_form_class = ArticleForm
    index_view_class = ArticleIndexView
    add_view_class = ArticleAddView
    edit_view_class = ArticleEditView
    delete_view_class = ArticleDeleteView
    add_to_reference_index = False
    list_display = [
        "__str__",
        "heading",
        "chapter",
        "number",
        DoubtsColumn("doubts", label=_("Doubts about the number")),
    ]
    inspect_view_fields = ["label", "heading", "book", "chapter", "section", "text"]
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("seq")]),
        FieldRowPanel([FieldPanel("label"), FieldPanel("number"), FieldPanel("suffix")]),
        FieldPanel("heading"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("book"), FieldPanel("chapter"), FieldPanel("section")]),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("number_lost"),
                        FieldPanel("number_doubtful"),
                        FieldPanel("number_inferred"),
                    ]
                )
            ],
            heading=_("Doubts about the number"),
        ),
    ]
