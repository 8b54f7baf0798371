"""Reads for many pages at once what Wagtail's lists ask each page for by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, get_page_models

PARENT = "parent_in_tree"


class ParentInTree:
    """Lets `prefetch_related("parent_in_tree")` read the parents of pages in one query.

    A tree keeps paths and no key of the parent, so Django needs to be told how they belong
    together; the names of the methods are those that its prefetching asks for.
    """

    def __get__(self, page: Any, owner: type[Any]) -> Any:
        return self if page is None else page.get_parent()

    def is_cached(self, page: Any) -> bool:
        """Whether the parent was read already."""
        return PARENT in page._state.fields_cache

    def get_prefetch_querysets(
        self, instances: Sequence[Any], querysets: Any = None
    ) -> tuple[QuerySet[Page], Callable[[Any], str], Callable[[Any], str], bool, str, bool]:
        """The parents, and how a parent and a page name the same path."""
        parents = Page.objects.filter(path__in={_above(page) for page in instances})
        return parents, lambda parent: str(parent.path), _above, True, PARENT, False


def known_parent(page: Any) -> Any:
    """The parent as it was read before; None when nobody has read it."""
    return page._state.fields_cache.get(PARENT)


def remember_parent(page: Any, parent: Any) -> None:
    """Saves the page from reading the page above it once more."""
    page._state.fields_cache[PARENT] = parent


def for_a_list(pages: Any) -> Any:
    """The pages of the portal among a QuerySet, with all that a row of a chooser shows."""
    pages = pages.filter(content_type__in=_own_types())
    if not pages.is_specific:
        pages = pages.specific()
    return pages.prefetch_workflow_states().annotate_approved_schedule().prefetch_related(PARENT)


def _above(page: Any) -> str:
    return str(page.path[: -page.steplen])


@lru_cache(maxsize=1)
def own_models() -> tuple[type[Page], ...]:
    """The kinds of page of the portal: not Wagtail's bare page, which has no text."""
    return tuple(model for model in get_page_models() if model is not Page)


def _own_types() -> list[int]:
    """Their content types; Django keeps them, so this asks nothing."""
    return [row.pk for row in ContentType.objects.get_for_models(*own_models()).values()]
