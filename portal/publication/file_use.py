"""Which files and pictures a page shows (附件使用), and what of it keeps the page from the public.

The rows are written in the transaction of the publication, so that a file is public exactly while
a page that shows it is. Wagtail's own index of references is filled in the background: it may be
late, and decides nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from modelcluster.models import ClusterableModel, get_all_child_relations

from portal import file_keeping
from portal.file_findings import stored
from portal.prepared import NOBODYS_KEY, Prepared
from portal.problems import Problem, gettext_noop

from .shown_files import ShownFile, shown_files

_BY_ADDRESS = re.compile(r'href="[^"]*/documents/(\d{1,18})/')
_COMMUNITY_MARK = re.compile(r"\(([^()]+)\)$")
MOST_NAMED = 3

UNREAD = gettext_noop("“%(file)s” has not been looked at yet: upload it again.")
HIDDEN = gettext_noop(
    "“%(file)s” holds what readers do not see at once (%(what)s). Upload it without, or have a "
    "person confirm it at the file."
)
PERSONAL = gettext_noop(
    "“%(file)s” holds what looks like personal data. Mask it and upload the file again, or have a "
    "second person confirm it at the file."
)
FOREIGN = gettext_noop("“%(file)s” belongs to another community and is not public there.")
Use = tuple[str, str, int]
"""Name of the field, `document` or `image`, and the key of the file."""


# --- What a page shows ---------------------------------------------------------------------------
def uses_in(thing: Any) -> Iterator[Use]:
    """The files and pictures that the fields of a page or row, and of its parts, name."""
    for field in _telling_fields(thing._meta.concrete_model):
        if isinstance(field, models.ForeignKey):
            key = getattr(thing, field.attname)
            if key is not None:
                yield field.name, _kind_of(field.related_model), key
            continue
        yield from _uses_in_text(field, field.value_from_object(thing))
    for relation in _telling_parts(thing._meta.concrete_model):
        name = relation.get_accessor_name()
        for part in getattr(thing, name).all():
            yield from uses_in(part)


def _uses_in_text(field: Any, value: Any) -> Iterator[Use]:
    """What a rich text or stream names; an address typed by hand counts as well."""
    if not value:
        return
    for model, key, _model_path, _content_path in field.extract_references(value):
        kind = _kind_of(model)
        if kind and str(key).isdigit():
            yield field.name, kind, int(key)
    for key in _BY_ADDRESS.findall(str(value)):
        yield field.name, "document", int(key)


def _kind_of(model: Any) -> str:
    name = getattr(getattr(model, "_meta", None), "label_lower", "")
    return {"portal.document": "document", "portal.image": "image"}.get(name, "")


@lru_cache(maxsize=256)
def _telling_fields(model: Any) -> tuple[Any, ...]:
    """The fields of a model that can name a file."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if (isinstance(field, models.ForeignKey) and _kind_of(field.related_model))
        or hasattr(field, "extract_references")
    )


@lru_cache(maxsize=256)
def _telling_parts(model: Any) -> tuple[Any, ...]:
    """The inline parts of a model whose fields can name a file."""
    if not issubclass(model, ClusterableModel):
        return ()
    relations = get_all_child_relations(model)
    return tuple(row for row in relations if _tells(row.related_model))


def _tells(model: Any) -> bool:
    return bool(_telling_fields(model) or _telling_parts(model))


# --- Rows that belong to pages --------------------------------------------------------------------
@lru_cache(maxsize=1)
def _row_kinds() -> tuple[tuple[Any, str], ...]:
    """Models of rows that can name a file, each with the way to its page."""
    from portal.role_table import KINDS

    kinds = ((apps.get_model(kind.model), kind.page) for kind in KINDS.values() if kind.page)
    return tuple((model, way) for model, way in kinds if _tells(model))


def page_of_row(row: Any) -> Any:
    """The page to which a row with files belongs; None for any other row."""
    for model, way in _row_kinds():
        if isinstance(row, model):
            owner = row
            for name in way.split("__"):
                owner = getattr(owner, name)
            return owner
    return None


def _rows_of(page: Any) -> Iterator[Any]:
    for model, way in _row_kinds():
        first = model._meta.get_field(way.split("__")[0]).related_model
        if "__" in way or isinstance(page, first):
            yield from model._default_manager.filter(**{way: page.pk})


# --- What one act sees ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Showing:
    """What a page shows as it stands; an act of publication reads it once."""

    uses: tuple[Use, ...]
    files: list[ShownFile]


def showing_of(page: Any, *, approved_at: datetime | None = None, lock: bool = False) -> Showing:
    """What `page` shows, with the versions that were there at `approved_at`; None means now.

    `lock` lets nobody replace the files until the publication is stored.
    """
    uses = tuple(uses_in(page))
    keys = {key for _field, kind, key in uses if kind == "document"}
    files = shown_files(keys, approved_at=approved_at, lock=lock) if keys else []
    return Showing(uses, files)


# --- Kept in the transaction of the publication ---------------------------------------------------
def _uses_of(page: int) -> models.QuerySet[Any]:
    return apps.get_model("portal", "FileUse")._default_manager.filter(page_id=page)


_USES = Prepared(_uses_of, NOBODYS_KEY)


def keep(page: Any, *, at: datetime | None = None, showing: Showing | None = None) -> bool:
    """Writes the uses of a page that is public; a publication takes over what it was shown.

    Says whether a use came or went.
    """
    page = getattr(page, "specific", page)
    wanted = set(_all_uses(page, showing))
    gone = 0
    for row in _USES.rows(page.pk):
        use = ("document", row.document_id) if row.document_id else ("image", row.image_id)
        if use in wanted:
            wanted.discard(use)  # type: ignore[arg-type]
        else:
            row.delete()
            gone += 1
    files = showing.files if showing else []
    added = _add(page, wanted, known={file.document.pk for file in files})
    for file in files:
        if file.version is not None:
            file_keeping.take_over(file.document, file.version, at=at or timezone.now())
    return bool(gone or added)


def _all_uses(page: Any, showing: Showing | None) -> Iterator[tuple[str, int]]:
    for _field, kind, key in showing.uses if showing else uses_in(page):
        yield kind, key
    for row in _rows_of(page):
        for _field, kind, key in uses_in(row):
            yield kind, key


def _add(page: Any, wanted: set[tuple[str, int]], *, known: set[int]) -> int:
    """Rows for files that exist; a text may still name one that is gone. Locks the others: nobody
    replaces what becomes public in this moment. Returns how many.
    """
    from portal.models import Document, FileUse, Image

    rows = []
    for kind, model in (("document", Document), ("image", Image)):
        there = known if kind == "document" else set()
        keys = {key for its_kind, key in wanted if its_kind == kind}
        if unknown := keys - there:
            found = model._default_manager.select_for_update().filter(pk__in=unknown)
            there = there | set(found.values_list("pk", flat=True))
        rows += [FileUse(page_id=page.pk, **{f"{kind}_id": key}) for key in sorted(keys & there)]
    if rows:
        FileUse.objects.bulk_create(rows)
    return len(rows)


def forget(page: Any) -> None:
    """Takes away the uses of a page that is no longer public."""
    from portal.models import FileUse

    FileUse.objects.filter(page_id=page.pk).delete()


# --- What keeps a page from becoming public -------------------------------------------------------
def problems_with_files(page: Any, showing: Showing | None = None) -> list[Problem]:
    """What of the files of a page keeps it from the public, each with the field that names it.

    Judged is the version that this publication would show. What is hidden or looks personal may
    be confirmed by a person at the file.
    """
    showing = showing or showing_of(page)
    fields = {key: field for field, kind, key in showing.uses if kind == "document"}
    found = [
        problem
        for file in showing.files
        for problem in _problems_with(file, page, fields[file.document.pk])
    ]
    pictures = {key: field for field, kind, key in showing.uses if kind == "image"}
    return found + list(_problems_with_pictures(page, pictures))


def _problems_with_pictures(page: Any, pictures: dict[int, str]) -> Iterator[Problem]:
    """A picture of another community that is public nowhere does not become public here.

    `pictures` holds the field that names each picture.
    """
    from portal.models import FileUse, Image
    from portal.models.frame import community_code_of  # it knows the models, which know this module

    community = community_code_of(page) if pictures else ""
    if not community:
        return
    uses = FileUse.objects.filter(image=OuterRef("pk")).public()
    rows = Image.objects.filter(~Exists(uses), pk__in=pictures).select_related("collection")
    for image in rows.order_by("pk"):
        if _owner_of(image) not in ("", community):
            yield Problem("file.foreign", FOREIGN, pictures[image.pk], {"file": image.pk})


def _problems_with(file: ShownFile, page: Any, field: str) -> Iterator[Problem]:
    document, version = file.document, file.version
    named = {"file": document.title}
    if version is None:
        yield Problem("file.unread", UNREAD, field, named)
        return
    if version.hidden and not version.is_cleared("hidden"):
        found = [str(problem).rstrip(".。") for problem in stored(version.hidden)[:MOST_NAMED]]
        yield Problem("file.hidden", HIDDEN, field, {**named, "what": "; ".join(found)})
    if version.personal and not version.is_cleared("personal"):
        yield Problem("file.personal", PERSONAL, field, named)
    if not document.has_public_use and _is_foreign(document, page):
        yield Problem("file.foreign", FOREIGN, field, {"file": document.pk})


def _is_foreign(document: Any, page: Any) -> bool:
    """Whether a file belongs to another community than the one in which the page stands."""
    from portal.models.frame import community_code_of  # it knows the models, which know this module

    owner = _owner_of(document)
    return bool(owner) and community_code_of(page) not in ("", owner)


def _owner_of(file: Any) -> str:
    """The code of the community in whose collection it lies; empty for those of the city."""
    from portal.models import Community

    mark = _COMMUNITY_MARK.search(file.collection.name)
    if mark and Community.objects.filter(code=mark.group(1)).exists():
        return mark.group(1)
    return ""


def uploaders_of(page: Any) -> set[int]:
    """Who uploaded versions that this page would make public and that nobody has approved yet.

    They are authors of what becomes public, as the writers of the text are.
    """
    shown = [file.version for file in showing_of(page).files if file.version is not None]
    return {version.by_id for version in shown if version.public_at is None and version.by_id}
