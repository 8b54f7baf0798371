"""manage.py search_rebuild: make the search indices again."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search import conf
from search.courier import NotRebuilt
from search.engines import probe
from search.engines.base import EngineDown
from search.options import value
from search.rebuild import rebuild
from search.rebuilding import rebuild_outside

Step = Callable[[int, int], None]


class Command(BaseCommand):
    """Rebuilds the embedded index in place, and the search server's beside the one in service."""

    help = "Rebuild the search index from what is public now; readers notice nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--fresh` starts the embedded index from nothing; `--only` leaves one of two out."""
        parser.add_argument(
            "--fresh", action="store_true", help="embedded index from nothing, in one transaction"
        )
        parser.add_argument(
            "--only", choices=["embedded", "server"], help="where SEARCH_URL is set: one of both"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Show progress, print a summary, end with an error when something was left out."""
        signal.signal(signal.SIGTERM, _interrupted)
        left_out = 0
        if options["only"] != "server":
            left_out += self._embedded(fresh=options["fresh"], quiet=not options["verbosity"])
        if options["only"] != "embedded":
            left_out += self._server(wanted=bool(options["only"]), quiet=not options["verbosity"])
        if left_out:
            raise CommandError(f"{left_out} pages or entries could not be indexed")

    @contextmanager
    def _bar(self, unit: str, quiet: bool) -> Iterator[Step]:
        with tqdm(unit=unit, disable=quiet, file=self.stderr) as bar:

            def progress(done: int, of: int) -> None:
                bar.total = of
                bar.update(done - bar.n)

            yield progress

    def _embedded(self, *, fresh: bool, quiet: bool) -> int:
        with self._bar("page", quiet) as progress:
            report = rebuild(fresh=fresh, progress=progress)
        rate = report.documents / report.seconds if report.seconds else 0
        self.stdout.write(
            f"{report.documents} documents of {report.pages} pages "
            f"in {report.seconds:.1f} s ({rate:.0f}/s)"
        )
        return self._left_out("page", report.errors)

    def _server(self, *, wanted: bool, quiet: bool) -> int:
        outside = conf.outside()
        if outside is None:
            if wanted:
                raise CommandError("SEARCH_URL is empty: there is no search server.")
            return 0
        for refusal in probe.refusals():
            raise CommandError(str(refusal))
        try:
            with self._bar("entry", quiet) as progress:
                report = rebuild_outside(outside, progress=progress, waits=self._say_who_is_away)
        except (NotRebuilt, EngineDown) as reason:
            raise CommandError(f"The search server keeps the index it has: {reason}") from None
        self.stdout.write(
            f"{report.documents} documents on the search server in {report.seconds:.1f} s "
            f"({report.rate:.0f}/s), {report.mended} mended before the swap: {report.index}"
        )
        return self._left_out("parked", report.errors)

    def _say_who_is_away(self, reason: EngineDown) -> None:
        """The bar stands still for as long."""
        patience = float(value("REBUILD_PATIENCE_SECONDS"))
        waiting = f"Waiting for up to {patience:g} s; Ctrl-C ends it, and nothing is lost."
        tqdm.write(f"{probe.explained(reason)}\n{waiting}", file=self.stderr)

    def _left_out(self, what: str, errors: Mapping[Any, str]) -> int:
        """Name what is not in the index and why; returns how many that are."""
        for name, reason in errors.items():
            self.stderr.write(f"{what} {name}: {reason}")
        return len(errors)


def _interrupted(*_signal: object) -> None:
    raise KeyboardInterrupt
