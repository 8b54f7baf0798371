"""`manage.py load_demo`: lays down the fictional city from `fixtures/`, marked 演示."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo.loading import load_demo
from portal.problems import Refused


class Command(BaseCommand):
    """Adds what is missing of the demo (演示内容); what staff have changed is left as it is."""

    help = "Load the demo content; what is already there is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = load_demo(at=timezone.now(), by=None)
        except Refused as refusal:
            raise CommandError("\n".join(map(str, refusal.problems))) from None
        for line in lines:
            self.stdout.write(line)
