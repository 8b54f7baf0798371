"""`manage.py move_database FILE`: moves a portal from SQLite into the PostgreSQL in use."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from portal.database_move import Table, demand_postgresql, move, old_database, why_not
from portal.problems import Refused

AFTERWARDS = (("update_index", {"verbosity": 0}), ("search_rebuild", {"fresh": True}))
"""What is made again from the rows: the desk's search, and the readers'."""


class Command(BaseCommand):
    """Copies all rows in one transaction, counts them on both sides, then builds both indices."""

    help = "Move a portal from an SQLite file into the empty PostgreSQL database of DATABASE_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file that held the portal until now."""
        parser.add_argument("file", type=Path, help="the SQLite file, usually var/portal.sqlite3")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            demand_postgresql()
            call_command("migrate", verbosity=0, interactive=False)
            tables = self._move(path, quiet=options["verbosity"] == 0)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        except Error as error:
            raise CommandError(str(why_not(error))) from None
        self._tell(tables)
        if left := [
            line for command, values in AFTERWARDS if (line := self._left(command, values))
        ]:
            raise CommandError("The rows are moved and stay. " + " ".join(left))
        self.stdout.write("Moved. Start the portal with the new DATABASE_URL; keep the old file.")

    def _left(self, command: str, values: dict[str, Any]) -> str:
        """Make one of them again; says what is left to do where that fails."""
        if command not in get_commands():
            return ""
        try:
            call_command(command, **values, stdout=self.stdout, stderr=self.stderr)
        except (CommandError, KeyboardInterrupt) as reason:
            return f"Run manage.py {command} again: {str(reason) or 'interrupted'}"
        return ""

    def _move(self, path: Path, *, quiet: bool) -> list[Table]:
        with old_database(path), tqdm(unit="row", disable=quiet) as bar:

            def progress(done: int, of: int) -> None:
                bar.total = of
                bar.update(done - bar.n)

            return move(progress)

    def _tell(self, tables: list[Table]) -> None:
        width = max(len(table.name) for table in tables)
        for table in tables:
            self.stdout.write(f"{table.name:<{width}} {table.before:>9} {table.after:>9}")
        rows = sum(table.after for table in tables)
        self.stdout.write(f"{len(tables)} tables, {rows} rows: the same on both sides.")
