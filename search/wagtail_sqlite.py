"""The desk's search in SQLite: Wagtail's own tables and statements, our tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modelsearch.backends.database.sqlite import sqlite
from modelsearch.utils import get_content_type_pk

from .desk_tokens import ChineseQuery, stored_tokens


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


class ChineseQueryCompiler(ChineseQuery, sqlite.SQLiteSearchQueryCompiler):
    """Search over titles and texts."""


class ChineseAutocompleteCompiler(ChineseQuery, sqlite.SQLiteAutocompleteQueryCompiler):
    """The same while typing: the last word may be a beginning."""


class ChineseSearchBackend(sqlite.SQLiteSearchBackend):
    """Wagtail's SQLite backend with Chinese tokens."""

    query_compiler_class = ChineseQueryCompiler
    autocomplete_query_compiler_class = ChineseAutocompleteCompiler
    index_class = ChineseIndex
