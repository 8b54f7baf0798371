"""Querysets that are compiled once and asked again with other values (decision 9).

Building a statement costs the ORM many times what the database needs to answer it. What a
prepared queryset yields are the same objects, made by Django's own iterator.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable

NOBODYS_KEY = -987_654_321
"""A sample for the key of a row."""


class Prepared:
    """A queryset with places for values (预编译查询).

    `build` makes the queryset from one value for each place; it is called once per process with
    `samples`, which must be values that stand for nothing else in the statement. The statement
    must have the same form for all values.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *samples: Any) -> None:
        self.build = build
        self.samples = samples
        self.ready: tuple[Any, Any, str, tuple[Any, ...]] | None = None
        self.converters: dict[int, Any] | None = None

    def rows(self, *values: Any) -> list[Any]:
        """The objects for these values."""
        if self.ready is None:
            self.ready = self._compiled()
        rows, compiler, statement, parameters = self.ready
        wanted = [_as_sent(value) for value in values]
        asked = tuple(wanted[one.place] if isinstance(one, _Place) else one for one in parameters)
        compiler = copy(compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **options: (statement, asked)
        if self.converters is not None:
            compiler.get_converters = lambda expressions: self.converters
        rows = rows._chain()
        rows.query.get_compiler = lambda *args, **options: compiler
        return list(ModelIterable(rows))

    def _compiled(self) -> tuple[Any, Any, str, tuple[Any, ...]]:
        """The queryset, its compiler, the statement, and its parameters with places in them."""
        rows = self.build(*self.samples)
        compiler = rows.query.get_compiler(using=rows.db)
        statement, parameters = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(columns)
        samples = [_as_sent(sample) for sample in self.samples]
        places = tuple(_Place(samples.index(one)) if one in samples else one for one in parameters)
        found = {one.place for one in places if isinstance(one, _Place)}
        if found != set(range(len(samples))):
            raise ValueError(f"a value is not in the statement: {statement}")
        return rows, compiler, statement, places


class _Place:
    """Where a value goes among the parameters."""

    def __init__(self, place: int) -> None:
        self.place = place


def _as_sent(value: Any) -> Any:
    """A value as the database's own rules send it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
