"""Copies a whole portal out of an SQLite file into the empty database in use (搬迁).

All rows of all tables, in one transaction that begins only when nobody can write the old file any
more; what can be made again from the rows is left out and made again afterwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend
from wagtail.models import Revision

from portal.problems import Problem, Refused

OLD = "moved_from"
BATCH = 500
MADE_AGAIN = frozenset(
    {
        "search.facetset", "search.facetvalue", "search.indexeddocument",
        "wagtailsearch.indexentry", "wagtailsearch.sqliteftsindexentry",
    }
)  # fmt: skip
"""Both indices of search. The state of the public one is copied: its count only ever grows."""
WAITS = {"transaction_mode": "IMMEDIATE", "timeout": 20}
"""Whoever reads the file thus is the only one who may write it."""


class Table(NamedTuple):
    """How many rows a table had, and has now."""

    name: str
    before: int
    after: int


@contextmanager
def old_database(path: Path) -> Iterator[None]:
    """The file as a second database, named `OLD` while the block runs."""
    wanted = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": dict(WAITS)}
    default = {"ENGINE": "django.db.backends.dummy"}
    configured = connections.configure_settings({DEFAULT_DB_ALIAS: default, OLD: wanted})[OLD]
    connections[OLD] = load_backend(configured["ENGINE"]).DatabaseWrapper(configured, OLD)
    try:
        yield
    finally:
        connections[OLD].close()
        del connections[OLD]


def demand_postgresql() -> None:
    """Refuses when the database in use is none to move to; asked before the file is opened."""
    if connection.vendor != "postgresql":
        words = "Set DATABASE_URL to the new PostgreSQL database first."
        raise Refused([Problem("move.no_postgresql", words)])
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        (encoding,) = cursor.fetchone()
    if encoding != "UTF8":
        words = "The new database cannot keep Chinese: make it anew with createdb --encoding UTF8."
        raise Refused([Problem("move.no_unicode", words, where=encoding)])


def why_not(error: Error) -> Refused:
    """What one of both databases did not let us do, and what to do about it; nothing was moved."""
    said = {"said": " ".join(str(error).split())}
    if isinstance(error.__cause__, sqlite3.Error):
        words = (
            "The file cannot be read (%(said)s). Stop everything that uses it, and look whether it "
            "is whole: sqlite3 FILE 'PRAGMA integrity_check'."
        )
        return Refused([Problem("move.unreadable", words, params=said)])
    words = "The new database refuses (%(said)s). Nothing was moved; mend that and begin again."
    return Refused([Problem("move.refused", words, params=said)])


def problems() -> list[Problem]:
    """Why the file cannot be moved into the database in use."""
    old, new = (MigrationRecorder(connections[name]) for name in (OLD, DEFAULT_DB_ALIAS))
    if not old.has_table():
        return [Problem("move.no_portal", "The file holds no portal.")]
    if set(old.applied_migrations()) != set(new.applied_migrations()):
        words = "The file is of another version: run manage.py migrate on it first."
        return [Problem("move.other_version", words)]
    if any(model._base_manager.exists() for model in (get_user_model(), Revision)):
        words = "The new database holds a portal already: an empty one is needed."
        return [Problem("move.not_empty", words)]
    return []


def move(progress: Callable[[int, int], object]) -> list[Table]:
    """Copy everything or nothing; returns the counts of all tables, which agree."""
    demand_postgresql()
    with transaction.atomic(using=OLD), transaction.atomic():
        if found := problems():
            raise Refused(found)
        wanted = in_order(models_with_tables())
        total = sum(model._base_manager.using(OLD).count() for model in wanted)
        done = 0
        _empty(wanted)
        for model in wanted:
            for number in _copy(model):
                done += number
                progress(done, total)
        _settle(wanted)
        tables = [_counted(model) for model in wanted]
        if wrong := [table for table in tables if table.before != table.after]:
            names = ", ".join(table.name for table in wrong)
            raise Refused([Problem("move.lost", "Rows were lost; nothing was moved.", where=names)])
    return tables


def models_with_tables() -> list[type[models.Model]]:
    """Every model with rows of its own that cannot be made again."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and not model._meta.swapped
        and model._meta.label_lower not in MADE_AGAIN
    ]


def in_order(found: Sequence[type[models.Model]]) -> list[type[models.Model]]:
    """What is pointed at comes first; circles are left to the end of the transaction."""
    placed: dict[type[models.Model], None] = {}
    begun: set[type[models.Model]] = set()

    def place(model: type[models.Model]) -> None:
        if model in begun:
            return
        begun.add(model)
        for field in model._meta.local_concrete_fields:
            if field.related_model in known:
                place(field.related_model)
        placed[model] = None

    known = set(found)
    for model in found:
        place(model)
    return list(placed)


def _empty(wanted: Iterable[type[models.Model]]) -> None:
    """Take away what the migrations put into a new database: the file has its own of it."""
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} CASCADE")


def _copy(model: type[models.Model]) -> Iterator[int]:
    """Copy the rows of one table; yields how many went."""
    fields = model._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    rows = model._base_manager.using(OLD).order_by("pk")
    stream = iter(rows.values_list(*(field.attname for field in fields)).iterator(BATCH))
    while batch := list(islice(stream, BATCH)):
        with connection.cursor() as cursor:
            cursor.executemany(sql, [_ready(fields, row) for row in batch])
        yield len(batch)


def _ready(fields: Sequence[Any], row: Sequence[Any]) -> list[Any]:
    return [
        field.get_db_prep_save(_fitting(field, value, row), connection)
        for field, value in zip(fields, row, strict=True)
    ]


def _fitting(field: Any, value: Any, row: Sequence[Any]) -> Any:
    """A text without NUL, which PostgreSQL does not keep; SQLite lets texts be too long."""
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    if field.max_length and len(text) > field.max_length:
        where = f"{field.model._meta.db_table}.{field.column}, row {row[0]}"
        raise Refused([Problem("move.too_long", "The text is too long.", where=where)])
    return text


def _settle(wanted: Sequence[type[models.Model]]) -> None:
    """Check what points where, and let new rows follow the highest old ones."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), wanted):
            cursor.execute(statement)


def _counted(model: type[models.Model]) -> Table:
    old, new = (model._base_manager.using(name).count() for name in (OLD, DEFAULT_DB_ALIAS))
    return Table(model._meta.db_table, old, new)
