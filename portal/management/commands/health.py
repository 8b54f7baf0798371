"""manage.py health: whether the portal is well, part by part."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.health import parts


class Command(BaseCommand):
    """What the health page shows to operators, for a terminal or a monitor."""

    help = "Tell whether database, scheduler, worker and search are well; status 1 when one is not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--part` asks for one of them, and may be given several times."""
        parser.add_argument("--part", action="append", default=[], help="ask for this part only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print JSON; a part that is asked for and not there is not well."""
        wanted = set(options["part"])
        found = [part for part in parts() if part.name in wanted or not wanted]
        told = {part.name: {"ok": part.ok, **part.facts} for part in found}
        self.stdout.write(json.dumps(told, indent=2))
        unwell = sorted({part.name for part in found if not part.ok} | (wanted - told.keys()))
        if unwell:
            raise CommandError(f"Not well: {', '.join(unwell)}.")
