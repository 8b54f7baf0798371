"""manage.py search_rollback: let the index answer that answered before the last rebuild."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.conf import outside
from search.courier import NotRebuilt
from search.engines.base import EngineDown
from search.engines.probe import explained
from search.rebuilding import rollback
from search.reconcile import reconcile


class Command(BaseCommand):
    """Swaps back at one stroke; what changed since is caught up by the worker."""

    help = "Let the search server's earlier index answer again, and send it what changed since."

    def handle(self, *args: Any, **options: Any) -> None:
        """Swap, compare, put what differs into the outbox."""
        indices = outside()
        if indices is None:
            raise CommandError("SEARCH_URL is empty: there is no search server.")
        try:
            before, now = rollback(indices)
        except NotRebuilt as reason:
            raise CommandError(f"Not rolled back: {reason}") from None
        except EngineDown as reason:
            raise CommandError(f"Not rolled back: {explained(reason)}") from None
        self.stdout.write(f"{now} answers again instead of {before}")
        try:
            found = reconcile(indices, fix=True)
        except EngineDown as reason:
            again = "Run manage.py search_reconcile --fix"
            why = explained(reason)
            raise CommandError(f"What changed since was not compared: {why}. {again}.") from None
        self.stdout.write(f"{found.fixed} entries differ and are on their way")
