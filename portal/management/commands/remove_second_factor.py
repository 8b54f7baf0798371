"""Removes a person's second factor, as when the phone is lost and no code was written down."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError
from wagtail.log_actions import log

from portal import second_factor


class Command(BaseCommand):
    """Parses the name, removes, ends the person's sessions, says what was done."""

    help = "Remove the second factor of a person; make sure first that this person asks for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One name."""
        parser.add_argument("username", help="the name with which the person signs in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses an unknown name and says when there was nothing to remove."""
        users: Any = get_user_model()._default_manager
        user = users.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['username']}.")
        if not second_factor.remove(user):
            raise CommandError(f"{user.get_username()} has no second factor.")
        _end_sessions(user)
        log(user, "portal.second_factor_removed")
        self.stdout.write(
            f"Removed. {user.get_username()} signs in with the password and sets up a new one."
        )


def _end_sessions(user: Any) -> None:
    """Whoever holds the lost phone may hold an open session too."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
