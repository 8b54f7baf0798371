"""Runs the scheduler: publishes and takes down what is due, round after round."""

import signal
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.scheduling import Scheduler, interval_setting


class Command(BaseCommand):
    """Holds the lease and carries out what is due; a second one stands by."""

    help = "Publish and take down what is due. Start one; a second one stands by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One round only, or another pause between rounds."""
        parser.add_argument("--once", action="store_true", help="One round, then end")
        parser.add_argument("--interval", type=float, help="Seconds between two rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until a signal ends it; with --once a failed item gives exit status 1."""
        seconds = options["interval"]
        interval = interval_setting() if seconds is None else timedelta(seconds=seconds)
        scheduler = Scheduler(say=self._say, interval=interval)
        if options["once"]:
            self._once(scheduler)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, scheduler.ask_to_stop)
        scheduler.run()

    def _once(self, scheduler: Scheduler) -> None:
        outcome = scheduler.round()
        scheduler.give_back()
        if outcome is not None:
            self._say(f"{len(outcome.done)} done, {len(outcome.failed)} failed.")
            if outcome.failed:
                raise CommandError("Some due items failed; see the failed schedules.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
