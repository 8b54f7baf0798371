"""The desk's search in PostgreSQL: Wagtail's own table and statements, our tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from modelsearch.backends.database.postgres import postgres
from modelsearch.index import RelatedFields

from .desk_tokens import ChineseQuery, stored_tokens

READ_CHARACTERS = 50_000
"""So much of one text is searched: a vector of PostgreSQL ends at a megabyte."""


def tokens_of(value: Any) -> str:
    """Whatever a field holds, as tokens."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return " ".join(map(tokens_of, value))
    return stored_tokens(str(value)[:READ_CHARACTERS])


class Tokenised:
    """An object whose fields give tokens; all that Wagtail's index asks of an object."""

    def __init__(self, item: Any) -> None:
        self.item, self.pk = item, item.pk

    def get_search_fields(self) -> list[Any]:
        """The fields of the object, with other values."""
        return [self._own(field) for field in self.item.get_search_fields()]

    def _own(self, field: Any) -> Any:
        if not isinstance(field, RelatedFields):
            return _with_tokens(field, lambda _: field.get_value(self.item))
        related = copy(field)
        related.get_value = lambda _: field.get_value(self.item)
        related.fields = [_with_tokens(one, one.get_value) for one in field.fields]
        return related


def _with_tokens(field: Any, read: Any) -> Any:
    changed = copy(field)
    changed.get_value = lambda item: tokens_of(read(item))
    return changed


class ChineseIndex(postgres.PostgresIndex):
    """Wagtail's own index table, filled with tokens."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        """Store the objects of one model."""
        super().add_items(model, [Tokenised(item) for item in objs])


class ChineseQueryCompiler(ChineseQuery, postgres.PostgresSearchQueryCompiler):
    """Search over titles and texts."""


class ChineseAutocompleteCompiler(ChineseQuery, postgres.PostgresAutocompleteQueryCompiler):
    """The same while typing: the last word may be a beginning."""


class ChineseSearchBackend(postgres.PostgresSearchBackend):
    """Wagtail's PostgreSQL backend with Chinese tokens; they are stemmed already."""

    query_compiler_class = ChineseQueryCompiler
    autocomplete_query_compiler_class = ChineseAutocompleteCompiler
    index_class = ChineseIndex

    def __init__(self, params: Mapping[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": "simple", **params})
