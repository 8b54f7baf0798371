"""Runs a whole portal on one machine: prepares it, then keeps web, worker and scheduler alive."""

import os
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.preparing import demo_account_lines, prepare
from portal.running import Supervisor, answers, port_is_free, portal_children

READY_WITHIN_SECONDS = 60


class Command(BaseCommand):
    """What `make run` starts; Ctrl-C stops all its processes."""

    help = "Prepare the portal and run web, worker and scheduler together until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and a folder of regulations to import."""
        parser.add_argument("--port", type=int, default=8000, help="Port on 127.0.0.1")
        parser.add_argument("--sources", help="Folder of regulations to import first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses a taken port before anything is changed."""
        port: int = options["port"]
        if not 0 < port < 65536:
            raise CommandError(f"{port} is not a port.")
        if not port_is_free(port):
            raise CommandError(
                f"Something already listens on port {port}: stop it, or choose another (PORT=8123)."
            )
        sources = options["sources"]
        prepare(self._say, sources=settings.PORTAL["SOURCES"] if sources is None else sources)
        environment = {
            "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        }
        supervisor = Supervisor(portal_children(port), self._say, environment)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, supervisor.ask_to_stop)
        supervisor.start()
        self._greet(supervisor, port)
        supervisor.watch()
        self._say("Stopped.")

    def _greet(self, supervisor: Supervisor, port: int) -> None:
        """Says address and accounts as soon as the web process listens."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not (supervisor.stopping or answers(port) or time.monotonic() > deadline):
            supervisor.look()
            time.sleep(0.2)
        if supervisor.stopping:
            return
        self._say(f"\nThe portal is open: http://127.0.0.1:{port}/")
        self._say(f"Desk of the editors: http://127.0.0.1:{port}/admin/")
        for line in demo_account_lines():
            self._say(f"  {line}")
        self._say("Ctrl-C stops it.\n")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
