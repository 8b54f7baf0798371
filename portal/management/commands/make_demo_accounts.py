"""`manage.py make_demo_accounts`: accounts for trying the demo, one for each role and place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.demo.accounts import accounts_file, make_demo_accounts
from portal.problems import Refused


class Command(BaseCommand):
    """Makes the missing demo accounts (演示账号); refused in an installation."""

    help = "Make the demo accounts that are missing; passwords go into a file of the state folder."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many were made and where the passwords are, never the passwords."""
        try:
            made = make_demo_accounts()
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Demo accounts: {len(made)} made; passwords in {accounts_file()}.")
