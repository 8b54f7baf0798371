"""Smallest valid rows of service matters, with traits as keyword arguments."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from portal.matters import admission_actions
from portal.matters.admission_rules import APPLY_DAYS_KEY, DECIDE_DAYS_KEY
from portal.matters.models import (
    AdmissionRequest,
    Catalogue,
    EntrustedTask,
    Matter,
    MatterEntry,
    MatterField,
)
from portal.models import Document, RuleSetting

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


def make_request(place: Any, *, by: Any = None, **values: Any) -> AdmissionRequest:
    """A department's request at a community or district, a draft."""
    values.setdefault("department", "柳湾区民政局（演示）")
    values.setdefault("matter_name", f"独居老人巡访{next(numbers)}")
    values.setdefault("basis", "《临河市老年人关爱办法（演示）》第九条")
    values.setdefault("content", "每周上门一次，填写巡访表。")
    values.setdefault("staff_offered", 1)
    return admission_actions.register(AdmissionRequest(place=place, **values), by=by)


def reviewed_request(place: Any, **values: Any) -> AdmissionRequest:
    """A request that waits for the decision."""
    request = admission_actions.submit(make_request(place, **values), by=None)
    return admission_actions.begin_review(request, by=None)


def make_decided(place: Any, verb: str = "refuse", **values: Any) -> AdmissionRequest:
    """A request that was refused, or admitted for a matter of its own."""
    request = reviewed_request(place, **values)
    if verb == "refuse":
        return admission_actions.refuse(
            request, by=None, reason="属于部门职责", basis="《条例（演示）》第十四条"
        )
    where = admission_actions.Place(make_matter(), make_field(), "person")
    return admission_actions.admit(request, by=None, reason="经费和人员已落实", place=where)


def make_task(community: Any, **values: Any) -> EntrustedTask:
    """An entrusted task whose payment is not due yet."""
    today = timezone.localdate()
    if "written_doc" not in values:
        document = Document(title="委托书（演示）")
        document.file.save("entrustment.txt", ContentFile("委托书".encode()), save=False)
        document.save()
        values["written_doc"] = document
    values = {"matter": values.pop("matter", None) or make_matter(), **values}
    values = {"principal": "柳湾区民政局（演示）", "liability": "法律责任由委托单位承担", **values}
    values = {"starts_on": today, "ends_on": today + timedelta(days=90), **values}
    values = {"amount": "1200", "due_on": today + timedelta(days=30), **values}
    return EntrustedTask.objects.create(community=community, **values)


def enter_admission_rules() -> None:
    """The working days of admission, as every installation has them."""
    for key, value in ((APPLY_DAYS_KEY, "30"), (DECIDE_DAYS_KEY, "15")):
        RuleSetting.objects.get_or_create(
            key=key, effective_from="2000-01-01", defaults={"value": value, "basis": "演示"}
        )


def make_catalogue(district: Any, **values: Any) -> Catalogue:
    """A draft without entries."""
    values.setdefault("version", f"V{next(numbers)}")
    values.setdefault("title", "服务管理指导目录（演示）")
    values.setdefault("issued_by", "柳湾区人民政府（演示）")
    values.setdefault("effective_from", date(2024, 1, 1))
    return Catalogue.objects.create(district=district, **values)


def make_entry(catalogue: Catalogue | None, **values: Any) -> MatterEntry:
    """An entry in operation, of a new matter unless one is given."""
    matter = values.pop("matter", None) or make_matter()
    values = {"name": matter.name, "role": "assist", "audience": "person", **values}
    values = {"implementer": "社区服务中心（演示）", "status": "active", **values}
    values.setdefault("field", MatterField.objects.first() or make_field())
    return MatterEntry.objects.create(catalogue=catalogue, matter=matter, **values)
