"""Texts and queries of the desk's own search as tokens: pairs and single characters, folded.

Stock search takes a run of Han characters for one word: 社区 does not find 社区工作条例, and a lone
quotation mark fails.
"""

from __future__ import annotations

from typing import Any

from modelsearch.query import MATCH_ALL, And, Not, Or, Phrase, PlainText, SearchQuery

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


class ChineseQuery:
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
