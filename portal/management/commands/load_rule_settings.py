"""`manage.py load_rule_settings`: adds the numbers that come from law, each with its article."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.problems import Refused
from portal.reference_data import load_rule_settings


class Command(BaseCommand):
    """Adds the rule settings (规则参数) an installation starts with; history is left as it is."""

    help = "Load the rule settings with their legal basis; stored settings are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=Path(settings.BASE_DIR) / "fixtures" / "rule_settings.json",
            help="settings file (default: fixtures/rule_settings.json)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_rule_settings(options["file"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Rule settings: {loaded.added} added, {loaded.kept} kept.")
