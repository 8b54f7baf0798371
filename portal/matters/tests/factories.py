"""Smallest valid rows and pages of service matters, with traits as keyword arguments."""

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
    Duty,
    EntrustedTask,
    EntryBasis,
    Material,
    Matter,
    MatterEntry,
    MatterField,
    MatterSection,
    Post,
    Procedure,
    ProcedureBasis,
    ServiceFacility,
    Situation,
    Step,
    VisitLog,
    Window,
)
from portal.models import Document, RuleSetting
from portal.pages.models import Centre, ContactAssignment, OpeningHours, OrganisationUnit
from portal.tests.factories import published

numbers = count(1)


def make_field(**values: Any) -> MatterField:
    """A field of matters."""
    number = next(numbers)
    values = {"key": f"field-{number}", "name": f"领域{number}", **values}
    values = {"source": "statutory", "role": "assist", **values}
    return MatterField.objects.create(**values)


def make_matter(code: str = "", **values: Any) -> Matter:
    """A matter with a code and a name of its own."""
    number = next(numbers)
    values.setdefault("name", f"事项{number}")
    return Matter.objects.create(code=code or f"YL-T{number:03d}", **values)


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


def make_centre(
    community: Any, *, opens: str = "08:30", closes: str = "17:30", **values: Any
) -> Any:
    """A centre that is open from Monday to Friday."""
    values = {
        "name": "社区服务中心（演示）",
        "address": "一号",
        "phone": "0000-8800 1121",
        **values,
    }
    centre = Centre.objects.create(community=community, **values)
    OpeningHours.objects.bulk_create(
        OpeningHours(centre=centre, weekday=day, opens=opens, closes=closes) for day in range(5)
    )
    return centre


def make_window(centre: Centre, *, no: str = "", **values: Any) -> Window:
    """A window that keeps the hours of its centre."""
    number = next(numbers)
    values.setdefault("name", "民政救助窗")
    return Window.objects.create(centre=centre, no=no or str(number), **values)


def make_card(community: Any, **values: Any) -> ContactAssignment:
    """A contact card of a unit of the community, made where there is none."""
    unit = OrganisationUnit.objects.filter(community=community, kind="station").first()
    unit = unit or OrganisationUnit.objects.create(
        community=community, kind="station", name="服务组（演示）", duties="受理"
    )
    number = next(numbers)
    values = {"post": f"岗位{number}", "phone": "0000-8800 1122", "duties": "受理", **values}
    return ContactAssignment.objects.create(unit=unit, **values)


def make_post(centre: Centre, **values: Any) -> Post:
    """A standing post without holders."""
    values.setdefault("name", f"岗位{next(numbers)}")
    return Post.objects.create(centre=centre, **values)


def make_roster(community: Any, days: int, **values: Any) -> list[Duty]:
    """Somebody on duty on each of so many days from today on."""
    values.setdefault("holder", make_card(community))
    values.setdefault("phone", "0000-8800 1122")
    today = timezone.localdate()
    return Duty.objects.bulk_create(
        Duty(community=community, date=today + timedelta(days=n), **values) for n in range(days)
    )


def make_visit(community: Any, **values: Any) -> VisitLog:
    """A visit of today."""
    values.setdefault("visitor", make_card(community))
    values = {"group": "第一网格", "purpose": "learn", "subject": "楼道灯不亮", **values}
    return VisitLog.objects.create(community=community, **values)


def make_facility(community: Any, **values: Any) -> ServiceFacility:
    """A facility in operation."""
    values = {
        "kind": "day_care", "name": f"日间照料室{next(numbers)}", "provider": "演示养老服务社",
        "address": "青禾路29号", "hours": "每天8:00—18:00", "fee": "免费", **values,
    }  # fmt: skip
    return ServiceFacility.objects.create(community=community, **values)
