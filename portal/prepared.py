"""Querysets that are compiled once and asked again with other values (decision 9).

Building a statement costs the ORM many times what the database needs to answer it. What a
prepared queryset yields are the same objects, made as Django's own iterator makes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

NOBODYS_KEY = -987_654_321
"""A sample for the key of a row."""
PLACES_IN_A_LIST = 8
"""Up to how many values of a list a prepared statement asks."""
_UNNAMED = re.compile(r"(?<!%)%s")
"""A place for a value as the ORM writes it."""


class Prepared:
    """A queryset with places for values (预编译查询).

    `build` makes the queryset from one value for each place; it is called once per process with
    `samples`, which must be values that stand for nothing else in the statement. The statement
    must have the same form for all values.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *samples: Any) -> None:
        self.build = build
        self.samples = samples
        self.names = [f"value{place}" for place in range(len(samples))]
        self.plan: _Plan | None = None

    def rows(self, *values: Any) -> list[Any]:
        """The objects for these values; tuples where the queryset is one of values."""
        if self.plan is None:
            self.plan = self._planned()
        plan = self.plan
        asked = dict(zip(self.names, map(as_sent, values), strict=True)) | plan.fixed
        with connection.cursor() as cursor:
            cursor.execute(plan.statement, asked)
            return [plan.made(list(row)) for row in cursor.fetchall()]

    def _planned(self) -> _Plan:
        """The statement with names for its values, and how a row becomes an object.

        Values by name, for Django looks through the whole statement each time it has any without.
        """
        rows = self.build(*self.samples)
        compiler = rows.query.get_compiler(using=rows.db)
        statement, parameters = compiler.as_sql()
        samples = [as_sent(sample) for sample in self.samples]
        names = [
            self.names[samples.index(one)] if one in samples else f"fixed{place}"
            for place, one in enumerate(parameters)
        ]
        if unused := set(self.names).difference(names):
            raise ValueError(f"{sorted(unused)} not in the statement: {statement}")
        fixed = {
            name: one for name, one in zip(names, parameters, strict=True) if one not in samples
        }
        waiting = iter(names)
        named = _UNNAMED.sub(lambda _: f"%({next(waiting)})s", statement)
        return _Plan(named, fixed, rows.db, compiler)


class PreparedList:
    """A queryset with a list of values in it, then places for single ones.

    `build` makes the queryset from a list and the other values. A short list is filled up with its
    last value; a long one is asked without preparing, for there the rows count.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any]],
        *samples: Any,
        sample: Callable[[int], Any] = lambda place: NOBODYS_KEY - place,
    ) -> None:
        self.build = build
        self.prepared = Prepared(
            lambda *values: build(values[:PLACES_IN_A_LIST], *values[PLACES_IN_A_LIST:]),
            *map(sample, range(PLACES_IN_A_LIST)),
            *samples,
        )

    def rows(self, values: Collection[Any], *others: Any) -> list[Any]:
        """The objects for the list; an empty one asks nothing."""
        if not values:
            return []
        wanted = list(values)
        if len(wanted) > PLACES_IN_A_LIST:
            return list(self.build(wanted, *others))
        wanted += wanted[-1:] * (PLACES_IN_A_LIST - len(wanted))
        return self.prepared.rows(*wanted, *others)


class _Plan:
    """What Django works out for every answer anew, kept: it depends on the statement alone."""

    def __init__(self, statement: str, fixed: dict[str, Any], database: str, compiler: Any) -> None:
        self.statement, self.fixed, self.database = statement, fixed, database
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        self.converters = list(compiler.get_converters(columns).items())
        self.model: Any = None
        if compiler.query.values_select:
            return
        places = compiler.klass_info["select_fields"]
        self.model, self.own = compiler.klass_info["model"], slice(places[0], places[-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.joined = get_related_populators(  # type: ignore[call-arg]  # types of a later Django
            compiler.klass_info, compiler.select, database
        )
        self.annotations = tuple((compiler.annotation_col_map or {}).items())

    def made(self, row: list[Any]) -> Any:
        """The object of a row, with what is joined, as Django's own iterator makes it."""
        for place, (converters, expression) in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        if self.model is None:
            return tuple(row)
        made = self.model.from_db(self.database, self.names, row[self.own])
        for joined in self.joined:
            joined.populate(row, made)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made


def as_sent(value: Any) -> Any:
    """A value as the database's own rules send it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
