"""News from the portal and from Wagtail, turned into changes of the index at once.

All of it happens in the transaction of the change: rolled back together, visible together.
"""

from __future__ import annotations

from typing import Any

from django.core.signals import request_finished
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from portal.matters.place_news import sections_below
from portal.models import Document
from portal.models.topics import Topic
from portal.signals import centre_changed, content_changed, corrected, published, withdrawn

from . import query_log
from .engines.store import keep_synonyms
from .expansion import group_of
from .models import SynonymGroup
from .refresh import (
    forget,
    refresh,
    refresh_files,
    refresh_ids,
    refresh_page,
    refresh_subtree,
)


@receiver([published, corrected, withdrawn, page_unpublished])
def page_changed(**news: Any) -> None:
    """A page became public, was corrected, or went away."""
    page = news.get("page") or news.get("instance")
    if page is not None:
        refresh_page(page)


@receiver(content_changed)
def rows_changed(*, queryset: Any, **_news: Any) -> None:
    """Public rows changed without a page being saved."""
    refresh(Page.objects.filter(pk__in=queryset.values("pk")))


@receiver(centre_changed)
def centres_changed(*, communities: Any, **_news: Any) -> None:
    """A centre changed or moved: what is said of its windows names it and where it is."""
    refresh(sections_below(communities))


@receiver(post_page_move)
def page_moved(*, instance: Page, **_news: Any) -> None:
    """A subtree moved: it may now be in another community, or below a restriction."""
    refresh_subtree(instance.pk)


@receiver(post_delete, sender=Page)
def page_deleted(*, instance: Page, **_news: Any) -> None:
    """A page is gone."""
    forget([instance.pk])


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(*, instance: PageViewRestriction, **_news: Any) -> None:
    """A subtree was closed to, or opened for, the public."""
    refresh_subtree(instance.page_id)


@receiver(post_save, sender=Document)
def file_changed(*, instance: Document, created: bool, **_news: Any) -> None:
    """A file has another title, or lies in another collection."""
    if not created:
        refresh_files(Document.objects.filter(pk=instance.pk))


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def collection_restricted(*, instance: CollectionViewRestriction, **_news: Any) -> None:
    """The files of a collection were closed to, or opened for, the public."""
    path = instance.collection.path
    refresh_files(Document.objects.filter(collection__path__startswith=path))


@receiver(post_save, sender=Collection)
def collection_changed(*, instance: Collection, created: bool, **_news: Any) -> None:
    """A collection may be moved below a guarded one: Wagtail does that after it is saved."""

    def files_of_it() -> None:
        for path in Collection.objects.filter(pk=instance.pk).values_list("path", flat=True):
            refresh_files(Document.objects.filter(collection__path__startswith=path))

    if not created:
        transaction.on_commit(files_of_it)


@receiver(post_save, sender=Topic)
def topic_changed(*, instance: Topic, created: bool, **_news: Any) -> None:
    """A topic has another name; its pages are found under the new one."""
    if not created:
        refresh(Page.objects.filter(topic_tags__tag=instance))


@receiver(pre_delete, sender=Topic)
def topic_leaves(*, instance: Topic, **_news: Any) -> None:
    """A topic is about to go; afterwards nobody knows which pages had it."""
    tagged = Page.objects.filter(topic_tags__tag=instance)
    instance.pages_that_had_it = list(tagged.values_list("pk", flat=True))


@receiver(post_delete, sender=Topic)
def topic_gone(*, instance: Topic, **_news: Any) -> None:
    """Its pages are not found under it any more."""
    refresh_ids(instance.pages_that_had_it)


@receiver([post_save, post_delete], sender=SynonymGroup)
def synonyms_changed(**_news: Any) -> None:
    """An editor wrote down which words mean the same."""
    active = SynonymGroup.objects.filter(is_active=True).values_list("words", flat=True)
    keep_synonyms([group_of(words) for words in active])


@receiver(request_finished)
def answer_sent(**_news: Any) -> None:
    """The reader has the answer; what was asked may now be written down."""
    query_log.write_when_due()
