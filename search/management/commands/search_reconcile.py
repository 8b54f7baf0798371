"""manage.py search_reconcile: compare the search server's index with the database."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.conf import outside
from search.engines.base import EngineDown
from search.engines.probe import explained
from search.reconcile import KINDS, PARKED, WAITING, Comparison, reconcile

DIFFERS, AWAY = 1, 2


class Command(BaseCommand):
    """Names what is missing, stale or orphaned; exit code 0, 1 for differences, 2 for no answer."""

    help = "Compare the search server's index with the database."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--fix` sends what differs again; `--json` for machines."""
        parser.add_argument("--fix", action="store_true", help="send what differs again")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fails when something differs that nobody has put right."""
        indices = outside()
        if indices is None:
            raise CommandError("SEARCH_URL is empty: there is no search server.", returncode=AWAY)
        try:
            found = reconcile(indices, fix=options["fix"])
        except EngineDown as reason:
            raise CommandError(f"The search server: {explained(reason)}", returncode=AWAY) from None
        (self._print_json if options["json"] else self._print)(found)
        if not found.in_step and (not options["fix"] or found.counts[PARKED]):
            raise CommandError("The search server differs from the database.", returncode=DIFFERS)

    def _print(self, found: Comparison) -> None:
        self.stdout.write(f"{found.compared} entries compared in {found.seconds:.1f} s")
        for kind in (*KINDS, WAITING, PARKED):
            names = found.names.get(kind, [])
            self.stdout.write(f"{kind:<8}{found.counts[kind]:>8}  {' '.join(names[:20])}".rstrip())
        if found.fixed:
            self.stdout.write(f"{found.fixed} entries are on their way")

    def _print_json(self, found: Comparison) -> None:
        counts = {kind: found.counts[kind] for kind in (*KINDS, WAITING, PARKED)}
        facts = {
            "compared": found.compared,
            "seconds": round(found.seconds, 3),
            "in_step": found.in_step,
            "fixed": found.fixed,
            "counts": counts,
            **found.names,
        }
        self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
