"""Search in Wagtail's admin that finds Chinese: stock tables, our tokens.

Stock search takes a run of Han characters for one word: 社区 does not find 社区工作条例, and a lone
quotation mark fails. Here texts are stored, and queries asked, as pairs and single characters of
the folded text. Editors only; the public search has its own engine. Databases other than SQLite
keep stock search until they have their own dialect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelsearch.backends import database as stock
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.query import MATCH_ALL, And, Not, Or, Phrase, PlainText, SearchQuery
from modelsearch.utils import get_content_type_pk

from search.text import fold, han_pairs, words

MAX_TOKENS = 64
"""Tokens taken of an editor's query."""


def stored_tokens(text: str) -> str:
    """What the index holds of a text: pairs, each Han character once, words and numbers."""
    folded = fold(text)
    pairs = han_pairs(folded)
    characters = dict.fromkeys("".join(pairs))
    return " ".join([*pairs, *characters, *words(folded)])


def asked_tokens(typed: str) -> str:
    """What a query looks for; empty when it holds neither letters nor digits."""
    folded = fold(typed)
    return " ".join([*han_pairs(folded), *words(folded)][:MAX_TOKENS])


class ChineseIndexer(sqlite.ObjectIndexer):
    """The texts of one object as tokens."""

    def prepare_value(self, value: Any) -> str:
        """One value of the object, tokenised."""
        if isinstance(value, (list, dict)):
            return str(super().prepare_value(value))
        return stored_tokens(str(super().prepare_value(value)))


class ChineseIndex(sqlite.SQLiteIndex):
    """Wagtail's own index tables, filled with tokens."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        """Store the objects of one model in one statement."""
        if not model.get_search_fields():
            return
        content_type = get_content_type_pk(model)
        rows = [
            sqlite.IndexEntry(
                content_type_id=content_type,
                object_id=indexer.id,
                title=indexer.title,
                autocomplete=indexer.autocomplete,
                body=indexer.body,
            )
            for indexer in (ChineseIndexer(obj, self.backend) for obj in objs)
        ]
        self.entries.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "autocomplete", "body"],
        )


def tokenised(query: SearchQuery) -> SearchQuery | None:
    """The query with tokens for texts; None when nothing is left of it."""
    if isinstance(query, (PlainText, Phrase)):
        tokens = asked_tokens(query.query_string)
        return PlainText(tokens, operator=getattr(query, "operator", "and")) if tokens else None
    if isinstance(query, (And, Or)):
        parts = [part for part in map(tokenised, query.subqueries) if part is not None]
        return type(query)(parts) if parts else None
    if isinstance(query, Not):
        inner = tokenised(query.subquery)
        return Not(inner) if inner is not None else None
    return query


class _ChineseQuery:
    """Hands stock code tokens; a query without any letter finds nothing instead of failing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        query = tokenised(self.query)  # type: ignore[has-type]
        self.asks_nothing = query is None
        self.query = query or MATCH_ALL

    def search(self, *args: Any, **kwargs: Any) -> Any:
        if self.asks_nothing:
            return self.queryset.none()  # type: ignore[attr-defined]
        return super().search(*args, **kwargs)  # type: ignore[misc]


class ChineseQueryCompiler(_ChineseQuery, sqlite.SQLiteSearchQueryCompiler):
    """Search over titles and texts."""


class ChineseAutocompleteCompiler(_ChineseQuery, sqlite.SQLiteAutocompleteQueryCompiler):
    """The same while typing: the last word may be a beginning."""


class ChineseSearchBackend(sqlite.SQLiteSearchBackend):
    """Wagtail's SQLite backend with Chinese tokens."""

    query_compiler_class = ChineseQueryCompiler
    autocomplete_query_compiler_class = ChineseAutocompleteCompiler
    index_class = ChineseIndex


def SearchBackend(params: Mapping[str, Any]) -> Any:
    """The backend for this database."""
    backend = stock.SearchBackend(params)
    if isinstance(backend, sqlite.SQLiteSearchBackend):
        return ChineseSearchBackend(params)
    return backend


__all__ = ["SearchBackend", "asked_tokens", "stored_tokens"]
