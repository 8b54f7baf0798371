"""A mark of every row of the database, to see what a request has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection

NOT_KEPT = {"django_session"}
"""Written at every request; says nothing of the portal's content."""

OWN_TRACES = {
    "wagtailadmin_editingsession",
    "wagtailusers_userprofile",
    "portal_user",
    "publication_errorreport",
    "publication_sendermark",
    "search_querylog",
    "wagtailcore_modellogentry",
}
"""Tables in which anybody may leave a row of their own; what stood there may not change either."""

OF_THE_PERSON = {"portal_user": ("last_login",)}


def marks() -> dict[str, dict[Any, str]]:
    """Table by table, key by key, a hash of the whole row."""
    return {model._meta.db_table: dict(_rows(model)) for model in _models()}


def _models() -> Iterator[Any]:
    known = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.managed and not model._meta.proxy and table in known - NOT_KEPT:
            yield model


def _rows(model: Any) -> Iterator[tuple[Any, str]]:
    skipped = OF_THE_PERSON.get(model._meta.db_table, ())
    columns = [
        field.attname for field in model._meta.local_concrete_fields if field.name not in skipped
    ]
    for row in model._base_manager.order_by().values_list("pk", *columns):
        yield row[0], hashlib.blake2b(repr(row).encode(), digest_size=8).hexdigest()


def changes(before: dict[str, dict[Any, str]], after: dict[str, dict[Any, str]]) -> list[str]:
    """What is different, in words: table, key, and what happened to the row."""
    found = []
    for table, rows in after.items():
        old = before.get(table, {})
        found += [f"{table} {key} changed" for key in rows.keys() & old if rows[key] != old[key]]
        found += [f"{table} {key} gone" for key in old.keys() - rows.keys()]
        if table not in OWN_TRACES:
            found += [f"{table} {key} new" for key in rows.keys() - old.keys()]
    return found
