"""The services of the small city: procedures, windows, catalogue, admission, one of each look."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from portal.matters.models import Catalogue, LocalDetails, RuleSlot
from portal.matters.tests.factories import (
    make_card,
    make_catalogue,
    make_decided,
    make_entry,
    make_facility,
    make_matter,
    make_matter_section,
    make_post,
    make_procedure,
    make_roster,
    make_task,
    make_visit,
    make_window,
)
from portal.matters.tests.local_factories import make_occasion
from portal.models import Community
from portal.pages.models import Centre, Regulation
from portal.tests.uploads import make_picture

SERVICES = "/liuwan/qingheli/services/"

ADDRESSES: dict[str, tuple[str, ...]] = {
    "services": (
        "/services/", SERVICES, f"{SERVICES}?topic=old-age", "/services/card/",
        f"{SERVICES}card/", "/services/over/",
    ),
    "windows": tuple(
        f"{SERVICES}{part}/" for part in ("windows", "duty", "contact-card", "facilities", "rules")
    ),
    "catalogue": tuple(
        f"/services/{part}/"
        for part in ("catalogue", "catalogue/compare", "admission", "admission/entrusted")
    ),
}  # fmt: skip


def lay(city: Any, district: Any, community: Any) -> None:
    """Makes them, below a community that has its centre already."""
    shared, own = make_matter_section(city), make_matter_section(community)
    matter = make_matter("YL-002", name="老年人优待证申领", common_order=1)
    matter.occasions.add(make_occasion())
    over = make_matter("YL-009", name="养犬证明")
    card = make_procedure(shared, slug="card", title="老年人优待证申领", matter=matter)
    make_procedure(shared, slug="over", title="养犬证明", matter=over)
    _catalogues(district, matter, over)
    _windows(community, matter, card)
    make_decided(district)
    make_decided(district, "admit")
    make_task(community, matter=matter)
    assert own.live


def _catalogues(district: Any, matter: Any, over: Any) -> None:
    """The version in force, in which one matter is over, and the one before it."""
    before = make_catalogue(
        district, version="V1", effective_from=date(2024, 1, 1), effective_to=date(2024, 12, 31)
    )
    now = make_catalogue(district, version="V2", effective_from=date(2025, 1, 1))
    for catalogue in (before, now):
        make_entry(catalogue, matter=matter)
    make_entry(before, matter=over)
    make_entry(
        now, matter=over, status="superseded", reason="不再开具。", go_to="请到街道。",
        successor=matter,
    )  # fmt: skip
    Catalogue.objects.update(published_at=timezone.now())


def _station_nearby(community: Any) -> Centre:
    """A station of the neighbours with a plan of its hall, which serves this community too."""
    neighbours = Community.objects.get(slug="tongyin")
    station = Centre.objects.create(
        community=neighbours, name="桐荫巷社区服务站（演示）", address="桐荫巷5号（演示）",
        phone="0000-8800 1124", floor_image=make_picture(), floor_alt="进门左边是1号窗口。",
    )  # fmt: skip
    station.shared_by.add(community)
    station.save()
    return station


def _windows(community: Any, matter: Any, card: Any) -> None:
    """A window with every sign, one on a plan, who is on duty, a facility, a rule, own details."""
    centre = Centre.objects.get(community=community)
    make_window(_station_nearby(community), no="1")
    window = make_window(
        centre, no="3", low_counter=True, sign_language=True, posted_from="柳湾区民政局（演示）"
    )
    window.matters.add(matter)
    window.save()
    holder = make_card(community)
    make_post(centre, a_holder=holder)
    make_roster(community, 5, holder=holder)
    make_visit(community, visitor=holder)
    make_facility(community, latitude="26.580000", longitude="106.710000")
    RuleSlot.objects.create(
        centre=centre, kind="first_asked", regulation=Regulation.objects.get(slug="rules")
    )
    LocalDetails.objects.create(
        procedure=card, community=community, window=window, place="青禾路27号一楼（演示）",
        reviewed_on=timezone.localdate(),
    )  # fmt: skip
