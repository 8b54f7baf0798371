"""The two statements that every public page costs, sent through the cursor (decision 9).

The first reads the site with its root page and settings row; the second the pages named by a path,
with what guards them. Names come from the models and are quoted by the database's own rules; what
a reader sends is a parameter, never part of a statement.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import JSONField
from django.db.models.base import ModelState
from wagtail.models import Page, PageViewRestriction, Site

from portal.models import SiteSettings

ROOT_FIELDS = {
    "id", "path", "depth", "numchild", "title", "slug", "url_path", "live", "content_type_id",
    "locale_id",
}  # fmt: skip


@dataclass(slots=True)
class PageRow:
    """A page as routing and breadcrumbs need it (路径上的一页); `guarded`: it has a restriction."""

    pk: int
    path: str
    depth: int
    title: str
    slug: str
    url_path: str
    live: bool
    content_type_id: int
    alias_of_id: int | None
    guarded: bool

    def __str__(self) -> str:
        return self.title

    @property
    def specific_class(self) -> Any:
        """The model of the page; content types are kept in memory by Django."""
        return ContentType.objects.get_for_id(self.content_type_id).model_class()


ROW_FIELDS = (
    "id", "path", "depth", "title", "slug", "url_path", "live", "content_type_id", "alias_of_id",
)  # fmt: skip


def only_site() -> tuple[Site, SiteSettings, tuple[Any, ...]] | None:
    """The one site with root page and settings, and the row they came from as it is kept.

    None when there are more sites or no settings row yet: the caller then asks Wagtail.
    """
    with connection.cursor() as cursor:
        cursor.execute(_site_statement(connection.alias))
        rows = cursor.fetchall()
    if len(rows) != 1:
        return None
    site_names, root_names, _settings_names = _columns()
    last = len(site_names) + len(root_names)
    row = rows[0]
    if row[last] is None:
        return None
    row = _same(row)
    site, root, settings = (_own(made) for made in _objects(connection.alias, row))
    site.root_page, settings.site = root, site
    return site, settings, row


@lru_cache(maxsize=4)
def _objects(_database: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Site, root page and settings of a row, from which each request has its own."""
    site_names, root_names, settings_names = _columns()
    end, last = len(site_names), len(site_names) + len(root_names)
    return (
        _made(Site, site_names, row[:end]),
        _made(Page, root_names, row[end:last]),
        _made(SiteSettings, settings_names, row[last:]),
    )


def _own(made: Any) -> Any:
    """The same object again with a memory of its own: what a request notes stays with it."""
    own = made.__class__.__new__(made.__class__)
    own.__dict__.update(made.__dict__)
    own._state = ModelState()
    own._state.db, own._state.adding = made._state.db, False
    return own


def pages_named(slugs: list[str], url_paths: list[str]) -> dict[str, PageRow]:
    """The pages that have one of the slugs and one of the url_paths, by url_path.

    The slug is asked too because it has an index and the url_path has none.
    """
    statement = _chain_statement(connection.alias, len(slugs), len(url_paths))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*slugs, *url_paths])
        rows = (_page_row(row) for row in cursor.fetchall())
        return {row.url_path: row for row in rows}


@lru_cache(maxsize=4)
def _same(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The first of all equal rows, so that what is kept by it holds it only once."""
    return row


def _page_row(row: tuple[Any, ...]) -> PageRow:
    """SQLite has no truth values, only numbers."""
    page = PageRow(*row)
    page.live, page.guarded = bool(page.live), bool(page.guarded)
    return page


def _made(model: Any, names: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    """An object of a model from a row, with the conversions that the model's fields ask for."""
    converted = [
        value if convert is None else convert(value)
        for value, convert in zip(values, _converters(model, names), strict=True)
    ]
    return model.from_db(connection.alias, names, converted)


@lru_cache(maxsize=8)
def _converters(model: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    """What each field of a model does to the value of its column; None for nothing."""
    fields = [model._meta.get_field(name) for name in names]
    return tuple(
        _navigation if isinstance(field, JSONField) else _joined(field.cached_col)
        for field in fields
    )


@lru_cache(maxsize=4)
def _navigation(text: str) -> Any:
    """The frame as it is kept, read once for many requests; it is looked at, never changed."""
    return json.loads(text)


def _joined(expression: Any) -> Any:
    converters = [
        *connection.ops.get_db_converters(expression),
        *expression.get_db_converters(connection),
    ]

    def convert(value: Any) -> Any:
        for converter in converters:
            value = converter(value, expression, connection)
        return value

    return convert if converters else None


@lru_cache(maxsize=1)
def _columns() -> tuple[tuple[str, ...], ...]:
    """Columns of site, root page and settings, each in the order in which its model is made."""
    return (
        tuple(field.attname for field in Site._meta.concrete_fields),
        tuple(f.attname for f in Page._meta.concrete_fields if f.attname in ROOT_FIELDS),
        tuple(field.attname for field in SiteSettings._meta.concrete_fields),
    )


def _quoted(model: Any, alias: str, names: tuple[str, ...]) -> str:
    """Columns of a model, each with the alias of its table."""
    quote = connection.ops.quote_name
    columns = (model._meta.get_field(name).column for name in names)
    return ", ".join(f"{alias}.{quote(column)}" for column in columns)


@lru_cache(maxsize=2)
def _site_statement(_database: str) -> str:
    table = {
        model: connection.ops.quote_name(model._meta.db_table)
        for model in (Site, Page, SiteSettings)
    }
    models = (Site, "s"), (Page, "p"), (SiteSettings, "o")
    columns = ", ".join(
        _quoted(model, alias, names)
        for (model, alias), names in zip(models, _columns(), strict=True)
    )
    page, site = _quoted(Site, "s", ("root_page_id",)), _quoted(SiteSettings, "o", ("site_id",))
    return " ".join(
        (
            f"SELECT {columns}",
            f"FROM {table[Site]} s",
            f"JOIN {table[Page]} p ON {_quoted(Page, 'p', ('id',))} = {page}",
            f"LEFT JOIN {table[SiteSettings]} o ON {site} = {_quoted(Site, 's', ('id',))}",
            "LIMIT 2",
        )
    )


@lru_cache(maxsize=64)
def _chain_statement(_database: str, slugs: int, url_paths: int) -> str:
    restrictions = connection.ops.quote_name(PageViewRestriction._meta.db_table)
    guard = _quoted(PageViewRestriction, "r", ("page_id",))
    own = _quoted(Page, "p", ("id",))
    return " ".join(
        (
            f"SELECT {_quoted(Page, 'p', ROW_FIELDS)},",
            f"EXISTS(SELECT 1 FROM {restrictions} r WHERE {guard} = {own})",  # noqa: S608 - own names
            f"FROM {connection.ops.quote_name(Page._meta.db_table)} p",
            f"WHERE {_quoted(Page, 'p', ('slug',))} IN ({_places(slugs)})",
            f"AND {_quoted(Page, 'p', ('url_path',))} IN ({_places(url_paths)})",
        )
    )


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)
