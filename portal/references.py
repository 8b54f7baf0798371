"""What forms may name (引用): pages, files and pictures that the person at the desk may know of.

A form shows what it names: the title of a page, the name of a file. So what is not to be known is
taken out of what was sent before any form reads it. What the page names already stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from wagtail.models import Page

PAGE, IMAGE, DOCUMENT = "page", "image", "document"
ENTITIES = {"LINK": PAGE, "IMAGE": IMAGE, "DOCUMENT": DOCUMENT}
"""Kinds of entity in what the editor of a text sends."""
RIGHTS = ["add", "change", "delete", "choose"]
_TAG = re.compile(r"<(?:a|embed)\b[^>]*>")
_KIND = re.compile(r'\b(?:link|embed)type="(page|image|document)"')
_KEY = re.compile(r'\bid="(\d{1,18})"')
Reference = tuple[str, int]
"""Kind and key; the key 0 is nobody's."""


class NamesKnownThings:
    """Mixin of a form of the desk; what is not known to its person is not named in it."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        user = kwargs.get("for_user")
        if data is not None and user is not None and not user.is_superuser:
            data = without_unknown(data, form=type(self), user=user, own=kwargs.get("instance"))
        super().__init__(data, *args, **kwargs)  # type: ignore[call-arg]


def without_unknown(data: Any, *, form: Any, user: Any, own: Any = None) -> Any:
    """What was sent, without what `user` may not know of and `own` does not name yet."""
    fields = list(_fields_of(form))
    asked = {ref for name, value in _pairs(data) for ref in _named_in(name, value, fields)}
    if not asked:
        return data
    unknown = asked - _known_to(user, asked)
    if unknown and own is not None:
        unknown -= set(_stored_in(own))
    if not unknown:
        return data
    kept = data.copy()
    for name in data:
        values = [_without(name, value, fields, unknown) for value in data.getlist(name)]
        kept.setlist(name, values)
    return kept


def _pairs(data: Any) -> Iterator[tuple[str, str]]:
    for name in data:
        for value in data.getlist(name):
            yield name, str(value)


# --- Where a form names something -----------------------------------------------------------------
def _fields_of(form: Any) -> Iterator[tuple[re.Pattern[str], str]]:
    """Fields that choose a page, file or picture: how they are called when sent, and the kind."""
    yield from _choices(form, "")
    for name, formset in getattr(form, "formsets", {}).items():
        yield from _choices(formset.form, rf"{re.escape(name)}-\d+-")


def _choices(form: Any, prefix: str) -> Iterator[tuple[re.Pattern[str], str]]:
    for name, field in form.base_fields.items():
        rows: Any = field.queryset if isinstance(field, forms.ModelChoiceField) else None
        if rows is not None and (kind := _kind_of(rows.model)):
            yield re.compile(prefix + re.escape(name)), kind


def _kind_of(model: Any) -> str:
    if issubclass(model, Page):
        return PAGE
    return {"portal.image": IMAGE, "portal.document": DOCUMENT}.get(model._meta.label_lower, "")


def _named_in(name: str, value: str, fields: Iterable[Any]) -> Iterator[Reference]:
    for pattern, kind in fields:
        if value and pattern.fullmatch(name):
            yield kind, _number(value)
    for entity in (_text_in(value) or {"entityMap": {}})["entityMap"].values():
        if (ref := _of_entity(entity)) is not None:
            yield ref


def _text_in(value: str) -> Any:
    """A text as the editor sends it; None for any other value."""
    if not value.lstrip().startswith("{"):
        return None
    try:
        text = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text.get("entityMap"), dict) else None


def _of_entity(entity: Any) -> Reference | None:
    kind = ENTITIES.get(entity.get("type", "")) if isinstance(entity, dict) else None
    key = (entity.get("data") or {}).get("id") if kind else None
    return None if kind is None or key is None else (kind, _number(str(key)))


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_number else 0


# --- Taking it out --------------------------------------------------------------------------------
def _without(name: str, value: str, fields: Iterable[Any], unknown: set[Reference]) -> str:
    for pattern, kind in fields:
        if value and pattern.fullmatch(name) and (kind, _number(value)) in unknown:
            return ""
    text = _text_in(value)
    return value if text is None else _cleared(value, text, unknown)


def _cleared(value: str, text: Any, unknown: set[Reference]) -> str:
    """The text with the words of its links and without what they led to; pictures are gone."""
    gone = {key for key, entity in text["entityMap"].items() if _of_entity(entity) in unknown}
    if not gone:
        return value
    for key in gone:
        del text["entityMap"][key]
    blocks = []
    for block in text.get("blocks", []):
        ranges = block.get("entityRanges", [])
        block["entityRanges"] = [row for row in ranges if str(row.get("key")) not in gone]
        if block.get("type") != "atomic" or block["entityRanges"]:
            blocks.append(block)
    return json.dumps({**text, "blocks": blocks})


# --- What is known --------------------------------------------------------------------------------
def _known_to(user: Any, asked: set[Reference]) -> set[Reference]:
    """Pages in reach or public; files and pictures to work with, or that everybody has."""
    from portal.file_rights import FILES, PICTURES
    from portal.models import FileUse
    from portal.roles import known_to

    known = set()
    if keys := _keys(asked, PAGE):
        rows = known_to(user, Page.objects.filter(pk__in=keys))
        known |= {(PAGE, key) for key in rows.values_list("pk", flat=True)}
    for kind, policy in ((IMAGE, PICTURES), (DOCUMENT, FILES)):
        if keys := _keys(asked, kind):
            own = policy.instances_user_has_any_permission_for(user, RIGHTS).filter(pk__in=keys)
            shown = FileUse.objects.open_to_all().filter(**{f"{kind}__in": keys})
            found = {*own.values_list("pk", flat=True), *shown.values_list(kind, flat=True)}
            known |= {(kind, key) for key in found}
    return known


def _keys(asked: set[Reference], kind: str) -> set[int]:
    return {key for its_kind, key in asked if its_kind == kind}


def _stored_in(thing: Any) -> Iterator[Reference]:
    """What the fields of a page or row, and of its parts, name as it is stored."""
    for field in thing._meta.concrete_fields:
        value = field.value_from_object(thing)
        if field.is_relation:
            if value is not None and (kind := _kind_of(field.related_model)):
                yield kind, value
        elif isinstance(value, str):
            yield from _in_markup(value)
    for relation in _parts_of(thing):
        for part in getattr(thing, relation).all():
            yield from _stored_in(part)


def _parts_of(thing: Any) -> list[str]:
    from modelcluster.models import ClusterableModel, get_all_child_relations

    if not isinstance(thing, ClusterableModel):
        return []
    return [relation.get_accessor_name() for relation in get_all_child_relations(type(thing))]


def _in_markup(markup: str) -> Iterator[Reference]:
    for tag in _TAG.findall(markup):
        kind, key = _KIND.search(tag), _KEY.search(tag)
        if kind and key:
            yield kind[1], int(key[1])
