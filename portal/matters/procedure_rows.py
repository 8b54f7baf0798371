"""The rows of a procedure as a reader meets them: all of them in one statement.

A public page reads what was published; a draft in the preview has its rows in memory. Both are the
same objects to the page that shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, Coalesce

from portal.models import Document, Topic, TopicTag
from portal.pages.models import Regulation
from portal.prepared import NOBODYS_KEY, Prepared

from .models import Fee, Material, ProcedureBasis, Question, Situation, Step

TEXTS = tuple(f"text{number}" for number in range(1, 7))
NUMBERS = tuple(f"number{number}" for number in range(1, 5))
FILES = ("file1", "file1_title", "file1_name", "file2", "file2_title", "file2_name")
COLUMNS = ("key", "what", "place", *TEXTS, *NUMBERS, *FILES)


@dataclass
class Parts:
    """The rows of one procedure by kind, each in its order."""

    bases: list[ProcedureBasis] = field(default_factory=list)
    situations: list[Situation] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)


def parts_of(page: Any) -> Parts:
    """The rows of a procedure: those stored of a public page (one query), else those in memory."""
    if not hasattr(page, "_chain"):
        names = Parts.__dataclass_fields__
        return Parts(**{name: list(getattr(page, name).all()) for name in names})
    parts = Parts()
    for row in sorted(_STORED.rows(page.pk), key=lambda row: (row[2], row[0])):
        values = dict(zip(COLUMNS, row, strict=True))
        getattr(parts, values["what"]).append(MADE[values["what"]](values))
    return parts


# --- Reading ------------------------------------------------------------------------------------
def _text(name: str) -> Any:
    return Coalesce(F(name), Value(""), output_field=models.TextField())


def _number(name: str) -> Any:
    return Coalesce(F(name), Value(0), output_field=models.IntegerField())


def _file(place: int, name: str) -> dict[str, Any]:
    return {
        f"file{place}": _number(f"{name}_id"),
        f"file{place}_title": _text(f"{name}__title"),
        f"file{place}_name": _text(f"{name}__file"),
    }


def _read(
    model: Any, what: str, procedure: int, way: str = "procedure", **given: Any
) -> models.QuerySet[Any]:
    """The rows of one kind in the columns that all kinds share; nothing is empty by type.

    `way` is the field of the row that names its page.
    """
    nothing = Value("", output_field=models.TextField())
    none = Value(0, output_field=models.IntegerField())
    values = {
        "what": Value(what, output_field=models.TextField()),
        "place": _number("sort_order"),
        **dict.fromkeys(TEXTS, nothing),
        **dict.fromkeys(NUMBERS, none),
        **{name: none if name in ("file1", "file2") else nothing for name in FILES},
        **given,
    }
    rows = model.objects.filter(**{way: procedure}).order_by()
    named = {f"as_{name}": values[name] for name in COLUMNS[1:]}
    return rows.annotate(**named).values_list("pk", *named)


def _texts(*names: str) -> dict[str, Any]:
    return {f"text{place}": _text(name) for place, name in enumerate(names, start=1)}


def _numbers(*names: str) -> dict[str, Any]:
    return {f"number{place}": _number(name) for place, name in enumerate(names, start=1)}


def _all(procedure: int) -> models.QuerySet[Any]:
    bases = _read(
        ProcedureBasis, "bases", procedure,
        **_texts("title", "regulation__title", "regulation__url_path", "regulation__validity"),
        **_numbers("number", "suffix", "regulation_id", "seen_version"),
        file1=Cast("regulation__live", models.IntegerField()),
    )  # fmt: skip
    materials = _read(
        Material, "materials", procedure,
        **_texts("name", "form", "source", "necessity", "situations", "note"),
        **_numbers("copies"), **_file(1, "sample"), **_file(2, "blank_form"),
    )  # fmt: skip
    steps = _read(
        Step, "steps", procedure, **_texts("name", "actor", "duration", "detail"),
        number1=Cast("excluded_from_limit", models.IntegerField()),
    )  # fmt: skip
    amount = Cast(Cast("amount", models.CharField()), models.TextField())
    fees = _read(Fee, "fees", procedure, **_texts("name", "unit", "basis"), text4=amount)
    questions = _read(Question, "questions", procedure, **_texts("question", "answer"))
    situations = _read(Situation, "situations", procedure, **_texts("name"))
    topics = _read(
        TopicTag, "topics", procedure, "content_object", **_texts("tag__name"),
        place=_number("pk"),
    )  # fmt: skip
    return bases.union(materials, steps, fees, questions, situations, topics, all=True)


_STORED = Prepared(_all, NOBODYS_KEY)


# --- Making -------------------------------------------------------------------------------------
def _copied(model: Any, values: dict[str, Any], names: Iterable[str], **more: Any) -> Any:
    texts = {name: values[f"text{place}"] for place, name in enumerate(names, start=1)}
    return model(pk=values["key"], sort_order=values["place"], **texts, **more)


def _document(values: dict[str, Any], place: int) -> Document | None:
    key = values[f"file{place}"]
    named = {"title": values[f"file{place}_title"], "file": values[f"file{place}_name"]}
    return Document(pk=key, **named) if key else None


def _basis(values: dict[str, Any]) -> ProcedureBasis:
    row: ProcedureBasis = _copied(ProcedureBasis, values, ("title",))
    row.number, row.suffix = values["number1"] or None, values["number2"]
    row.seen_version = values["number4"] or None
    if values["number3"]:
        row.regulation = Regulation(
            pk=values["number3"],
            title=values["text2"],
            url_path=values["text3"],
            validity=values["text4"],
            live=bool(values["file1"]),
        )
    return row


def _material(values: dict[str, Any]) -> Material:
    names = ("name", "form", "source", "necessity", "situations", "note")
    row: Material = _copied(Material, values, names, copies=values["number1"])
    row.sample, row.blank_form = _document(values, 1), _document(values, 2)
    return row


def _step(values: dict[str, Any]) -> Step:
    names = ("name", "actor", "duration", "detail")
    row: Step = _copied(Step, values, names, excluded_from_limit=bool(values["number1"]))
    return row


def _fee(values: dict[str, Any]) -> Fee:
    amount = Decimal(values["text4"]).quantize(Decimal("0.01"))
    row: Fee = _copied(Fee, values, ("name", "unit", "basis"), amount=amount)
    return row


MADE: dict[str, Any] = {
    "bases": _basis,
    "situations": lambda values: _copied(Situation, values, ("name",)),
    "materials": _material,
    "steps": _step,
    "fees": _fee,
    "questions": lambda values: _copied(Question, values, ("question", "answer")),
    "topics": lambda values: Topic(name=values["text1"]),
}
