"""manage.py search_status: how the search index is."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.conf import engine


class Command(BaseCommand):
    """Tells engine, documents, generation and schema; fails when a rebuild is needed."""

    help = "Tell how the search index is."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the facts; exit code 1 when the index is missing or outdated."""
        health = engine().health()
        facts = {**asdict(health), "outdated": health.outdated}
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            for name, value in facts.items():
                self.stdout.write(f"{name:<12}{value}")
        if not health.ready or health.outdated:
            raise CommandError("The index is missing or outdated: run manage.py search_rebuild.")
