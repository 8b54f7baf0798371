"""`manage.py load_synonyms`: adds the synonym groups an installation starts with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.problems import Refused
from search.synonyms import load_synonyms


class Command(BaseCommand):
    """Adds the starter groups of synonyms (同义词); those of editors stay as they are."""

    help = "Load the starter groups of synonyms; stored groups are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=Path(settings.BASE_DIR) / "fixtures" / "synonyms.json",
            help="file of groups (default: fixtures/synonyms.json)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_synonyms(options["file"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Synonyms: {loaded.added} groups added, {loaded.kept} kept.")
