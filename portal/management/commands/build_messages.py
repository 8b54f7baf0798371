"""`manage.py build_messages`: the Traditional catalogue from the Simplified one, both compiled."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.catalogues import build, compile_all


class Command(BaseCommand):
    """What `make messages` runs after an entry was added to the zh-Hans catalogue."""

    help = "Write the zh-Hant catalogue from zh-Hans (reviewed entries stay) and compile both."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the number of messages of each catalogue."""
        own, desk = (Path(folder) for folder in settings.LOCALE_PATHS)
        for name, count in build(own).items():
            self.stdout.write(f"{name}: {count} messages")
        self.stdout.write(f"Desk: {compile_all(desk)} messages")
