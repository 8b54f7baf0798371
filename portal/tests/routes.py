"""Every route of the portal as the URL resolver has it; nothing is kept by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

CONVERTERS = re.compile(r"<(?:[a-z]+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address pattern: its name in the access table, and what an address of it needs."""

    name: str
    pattern: str
    needs: tuple[str, ...]
    is_named: bool

    @property
    def is_desk(self) -> bool:
        """Whether it belongs to the desk."""
        return self.pattern.startswith("admin/")

    def address(self, values: dict[str, Any]) -> str | None:
        """The address with these values; None when they do not fit."""
        wanted = {name: values[name] for name in self.needs}
        if not self.is_named:
            return "/" + CONVERTERS.sub(lambda found: str(wanted[found[1]]), self.pattern)
        try:
            return str(reverse(self.name, kwargs=wanted))
        except NoReverseMatch:
            return None


def _walk(resolver: Any, prefix: str, spaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            below = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, pattern, below)
        elif isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name)) if entry.name else pattern
            yield Route(name, pattern, tuple(CONVERTERS.findall(pattern)), bool(entry.name))


@cache
def all_routes() -> tuple[Route, ...]:
    """All routes, in the order in which they are tried."""
    return tuple(dict.fromkeys(_walk(get_resolver(), "", ())))
