"""manage.py search_drain: bring the outside index up to what changed."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import outbox
from search.conf import outside
from search.drain import Drain
from search.engines.base import EngineDown
from search.engines.probe import explained
from search.events import Verdict


class Command(BaseCommand):
    """Works the outbox off; any number may run at once."""

    help = "Bring the search server up to what changed. Without SEARCH_URL there is nothing to do."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--loop` goes on until a signal ends it."""
        parser.add_argument("--loop", action="store_true", help="go on until stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        """Without `--loop` ends when nothing is due; exit code 1 when something is left."""
        target = outside()
        if target is None:
            raise CommandError("SEARCH_URL is empty: the embedded index needs no worker.")
        drain = Drain(target, self._say)
        if options["loop"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, drain.ask_to_stop)
            drain.run()
            return
        self._once(drain)

    def _once(self, drain: Drain) -> None:
        try:
            while drain.round():
                pass
        except EngineDown as reason:
            raise CommandError(
                f"The search server does not take entries over: {explained(reason)}"
            ) from None
        left = outbox.backlog()
        self._say(
            f"{drain.counts[Verdict.DONE]} taken over, {left.waiting} waiting, {left.parked} parked"
        )
        if left.waiting or left.parked:
            raise CommandError("Something is left; see search_status.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
