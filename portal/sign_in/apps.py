"""Allauth's accounts as tables alone: second factors refer to them, their pages are not ours."""

from allauth.account.apps import AccountConfig


class AccountTables(AccountConfig):
    """Without allauth's middleware, which would work on every public page for nothing."""

    default = False

    def ready(self) -> None:
        """Nothing: the check for the middleware is the only thing that happens here."""
