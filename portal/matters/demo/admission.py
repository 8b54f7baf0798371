"""Demo of admission: a refused, an admitted and a waiting request, a task unpaid, an inspection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail import hooks

from portal.demo.files import DemoFile, Shelf
from portal.demo.tree import LaidPages, moment
from portal.matters import admission_actions as actions
from portal.matters.choices import AdmissionState
from portal.matters.models import (
    AdmissionRequest,
    EntrustedTask,
    InspectionLog,
    Matter,
    MatterField,
)
from portal.models import Document
from portal.signals import DEMO_LOADERS

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "matters" / "admission"
_DECISIONS = (AdmissionState.ADMITTED, AdmissionState.REFUSED, AdmissionState.REVIEWING)
_REVIEW_AFTER, _DECIDE_AFTER = timedelta(days=4), timedelta(days=12)


@hooks.register(DEMO_LOADERS, order=40)
def load_admission(*, at: datetime, by: AbstractUser | None) -> Iterator[str]:
    """Adds what is missing; refuses with all problems of the files before anything is stored."""
    shelf, laid = Shelf(FOLDER, timezone.localdate(at)), LaidPages()
    requests = [_read_request(shelf, path) for path in shelf.files("[0-9]*")]
    tasks = [_read_task(shelf, path) for path in shelf.files("task-*")]
    visits = [_read_visit(shelf, path) for path in shelf.files("inspection-*")]
    shelf.settle()
    lay: Any
    for words, lay, files in (
        ("Admission requests", _lay_request, requests),
        ("Entrusted tasks", _lay_task, tasks),
        ("Inspections", _lay_visit, visits),
    ):
        added = sum(lay(laid, file, shelf, by) for file in files)
        yield f"{words}: {added} added, {len(files) - added} kept."


# --- Requests -----------------------------------------------------------------------------------
def _read_request(shelf: Shelf, path: Path) -> DemoFile:
    file = shelf.read(
        path,
        required=("place", "department", "name", "basis", "days", "decision"),
        optional=(
            "code", "field", "staff", "funds", "nothing_offered", "reason", "decision_basis",
        ),
    )  # fmt: skip
    file.choice("decision", _DECISIONS)
    for key in ("days", "staff"):
        file.number(key)
    file.decimal("funds")
    return file


def _lay_request(laid: LaidPages, file: DemoFile, shelf: Shelf, by: AbstractUser | None) -> bool:
    place, name = laid.page(file.text("place")), file.text("name")
    if place is None or AdmissionRequest.objects.filter(matter_name=name).exists():
        return False
    begun = moment(shelf.on - timedelta(days=file.number("days") or 0))
    request = AdmissionRequest(
        place=place, matter_name=name, department=file.text("department"),
        basis=file.text("basis"), content=file.body.strip(),
        staff_offered=file.number("staff") or 0, funds_offered=file.decimal("funds") or 0,
        nothing_offered_reason=file.text("nothing_offered"),
    )  # fmt: skip
    actions.register(request, by=None, at=begun)
    request = actions.submit(request, by=None, at=begun)
    request = actions.begin_review(request, by=by, at=begun + _REVIEW_AFTER)
    _decide(request, file, by, begun + _DECIDE_AFTER)
    return True


def _decide(
    request: AdmissionRequest, file: DemoFile, by: AbstractUser | None, at: datetime
) -> None:
    words = {"reason": file.text("reason"), "basis": file.text("decision_basis")}
    if file.text("decision") == AdmissionState.REFUSED:
        actions.refuse(request, by=by, at=at, **words)
    elif file.text("decision") == AdmissionState.ADMITTED:
        place = actions.Place(_matter(file), _field(file.text("field")), "person")
        actions.admit(request, by=by, at=at, place=place, **words)


def _matter(file: DemoFile) -> Matter:
    code, name = file.text("code"), file.text("name") or file.text("principal")
    return Matter.objects.get_or_create(code=code, defaults={"name": name})[0]


def _field(key: str) -> MatterField:
    words = {"name": "老龄", "source": "statutory", "role": "lead"}
    return MatterField.objects.get_or_create(key=key, defaults=words)[0]


# --- Tasks and inspections ----------------------------------------------------------------------
def _read_task(shelf: Shelf, path: Path) -> DemoFile:
    days = ("starts", "ends", "due")
    file = shelf.read(path, required=("place", "code", "principal", "liability", "amount", *days))
    file.decimal("amount")
    for key in days:
        file.day(key, on=shelf.on)
    return file


def _lay_task(laid: LaidPages, file: DemoFile, shelf: Shelf, _by: AbstractUser | None) -> bool:
    """With its written entrustment as a file of its own."""
    place: Any = laid.page(file.text("place"))
    matter = _matter(file)
    if place is None or EntrustedTask.objects.filter(community=place, matter=matter).exists():
        return False
    document = Document(title=f"书面委托：{matter.name}（演示）")
    document.file.save(f"{matter.code}.txt", ContentFile(file.body.encode()), save=False)
    document.save()
    facts: dict[str, Any] = {
        f"{key}_on": file.day(key, on=shelf.on) for key in ("starts", "ends", "due")
    }
    facts["amount"] = file.decimal("amount")
    EntrustedTask.objects.create(
        community=place, matter=matter, principal=file.text("principal"),
        admission=matter.admissions.filter(state=AdmissionState.ADMITTED).first(),
        written_doc=document, liability=file.text("liability"), **facts,
    )  # fmt: skip
    return True


def _read_visit(shelf: Shelf, path: Path) -> DemoFile:
    file = shelf.read(path, required=("place", "department", "subject", "on"))
    file.day("on", on=shelf.on)
    return file


def _lay_visit(laid: LaidPages, file: DemoFile, shelf: Shelf, _by: AbstractUser | None) -> bool:
    place: Any = laid.page(file.text("place"))
    subject = file.text("subject")
    if place is None or InspectionLog.objects.filter(community=place, subject=subject).exists():
        return False
    day: Any = file.day("on", on=shelf.on)
    InspectionLog.objects.create(
        community=place, department=file.text("department"), subject=subject, on=day,
        note=file.body.strip(),
    )  # fmt: skip
    return True
