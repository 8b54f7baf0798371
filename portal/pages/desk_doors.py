"""What a clerk publishes here, one button each (发通知、发公示、发结果公告、发紧急通知 …)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page

from portal import roles
from portal.desk import Door, Tone
from portal.desk.reach import inside, may_somewhere
from portal.role_table import Verb
from portal.signals import DESK_DOORS

from .choices import NoticeKind
from .models import Centre, Directory, InfoPage, NoticeSection, RegulationSection
from .views import UPLOAD_URL

REVIEW_AFTER = timedelta(days=365)
Targets = Sequence[tuple[str, str]]
NOTICE_DOORS = (
    ("notice", "通", _("Publish a notice"), NoticeKind.NOTICE, 10, Tone.PLAIN),
    ("publicity", "示", _("Publish a publicity"), NoticeKind.PUBLICITY, 20, Tone.PLAIN),
    ("result", "果", _("Publish a result notice"), NoticeKind.RESULT, 30, Tone.PLAIN),
    ("emergency", "急", _("Publish an emergency notice"), NoticeKind.EMERGENCY, 90, Tone.LATE),
)


@hooks.register(DESK_DOORS)
def doors() -> Iterator[Door]:
    """The buttons of the desk and the words of the menu that belong to public pages."""
    adds, changes = _may("add_page"), _may("change_page")
    for key, sign, words, kind, order, tone in NOTICE_DOORS:
        yield Door(key, sign, words, adds, partial(_new_notice, kind), order=order, tone=tone)
    yield Door("import", "法", _("Import a regulation"), adds, _import, order=40)
    yield Door(
        "centre", "窗", _("Change what the service centre says"), _may_change_centres, _centres,
        order=50,
    )  # fmt: skip
    yield Door("reviews", "", _("To be checked"), changes, _to_check, on_desk=False)
    for key, words, model, icon, order in (
        ("notices", _("Notices and announcements"), NoticeSection, "doc-full-inverse", 110),
        ("regulations", _("Regulations and rules"), RegulationSection, "clipboard-list", 120),
        ("directory", _("Page of the service centre"), Directory, "home", 130),
    ):
        yield Door(
            key, "", words, changes, partial(_list, model), order=order, on_desk=False,
            in_menu=True, icon=icon,
        )  # fmt: skip


def unchecked_pages(user: Any) -> Any:
    """Standing pages in reach that nobody has checked for a year."""
    before = timezone.localdate() - REVIEW_AFTER
    return InfoPage.objects.filter(inside(user), live=True, reviewed_on__lt=before)


def _to_check(user: Any) -> Targets:
    pages = unchecked_pages(user).order_by("reviewed_on", "pk")[:50]
    return [(page.title, reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in pages]


def _may(codename: str) -> Any:
    return partial(_holds, codename)


def _holds(codename: str, user: Any) -> bool:
    return may_somewhere(user, codename)


def with_place(model: Any, user: Any, codename: str) -> Any:
    """The pages of a kind in reach, each with the title of the `place` that it belongs to."""
    place = Page.objects.filter(
        path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Value(Page.steplen))
    )
    rows = model.objects.filter(inside(user, codename=codename))
    return rows.annotate(place=Subquery(place.values("title")[:1])).order_by("depth", "path")


def _new_notice(kind: str, user: Any) -> Targets:
    """The empty form of a notice of this kind, in each section in reach."""
    asked = urlencode({"kind": kind})
    return [
        (section.place, f"{_create(section.pk)}?{asked}")
        for section in with_place(NoticeSection, user, "add_page")
    ]


def _create(section: int) -> str:
    return reverse("wagtailadmin_pages:add", args=["pages", "notice", section])


def _list(model: Any, user: Any) -> Targets:
    """The lists of pages of a kind."""
    return [
        (page.place, reverse("wagtailadmin_explore", args=[page.pk]))
        for page in with_place(model, user, "change_page")
    ]


def _import(user: Any) -> Targets:
    return [("", reverse(UPLOAD_URL))]


def _may_change_centres(user: Any) -> bool:
    return roles.has_verb(user, Verb.CHANGE, Centre._meta.label_lower)


def _centres(user: Any) -> Targets:
    """The forms of the centres in reach; where there is none yet, the empty form."""
    rows = roles.visible_to(user, Centre.objects.select_related("community"))
    found = [(str(row), reverse("centres:edit", args=[row.pk])) for row in rows.order_by("pk")]
    return found or [("", reverse("centres:add"))]
