"""`manage.py load_calendar`: fills the calendar of working days from `fixtures/calendar/`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.problems import Refused
from portal.reference_data import load_calendar_days


class Command(BaseCommand):
    """Adds the days of the arranged years (节假日安排); edited days are left as they are."""

    help = "Load the working days and holidays of the arranged years; edited days are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, help="year files (default: fixtures/calendar/*.json)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "fixtures" / "calendar"
        files = options["files"] or sorted(folder.glob("*.json"))
        try:
            loaded = load_calendar_days(files)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Calendar: {loaded.added} days added, {loaded.kept} kept.")
