"""Checks the links of all public pages now, as the scheduler does once a day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal import external_links, link_checking
from portal.models import DeadLink


class Command(BaseCommand):
    """Parses arguments, checks, prints what leads nowhere."""

    help = "Check the links of all public pages; findings stand in the desk as well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Other sites are asked only on request."""
        parser.add_argument("--external", action="store_true", help="ask other sites too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every dead link with its page, then the sum."""
        others = external_links.ask if options["external"] else None
        done = link_checking.check_all(at=timezone.now(), ask_others=others)
        for row in DeadLink.objects.select_related("page").order_by("page__path", "address"):
            self.stdout.write(f"{row.page.title}: {row.address} ({row.get_why_display()})")
        self.stdout.write(f"{done.links} links on {done.pages} pages, {done.dead} of them dead.")
