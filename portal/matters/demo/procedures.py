"""Demo procedures (演示办事指南): complete texts in our own words, below the city's services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from wagtail import hooks

from portal.demo.files import DemoFile, Shelf
from portal.demo.markup import rich_text
from portal.demo.tree import LaidPages, moment
from portal.matters import models
from portal.matters.choices import (
    DecisionPlace,
    FeeKind,
    LimitUnit,
    MaterialForm,
    MaterialSource,
    Necessity,
)
from portal.models import City
from portal.pages.models import Regulation
from portal.publication.numbering import next_index_no
from portal.signals import DEMO_LOADERS

WORDS = (
    "title", "summary", "implementer", "applicants", "place", "hours", "consult_phone",
    "complaint_phone", "result_name",
)  # fmt: skip
MAY_BE_EMPTY = (
    "next_office", "next_office_address", "next_office_url", "result_delivery", "remedy",
)  # fmt: skip
REQUIRED = (
    "code", "name", "published", "checked", "legal", "promised", "fee_kind", "decision_place",
    "basis", "step", *WORDS,
)  # fmt: skip
OPTIONAL = (
    "situation", "material", "no_materials", "fee", "question", "visits", "short", *MAY_BE_EMPTY,
)  # fmt: skip
COLUMN = "|"


@dataclass(frozen=True)
class PlannedProcedure:
    """A procedure as its file tells it, not yet stored."""

    address: str
    code: str
    name: str
    published_on: date
    values: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@hooks.register(DEMO_LOADERS)
def load_procedures(*, at: datetime, by: AbstractUser | None) -> Iterator[str]:
    """Adds the procedures that are missing; refuses with all problems of all files."""
    root = Path(settings.BASE_DIR) / "fixtures" / "matters"
    shelf, laid = Shelf(root, timezone.localdate(at)), LaidPages()
    planned = read_procedures(shelf)
    shelf.settle()
    section = _section(laid, min((one.published_on for one in planned), default=shelf.on), by)
    missing = [one for one in planned if section and one.address not in laid]
    for one in missing:
        _lay(laid, one, section, by=by)
    yield f"Procedures: {len(missing)} added, {len(planned) - len(missing)} kept."


def read_procedures(shelf: Shelf) -> list[PlannedProcedure]:
    """All procedures of the shelf; what is wrong in their files is noted there."""
    return [_planned(shelf, path) for path in shelf.files("procedures/*")]


def _section(laid: LaidPages, on: date, by: AbstractUser | None) -> Any:
    """The city's services; made where no other loader has made them."""
    city = City.objects.live().first()
    if city is None:
        return None
    found = models.MatterSection.objects.child_of(city).first()
    if found is not None:
        return found
    page = models.MatterSection(title="办事", slug="services", show_in_menus=True)
    return laid.add(page, below=city, address="matters/services", at=moment(on), by=by)


def _planned(shelf: Shelf, path: Path) -> PlannedProcedure:
    file = shelf.read(path, required=REQUIRED, optional=OPTIONAL)
    values = {name: file.text(name) for name in (*WORDS, *MAY_BE_EMPTY)}
    for kind in ("legal", "promised"):
        values |= _limit(file, kind)
    return PlannedProcedure(
        address=f"matters/{shelf.address(path)}",
        code=file.text("code"),
        name=file.text("name"),
        published_on=file.day("published", on=shelf.on) or shelf.on,
        values={
            **values,
            "slug": path.stem,
            "conditions": rich_text(file.body),
            "fee_kind": file.choice("fee_kind", FeeKind.values),
            "decision_place": file.choice("decision_place", DecisionPlace.values),
            "no_materials": file.choice("no_materials", ("yes", "no"), "no") == "yes",
            "visits": file.number("visits"),
            "short_version": "\n".join(file.texts("short")),
            "reviewed_on": file.day("checked", on=shelf.on),
        },
        rows=_rows(file),
    )


def _limit(file: DemoFile, kind: str) -> dict[str, Any]:
    """`20 working_days`, or a unit alone."""
    number, _gap, unit = file.text(kind).rpartition(" ")
    if unit not in LimitUnit.values or (number and not number.isdigit()):
        file.reject(kind, file.text(kind))
        return {}
    return {f"{kind}_limit": int(number) if number else None, f"{kind}_limit_unit": unit}


def _rows(file: DemoFile) -> dict[str, list[dict[str, Any]]]:
    """The lines that may be repeated, their columns parted by a bar."""
    return {
        "bases": [
            {"title": one[0], "number": int(one[1]) if one[1].isdigit() else None}
            for one in _columns(file, "basis", 2)
        ],
        "situations": [{"name": one[0]} for one in _columns(file, "situation", 1)],
        "materials": [_material(file, one) for one in _columns(file, "material", 6)],
        "steps": [
            dict(zip(("name", "actor", "duration", "detail"), one, strict=True))
            for one in _columns(file, "step", 4)
        ],
        "fees": [_fee(file, one) for one in _columns(file, "fee", 4)],
        "questions": [
            {"question": one[0], "answer": one[1]} for one in _columns(file, "question", 2)
        ],
    }


def _columns(file: DemoFile, key: str, count: int) -> Iterator[list[str]]:
    for text in file.texts(key):
        found = [part.strip() for part in text.split(COLUMN)]
        if len(found) > count or not found[0]:
            file.reject(key, text)
        else:
            yield found + [""] * (count - len(found))


def _material(file: DemoFile, columns: list[str]) -> dict[str, Any]:
    name, form, necessity, source, situations, note = columns
    given = {
        "form": (form, MaterialForm.values, MaterialForm.ORIGINAL),
        "necessity": (necessity, Necessity.values, Necessity.REQUIRED),
        "source": (source, MaterialSource.values, MaterialSource.APPLICANT),
    }
    row = {"name": name, "note": note, "situations": situations.replace("、", "\n")}
    for key, (value, choices, default) in given.items():
        if value and value not in choices:
            file.reject("material", value)
        row[key] = value or default
    return row


def _fee(file: DemoFile, columns: list[str]) -> dict[str, Any]:
    name, amount, unit, basis = columns
    try:
        return {"name": name, "amount": Decimal(amount), "unit": unit, "basis": basis}
    except InvalidOperation:
        file.reject("fee", amount)
        return {}


KINDS: dict[str, Any] = {
    "bases": models.ProcedureBasis,
    "situations": models.Situation,
    "materials": models.Material,
    "steps": models.Step,
    "fees": models.Fee,
    "questions": models.Question,
}


def _lay(laid: LaidPages, one: PlannedProcedure, section: Any, *, by: AbstractUser | None) -> None:
    matter, _made = models.Matter.objects.get_or_create(code=one.code, defaults={"name": one.name})
    page = models.Procedure(
        **one.values, matter=matter, index_no=next_index_no(year=one.published_on.year)
    )
    for name, rows in one.rows.items():
        for place, row in enumerate(rows):
            getattr(page, name).add(KINDS[name](**_found(row), sort_order=place))
    at = moment(one.published_on)
    laid.add(page, below=section, address=one.address, at=at, by=by)


def _found(row: dict[str, Any]) -> dict[str, Any]:
    """A basis whose text the library has points to it and not to its title."""
    law = Regulation.objects.live().filter(title=row["title"]).first() if "title" in row else None
    return {**row, "title": "", "regulation": law} if law else row
