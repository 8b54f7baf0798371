"""manage.py search_status: how search is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import status


class Command(BaseCommand):
    """Tells engine, server, documents by kind, lag and schema; fails when something is to mend."""

    help = "Tell how search is: the index, the search server, and how far that is behind."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the facts; exit code 1 when an operator must do something."""
        found = status.read()
        facts = found.as_json()
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            lines = list(_lines(facts))
            width = max(len(name) for name, _value in lines) + 2
            for name, value in lines:
                self.stdout.write(f"{name:<{width}}{value}")
        if problems := found.problems():
            raise CommandError(
                "\n".join(f"search.{one.number} {one.text} {one.hint}" for one in problems)
            )


def _lines(facts: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """A table: what stands inside something else is named after it."""
    for name, value in facts.items():
        if name == "problems":
            continue
        if isinstance(value, dict):
            yield from _lines(value, f"{before}{name}.")
        else:
            shown = ", ".join(value) if isinstance(value, list) else value
            yield before + name, "-" if shown in (None, "") else shown
