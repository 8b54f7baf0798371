"""Smallest valid rows of service matters, with traits as keyword arguments."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from portal.matters.models import Catalogue, EntryBasis, Matter, MatterEntry, MatterField
"""Smallest valid rows and pages of service matters, with traits as keyword arguments."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from portal.matters.models import (
    Material,
    Matter,
    MatterSection,
    Procedure,
    ProcedureBasis,
    Situation,
    Step,
)
from portal.tests.factories import published

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
def make_matter(**values: Any) -> Matter:
    """A service matter with a code of its own."""
    number = next(numbers)
    values.setdefault("code", f"T-{number:03d}")
    values.setdefault("name", f"老年人优待证申领 {number}")
    return Matter.objects.create(**values)


def make_matter_section(place: Any, *, live: bool = True, **values: Any) -> MatterSection:
    """A live section of service matters below a city or community."""
    values = {"title": "办事", "slug": "services", "show_in_menus": True, **values}
    page = place.add_child(instance=MatterSection(live=False, **values))
    return published(page) if live else page


COMPLETE: dict[str, Any] = {
    "summary": "年满65周岁的老人都能领，本人来或家人代办都可以。",
    "implementer": "柳湾区民政部门（演示）",
    "applicants": "年满65周岁的本市老人",
    "conditions": "<p>年满65周岁，住在本市。</p>",
    "legal_limit": 20,
    "legal_limit_unit": "working_days",
    "promised_limit": 10,
    "promised_limit_unit": "working_days",
    "fee_kind": "free",
    "decision_place": "here",
    "place": "各社区服务中心一楼（演示）",
    "hours": "工作日8:30—17:30",
    "consult_phone": "0000-8800 1122",
    "complaint_phone": "0000-8800 1199",
    "result_name": "老年人优待证",
    "visits": 1,
    "remedy": "可在60日内申请行政复议。",
    "short_version": "带身份证来，十个工作日拿证，不收钱。",
}


def new_procedure(**values: Any) -> Procedure:
    """A complete procedure with its rows, not yet in the tree."""
    number = next(numbers)
    values = {**COMPLETE, "title": f"老年人优待证申领 {number}", "slug": f"card-{number}", **values}
    values.setdefault("matter", make_matter())
    values.setdefault("reviewed_on", timezone.localdate())
    page = Procedure(live=False, **values)
    page.bases.add(ProcedureBasis(title="临河市老年人优待办法（演示）", number=12))
    page.situations.add(
        Situation(name="本人来", sort_order=0), Situation(name="家人代办", sort_order=1)
    )
    page.materials.add(
        Material(name="本人身份证", note="看原件，窗口复印", sort_order=0),
        Material(name="代办人身份证", situations="家人代办", sort_order=1),
        Material(name="委托书", situations="家人代办", necessity="later", sort_order=2),
    )
    page.steps.add(
        Step(
            name="到窗口交材料",
            actor="您本人",
            duration="约10分钟",
            detail="当场看材料。",
            sort_order=0,
        ),
        Step(name="制证发证", actor="社区", duration="9个工作日", sort_order=1),
    )
    return page


def make_procedure(section: MatterSection, *, live: bool = True, **values: Any) -> Procedure:
    """A complete procedure below a section, live unless told otherwise."""
    page = section.add_child(instance=new_procedure(**values))
    return published(page) if live else page
