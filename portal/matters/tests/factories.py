"""Smallest valid rows of service matters, with traits as keyword arguments."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from portal.matters.models import Catalogue, EntryBasis, Matter, MatterEntry, MatterField

numbers = count(1)


def make_field(**values: Any) -> MatterField:
    """A field of matters."""
    number = next(numbers)
    values = {"key": f"field-{number}", "name": f"领域{number}", **values}
    values = {"source": "statutory", "role": "assist", **values}
    return MatterField.objects.create(**values)


def make_matter(**values: Any) -> Matter:
    """A matter as such."""
    number = next(numbers)
    return Matter.objects.create(**{"code": f"YL-T{number}", "name": f"事项{number}", **values})


def make_catalogue(district: Any, **values: Any) -> Catalogue:
    """A draft without entries."""
    values.setdefault("version", f"V{next(numbers)}")
    values.setdefault("title", "服务管理指导目录（演示）")
    values.setdefault("issued_by", "柳湾区人民政府（演示）")
    values.setdefault("effective_from", date(2024, 1, 1))
    return Catalogue.objects.create(district=district, **values)


def make_entry(catalogue: Catalogue, *, has_basis: bool = True, **values: Any) -> MatterEntry:
    """An entry in operation that rests on a document, of a new matter unless one is given."""
    matter = values.pop("matter", None) or make_matter()
    values = {"name": matter.name, "role": "assist", "audience": "person", **values}
    values = {"implementer": "社区服务中心（演示）", "status": "active", **values}
    values.setdefault("field", MatterField.objects.first() or make_field())
    entry = MatterEntry.objects.create(catalogue=catalogue, matter=matter, **values)
    if has_basis:
        EntryBasis.objects.create(entry=entry, title="社区服务办法（演示）", number=9)
    return entry
