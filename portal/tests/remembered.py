"""Worlds that many tests begin with: built once, then put back row by row, which is far quicker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, TypeVar

import time_machine
from django.db import connection, transaction
from wagtail.models import Page, Site

from portal.signals import content_changed

World = TypeVar("World")
Rows = Mapping[str, frozenset[Any]]


def remembered(
    anew: Callable[[World], World],
) -> Callable[[Callable[[], World]], Callable[[], World]]:
    """Calls the builder once; later its rows are put back, and `anew` makes its result again.

    Only where the tables are as full as they were before the first time, and at the true time.
    """

    def decorated(build: Callable[[], World]) -> Callable[[], World]:
        kept: list[tuple[_Difference, World]] = []

        @wraps(build)
        def world() -> World:
            if time_machine.escape_hatch.is_travelling():
                return build()
            if not kept or kept[0][0].marks != _marks():
                before, marks = _all_rows(), _marks()
                made = build()
                kept[:] = [(_Difference.between(before, _all_rows(), marks), anew(made))]
                return made
            difference, made = kept[0]
            difference.put_back()
            return anew(made)

        return world

    return decorated


@dataclass(frozen=True)
class _Difference:
    """What a builder took away and wrote, by table; `marks` of those it began with."""

    gone: Rows
    new: Rows
    marks: tuple[Any, ...]

    @classmethod
    def between(cls, before: Rows, after: Rows, marks: tuple[Any, ...]) -> _Difference:
        gone = {table: before[table] - after[table] for table in before}
        new = {table: after[table] - before[table] for table in before}
        return cls(
            {table: rows for table, rows in gone.items() if rows},
            {table: rows for table, rows in new.items() if rows},
            marks,
        )

    @transaction.atomic
    def put_back(self) -> None:
        """Makes the tables what they were when the builder was done."""
        for table, rows in self.gone.items():
            _take_away(table, rows)
        for table, rows in self.new.items():
            _write(table, rows)
        if _on_postgresql():
            _count_on(self.new)
        Site.clear_site_root_paths_cache()
        pages = _keys("wagtailcore_page", self.new.get("wagtailcore_page", ()))
        content_changed.send(sender=Page, queryset=Page.objects.filter(pk__in=pages))


def _on_postgresql() -> bool:
    return connection.vendor == "postgresql"


@cache
def _columns() -> dict[str, list[str]]:
    """Columns of every table but those of search, which is told what is there, and of indices."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        if not _on_postgresql():
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%%'")
            indices = tuple(name for (name,) in cursor.fetchall())
            names = [name for name in names if not name.startswith(indices)]
        names = [name for name in names if not name.startswith("search_")]
        described = connection.introspection.get_table_description
        return {name: [column.name for column in described(cursor, name)] for name in names}


@cache
def _key_place(table: str) -> int:
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, table)
    return _columns()[table].index(str(key))


def _key(table: str) -> str:
    return f'CAST("{_columns()[table][_key_place(table)]}" AS text)'


def _count_on(tables: Iterable[str]) -> None:
    """The next row of each table gets a key after its last, though its counter was set back."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_sequences
        counters = [(table, counter) for table in tables for counter in described(cursor, table)]
        settings = ", ".join(
            f"setval('{counter['name']}', greatest(nextval('{counter['name']}'),"
            f' (SELECT max("{counter["column"]}") FROM "{table}")))'
            for table, counter in counters
        )
        cursor.execute(f"SELECT {settings}")


def _marks() -> tuple[Any, ...]:
    """How many rows each table has, and its last key: what is restored has other keys."""
    marks = ", ".join(
        f'(SELECT count(*) FROM "{table}"), (SELECT max({_key(table)}) FROM "{table}")'
        for table in _columns()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {marks}")
        return tuple(cursor.fetchone())


def _all_rows() -> Rows:
    """Every row of every table as the database itself writes it, so that nothing is converted."""
    return {table: frozenset(_rows_of(table)) for table in _columns()}


def _rows_of(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        if _on_postgresql():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as lines:
                return b"".join(lines).splitlines(keepends=True)
        columns = ", ".join(f'+"{name}"' for name in _columns()[table])
        cursor.execute(f"SELECT {columns} FROM {table}")
        return cursor.fetchall()


def _keys(table: str, rows: Iterable[Any]) -> list[str]:
    place = _key_place(table)
    if _on_postgresql():
        return [row.rstrip(b"\n").split(b"\t")[place].decode() for row in rows]
    return [str(row[place]) for row in rows]


def _take_away(table: str, rows: Iterable[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f'DELETE FROM "{table}" WHERE {_key(table)} = %s',
            [[key] for key in _keys(table, rows)],
        )


def _write(table: str, rows: Iterable[Any]) -> None:
    with connection.cursor() as cursor:
        if _on_postgresql():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as lines:
                lines.write(b"".join(rows))
            return
        columns = _columns()[table]
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', list(rows))
