"""Takes the second factor of a person away who has lost the telephone."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError

from portal.sign_in import factors


class Command(BaseCommand):
    """For the operator, after making sure who asks; the act is logged."""

    help = "Remove the second factor of one person, who then sets up a new one at the next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name with which the person signs in."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses a name that nobody has, and a person without a second factor."""
        user = get_user_model()._default_manager.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"Nobody is called {options['username']}.")
        if not factors.remove(user, by=None):
            raise CommandError(f"{options['username']} has no second factor.")
        _end_sessions(user)
        self.stdout.write(f"The second factor of {options['username']} is gone.")


def _end_sessions(user: Any) -> None:
    """Whoever holds the lost telephone may hold an open session too."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
