"""What the sweep asks of lists and of the public search: for the words that nobody may read."""

from __future__ import annotations

from portal.tests.canary_words import STATES, WORD
from portal.tests.routes import Route

SEARCHED = ("index", "results", "search", "choose", "list", "listing", "_explore", "task_chooser")
IN_PUBLIC = {
    "search:search": ("", "&format=json", "&format=atom"),
    "search:suggest": ("", "&form=opensearch"),
}
"""The search of residents, in each form of its answers."""
WORDS = (WORD, *(WORD + state for state in STATES))
"""How all those words begin, and those of each state."""


def questions(address: str, route: Route) -> list[str]:
    """Lists are also asked for the word itself, and as a table for download."""
    if forms := IN_PUBLIC.get(route.name):
        return [f"{address}?q={word}{form}" for word in WORDS for form in forms]
    if "autocomplete" in route.name or route.name == "topic_words":
        return [f"{address}?term={WORD}"]
    if not any(name in route.name for name in SEARCHED):
        return []
    asked = [f"{address}?q={WORD}&page_type=pages.notice", f"{address}?export=csv"]
    if route.name.startswith("wagtailadmin_api"):
        asked.append(f"{address}?fields=*&limit=100&type=pages.Notice")
    return asked
