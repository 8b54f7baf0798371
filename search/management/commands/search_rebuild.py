"""manage.py search_rebuild: make the search index again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search.rebuild import rebuild


class Command(BaseCommand):
    """Rebuilds the index in place; readers keep finding everything meanwhile."""

    help = "Rebuild the search index from what is public now."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--fresh` starts from nothing, in one transaction."""
        parser.add_argument(
            "--fresh", action="store_true", help="start from nothing, in one transaction"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Show progress, print a summary, end with an error when a page could not be read."""
        with tqdm(unit="page", disable=options["verbosity"] == 0, file=self.stderr) as bar:

            def progress(done: int, of: int) -> None:
                bar.total = of
                bar.update(done - bar.n)

            report = rebuild(fresh=options["fresh"], progress=progress)
        rate = report.documents / report.seconds if report.seconds else 0
        self.stdout.write(
            f"{report.documents} documents of {report.pages} pages "
            f"in {report.seconds:.1f} s ({rate:.0f}/s)"
        )
        for page_id, reason in report.errors.items():
            self.stderr.write(f"page {page_id}: {reason}")
        if report.errors:
            raise CommandError(f"{len(report.errors)} pages could not be indexed")
