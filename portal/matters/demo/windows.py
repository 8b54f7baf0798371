"""Demo windows, posts, roster, facilities and rules of the three communities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from wagtail import hooks

from portal.demo.days import WEEKDAYS, day_from
from portal.demo.files import DemoFile, Shelf
from portal.demo.tree import LaidPages
from portal.matters.models import (
    Duty,
    Matter,
    Post,
    RuleSlot,
    ServiceFacility,
    VisitLog,
    Window,
    WindowClosure,
    WindowHours,
)
from portal.matters.place_news import sections_of_centre, tell
from portal.pages.models import Centre, ContactAssignment
from portal.signals import DEMO_LOADERS

MATTERS = {
    "YL-001": "城乡居民基本医疗保险参保登记",
    "YL-002": "老年人优待证申领",
    "YL-003": "新生儿落户咨询",
    "YL-004": "居住证办理协助",
    "YL-005": "困难救助申请初审",
    "YL-006": "灵活就业登记",
    "YL-007": "残疾人证申领协助",
    "YL-010": "老年饭桌预约",
}
"""What the windows of the demo need, made where the catalogue has not made it."""
REPEATED = ("window", "posted", "hours", "closure", "post", "rule", "visit", "facility", "ended",
            "watched")  # fmt: skip
WATCHED = ("function", "price_list", "complaint_phone", "supervisor", "supervisor_phone")
ONCE = ("community", "staff", "duty", "duty_phone", "duty_days")


@dataclass
class Plan:
    """One community of the demo (演示窗口): its file, its centre, its cards by post."""

    file: DemoFile
    shelf: Shelf
    laid: LaidPages
    centre: Centre
    cards: dict[str, ContactAssignment]
    windows: dict[str, Window]

    def rows(self, key: str, parts: int) -> Iterator[list[str]]:
        """The lines of a key, taken apart at their bars; a line of another shape is refused."""
        for text in self.file.texts(key):
            values = [value.strip() for value in text.split("|")]
            if len(values) == parts:
                yield values
            else:
                self.file.reject(key, text)

    def card(self, post: str) -> ContactAssignment | None:
        """The card of a post; one that is not there is refused."""
        if post not in self.cards:
            self.file.reject("post", post)
        return self.cards.get(post)


@hooks.register(DEMO_LOADERS, order=30)
def load_windows(*, at: datetime, by: AbstractUser | None) -> Iterator[str]:
    """Adds windows with all that belongs to them where a demo community has none."""
    root = Path(settings.BASE_DIR) / "fixtures" / "matters"
    shelf, laid = Shelf(root, timezone.localdate(at)), LaidPages()
    files = [
        shelf.read(path, required=ONCE, optional=REPEATED) for path in shelf.files("windows/*")
    ]
    shelf.settle()
    added = [_lay(shelf, laid, file) for file in files]
    shelf.settle()
    yield f"Windows: {sum(added)} added, {len(files) - sum(added)} kept."


def _lay(shelf: Shelf, laid: LaidPages, file: DemoFile) -> bool:
    community = laid.page(file.text("community"))
    centre = Centre.objects.filter(community=community).first() if community else None
    if centre is None or centre.windows.exists():
        return False
    cards = ContactAssignment.objects.filter(unit__community=community).order_by("-pk")
    plan = Plan(file, shelf, laid, centre, {card.post: card for card in cards}, {})
    Centre.objects.filter(pk=centre.pk).update(staff=file.number("staff"))
    for lay in LAYERS:
        lay(plan)
    tell(*sections_of_centre(centre))
    return True


# --- Windows --------------------------------------------------------------------------------------
def _lay_windows(plan: Plan) -> None:
    units = dict(plan.rows("posted", 2))
    for order, (no, name, phone, flags, codes) in enumerate(plan.rows("window", 5)):
        window = Window(
            centre=plan.centre, no=no, name=name, phone=phone, order=order,
            posted_from=units.get(no, ""), **dict.fromkeys(_words(flags), True),
        )  # fmt: skip
        window.full_clean()
        window.save()
        window.matters.set([_matter(code) for code in _words(codes)])
        window.save()
        plan.windows[no] = window


def _lay_hours(plan: Plan) -> None:
    for no, weekday, span in plan.rows("hours", 3):
        opens, _, closes = span.partition("-")
        row = WindowHours(
            window=plan.windows[no], weekday=WEEKDAYS.index(weekday),
            opens=time.fromisoformat(opens), closes=time.fromisoformat(closes),
        )  # fmt: skip
        row.full_clean()
        row.save()
    for no, day, reason in plan.rows("closure", 3):
        date = day_from(day, on=plan.shelf.on)
        WindowClosure.objects.create(window=plan.windows[no], date=date, reason=reason)


def _matter(code: str) -> Matter:
    return Matter.objects.get_or_create(code=code, defaults={"name": MATTERS[code]})[0]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


# --- Posts and roster -----------------------------------------------------------------------------
def _lay_posts(plan: Plan) -> None:
    for order, (name, kind, holder, stand_in) in enumerate(plan.rows("post", 4)):
        approval = {"approved_by": "青禾街道办事处（演示）", "approved_on": plan.shelf.on}
        row = Post(
            centre=plan.centre, name=name, kind=kind, order=order,
            a_holder=plan.card(holder), b_holder=plan.card(stand_in),
            **(approval if kind == "special" else {}),
        )  # fmt: skip
        row.full_clean()
        row.save()


def _lay_roster(plan: Plan) -> None:
    people = [card for post in _words(plan.file.text("duty")) if (card := plan.card(post))]
    for step in range(plan.file.number("duty_days") or 0):
        holder, backup = people[step % len(people)], people[(step + 1) % len(people)]
        Duty.objects.create(
            community=plan.centre.community, date=plan.shelf.on + timedelta(days=step),
            holder=holder, backup=backup, phone=plan.file.text("duty_phone"),
        )  # fmt: skip


def _lay_visits(plan: Plan) -> None:
    for day, post, group, purpose, subject, outcome in plan.rows("visit", 6):
        if (card := plan.card(post)) is not None:
            row = VisitLog(
                community=plan.centre.community, on=day_from(day, on=plan.shelf.on), visitor=card,
                group=group, purpose=purpose, subject=subject, outcome=outcome,
            )  # fmt: skip
            row.full_clean()
            row.save()


# --- Facilities and rules -------------------------------------------------------------------------
def _lay_facilities(plan: Plan) -> None:
    ends = {name: (day, reason) for name, day, reason in plan.rows("ended", 3)}
    watched = {name: values for name, *values in plan.rows("watched", 1 + len(WATCHED))}
    names = ("kind", "name", "provider", "owner_unit", "address", "position", "hours", "fee",
             "phone")  # fmt: skip
    for order, values in enumerate(plan.rows("facility", len(names))):
        facts: dict[str, Any] = dict(zip(names, values, strict=True))
        latitude, _, longitude = facts.pop("position").partition(",")
        row = ServiceFacility(community=plan.centre.community, order=order, **facts)
        if latitude:
            row.latitude, row.longitude = Decimal(latitude), Decimal(longitude)
        if row.name in ends:
            day, row.ended_reason = ends[row.name]
            row.is_active, row.ended_on = False, day_from(day, on=plan.shelf.on)
        for field, text in zip(WATCHED, watched.get(row.name, ()), strict=False):
            setattr(row, field, text.replace("；", "\n") if field == "price_list" else text)
        row.full_clean()
        row.save()


def _lay_rules(plan: Plan) -> None:
    for kinds, address in plan.rows("rule", 2):
        text: Any = plan.laid.page(address)
        for kind in _words(kinds) if text else ():
            RuleSlot.objects.create(centre=plan.centre, kind=kind, regulation=text)


LAYERS: tuple[Callable[[Plan], None], ...] = (
    _lay_windows, _lay_hours, _lay_posts, _lay_roster, _lay_visits, _lay_facilities,
    _lay_rules,
)  # fmt: skip
