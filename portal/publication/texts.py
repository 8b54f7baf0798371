"""Every text of a page or row that becomes public with it, and a way to mask it.

Plain fields, rich text with its tables and what stands in attributes, streams of blocks, inner
rows, topics, and the titles and names of files that are linked. Kinds that need more add their part
by the hook `portal.signals.PERSONAL_TEXTS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations
from taggit.managers import TaggableManager
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model

from portal.prepared import PreparedList
from portal.privacy import Finding, with_edits
from portal.signals import PERSONAL_TEXTS

from .markup import Markup

NEVER_READ = {"path", "url_path", "draft_title", "translation_key"}
_WORDS = (models.CharField, models.TextField)

Mask = Callable[[Sequence[Finding]], None]


@dataclass(frozen=True)
class TextPlace:
    """One text and where it stands: `field` of the form, `label` in words.

    `mask` writes masks into the object that was read; None where the text belongs to something
    else (a file, a topic), which is mended at `url`.
    """

    field: str
    label: str
    text: str
    mask: Mask | None = None
    url: str = ""


def places_of(thing: Any, *, with_children: bool = True) -> list[TextPlace]:
    """All texts of a page or row; `official_numbers` of its model names fields that are left out.

    Those hold checked numbers of bodies (a division code, a credit code), never of people.
    """
    found = [*_own(thing)]
    if with_children:
        found += [*_children(thing), *_topics(thing)]
    for offer in hooks.get_hooks(PERSONAL_TEXTS):
        found += offer(thing)
    return [place for place in found if place.text.strip()]


def _own(thing: Any) -> Iterator[TextPlace]:
    left_out = NEVER_READ | set(getattr(thing, "official_numbers", ()))
    for field in thing._meta.concrete_fields:
        if field.name in left_out or not field.editable or field.choices:
            continue
        if not getattr(thing, field.attname):
            continue
        label = str(field.verbose_name)
        if isinstance(field, RichTextField):
            yield from rich_text(thing, field.name, label)
        elif isinstance(field, StreamField):
            yield from stream(thing, field.name, label)
        elif isinstance(field, _WORDS):
            yield plain_text(thing, field.name, label)
        elif field.is_relation and field.related_model in (get_image_model(), get_document_model()):
            yield from files_of(field.related_model, [getattr(thing, field.attname)], field.name)


def plain_text(thing: Any, name: str, label: str) -> TextPlace:
    """A text without markup; an address gets what an address can hold for a mask."""
    is_address = isinstance(thing._meta.get_field(name), models.SlugField)

    def mask(findings: Sequence[Finding]) -> None:
        hits = [replace(one, mask=f"n{thing.pk or ''}") for one in findings]
        setattr(thing, name, with_edits(getattr(thing, name), hits if is_address else findings))

    return TextPlace(name, label, str(getattr(thing, name) or ""), mask)


def rich_text(thing: Any, name: str, label: str) -> Iterator[TextPlace]:
    """The words of rich text, then its attributes, then the files it links and shows."""
    markup = Markup(str(getattr(thing, name) or ""))
    yield from marked_up(markup, name, label, lambda: setattr(thing, name, str(markup)))


def marked_up(
    markup: Markup, name: str, label: str, store: Callable[[], None]
) -> Iterator[TextPlace]:
    """The texts of one piece of markup; `store` is called when it was masked."""

    def mask(findings: Sequence[Finding]) -> None:
        markup.mask(findings)
        store()

    yield TextPlace(name, label, markup.text, mask)
    for attribute in markup.attributes:

        def mask_value(findings: Sequence[Finding], attribute: Any = attribute) -> None:
            markup.mask_attribute(attribute, findings)
            store()

        said = gettext("text of a picture or link")
        yield TextPlace(name, f"{label} · {said}", attribute.text, mask_value)
    yield from files_of(get_document_model(), markup.linked("linktype", "document"), name)
    yield from files_of(get_image_model(), markup.linked("embedtype", "image"), name)


def files_of(model: Any, keys: Iterable[Any], field: str) -> Iterator[TextPlace]:
    """Titles, names and descriptions of files; they are mended where the file is kept."""
    wanted = [key for key in keys if key]
    if not wanted:
        return
    edit = "wagtaildocs:edit" if model is get_document_model() else "wagtailimages:edit"
    for row in _kept_in(model).rows(wanted):
        url = reverse(edit, args=[row.pk])
        name = row.file.name.rpartition("/")[2]
        yield TextPlace(field, gettext("title of a file"), row.title, None, url)
        yield TextPlace(field, gettext("name of a file"), name, None, url)
        description = getattr(row, "description", "")
        yield TextPlace(field, gettext("description of a picture"), description, None, url)


@lru_cache(maxsize=4)
def _kept_in(model: Any) -> PreparedList:
    return PreparedList(lambda keys: model.objects.filter(pk__in=keys))


def _children(thing: Any) -> Iterator[TextPlace]:
    """Inner rows, as they are in memory; notes that staff write to each other are no text."""
    for relation in get_all_child_relations(type(thing)):
        if relation.related_model._meta.app_label == "wagtailcore":
            continue
        manager = getattr(thing, relation.get_accessor_name())
        for row in manager.all():
            head = str(row._meta.verbose_name)
            for place in _own(row):
                yield replace(
                    place,
                    field="",
                    label=f"{head} · {place.label}",
                    mask=_kept(place, manager, row),
                )


def _kept(place: TextPlace, manager: Any, row: Any) -> Mask | None:
    """Masks the row and puts it back among the inner rows of the page."""
    if place.mask is None:
        return None
    write = place.mask

    def mask(findings: Sequence[Finding]) -> None:
        write(findings)
        manager.add(row)

    return mask


def _topics(thing: Any) -> Iterator[TextPlace]:
    for field in thing._meta.get_fields():
        if isinstance(field, TaggableManager):
            for tag in getattr(thing, field.name).all():
                yield TextPlace(field.name, str(field.verbose_name), tag.name)


# --- Streams of blocks ---------------------------------------------------------------------------
_NO_TEXT = {"id", "type"}


def stream(thing: Any, name: str, label: str) -> Iterator[TextPlace]:
    """Every text in the blocks of a stream, however deep, tables row by row."""
    value = getattr(thing, name)
    if value is None:
        return
    raw = json.loads(json.dumps(value.get_prep_value()))

    def store() -> None:
        setattr(thing, name, value.stream_block.to_python(raw))

    yield from in_blocks(raw, name, label, store)


def in_blocks(raw: Any, name: str, label: str, store: Callable[[], None]) -> Iterator[TextPlace]:
    """The texts of stored blocks; `raw` is changed in place and `store` called when masked."""
    if isinstance(raw, dict) and isinstance(raw.get("data"), list):
        yield from _table(raw["data"], name, label, store)
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(raw, dict):
        items = [(key, value) for key, value in raw.items() if key not in _NO_TEXT]
    elif isinstance(raw, list):
        items = list(enumerate(raw))
    for key, value in items:
        if isinstance(value, str):
            yield from _in_string(raw, key, name, label, store)
        elif key != "data" or not isinstance(value, list):
            yield from in_blocks(value, name, label, store)


def _in_string(
    raw: Any, key: Any, name: str, label: str, store: Callable[[], None]
) -> Iterator[TextPlace]:
    markup = Markup(raw[key])

    def keep() -> None:
        raw[key] = str(markup)
        store()

    yield from marked_up(markup, name, label, keep)


def _table(
    rows: list[Any], name: str, label: str, store: Callable[[], None]
) -> Iterator[TextPlace]:
    """A table as one text, a tab between cells, so that the head of a column tells what it is."""
    cells: list[tuple[list[Any], int, int, str]] = []
    words = ""
    for row in rows if all(isinstance(row, list) for row in rows) else ():
        for place, cell in enumerate(row):
            text = str(cell or "").replace("\t", " ").replace("\n", " ")
            cells.append((row, place, len(words), text))
            words += f"{text}\t"
        words = f"{words[:-1]}\n" if row else f"{words}\n"

    def mask(findings: Sequence[Finding]) -> None:
        for row, place, start, text in cells:
            ends = start + len(text)
            hits = [one for one in findings if start <= one.start and one.end <= ends]
            moved = [replace(one, start=one.start - start, end=one.end - start) for one in hits]
            if moved:
                row[place] = with_edits(text, moved)
        store()

    yield TextPlace(name, label, words, mask)
