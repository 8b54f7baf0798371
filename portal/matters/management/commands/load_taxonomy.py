"""`manage.py load_taxonomy`: adds fields of matters, life events and groups of residents."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.matters.taxonomy import load_taxonomy


class Command(BaseCommand):
    """Adds what a catalogue is sorted by (领域、人生事件、服务人群); what is there is left."""

    help = "Load the fields of matters and the occasions; stored ones are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_taxonomy()
        self.stdout.write(f"Fields and occasions: {loaded.added} added, {loaded.kept} kept.")
