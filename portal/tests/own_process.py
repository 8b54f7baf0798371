"""Processes of their own that work in the database of the test, as workers do beside a server."""

from __future__ import annotations

import os

from django.db import connection


def same_database() -> dict[str, str]:
    """The environment in which a child of the test opens the test's own database."""
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        address = f"{server}/{name}"
    settings = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    return {**os.environ, **settings}
