"""The screens of service matters at the desk: axe finds nothing of ours, nothing goes sideways."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from portal.matters.models import (
    AdmissionRequest,
    Catalogue,
    Duty,
    EntrustedTask,
    LocalDetails,
    MatterSection,
    Post,
    RuleSlot,
    ServiceFacility,
    VisitLog,
    Window,
)
from portal.matters.tests.factories import (
    make_catalogue,
    make_entry,
    make_request,
    new_procedure,
    reviewed_request,
)
from portal.models import City, Community, District
from portal.role_table import CITY_EDITOR, EDITOR
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Look, findings, show, visit
from portal.tests.factories import make_user
from portal.tests.journeys import sign_in

pytestmark = IN_BROWSER
LOOKS = [Look(390), Look(1280)]
WAGTAILS_OWN = (
    ".notranslate", ".ui-autocomplete-input", "w-minimap", "#wagtail-sidebar", "w-sr-only",
)  # fmt: skip
"""The editor of long texts, the field of tags, the small map of a form, the check of a preview."""
OF_A_CLERK: dict[str, Any] = {
    "local-details": LocalDetails, "windows": Window, "posts": Post, "duty-roster": Duty,
    "visits": VisitLog, "facilities": ServiceFacility, "centre-rules": RuleSlot,
    "entrusted-tasks": EntrustedTask,
}  # fmt: skip


def screens_of_a_clerk(community: Community) -> Iterable[str]:
    """Forms and lists of a community: procedure, local details, windows, roster, admission."""
    section = MatterSection.objects.child_of(community).get()
    draft = section.add_child(instance=new_procedure(hours="", slug="draft"))
    yield reverse("wagtailadmin_pages:edit", args=[draft.pk])
    for name, model in OF_A_CLERK.items():
        yield reverse(f"{name}:index")
        yield reverse(f"{name}:edit", args=[model._default_manager.all()[0].pk])
    yield reverse("local-details:report")
    yield from (reverse(f"{name}:add") for name in ("admission-requests", "inspections"))
    yield reverse("admission-requests:inspect", args=[make_request(community).pk])
    yield reverse("basis_reviews")


def screens_of_the_city(district: District) -> Iterable[str]:
    """Catalogues, their entries and tables, matters and what they are sorted by, decisions."""
    draft = make_catalogue(district, version="V9", effective_from=None)
    entry = make_entry(draft, has_basis=False)
    waiting = reviewed_request(district)
    old = Catalogue.objects.published().filter(filed_on=None)[0]
    for name in ("catalogues", "matters", "matter-fields", "occasions", "admission-requests"):
        yield reverse(f"{name}:index")
    yield f"{reverse('catalogue-entries:index')}?catalogue={draft.pk}"
    yield from (reverse(f"{name}:add") for name in ("catalogues", "matters", "occasions"))
    yield from (reverse(f"catalogues:{name}", args=[draft.pk]) for name in ("edit", "table"))
    yield reverse("catalogues:publish", args=[draft.pk])
    yield reverse("catalogues:filing", args=[old.pk])
    yield reverse("catalogue-entries:edit", args=[entry.pk])
    yield reverse("admission-requests:step", args=[waiting.pk, "refuse"])
    yield reverse("admission-requests:inspect", args=[AdmissionRequest.objects.all()[0].pk])


def test_a_clerk_can_read_every_screen_of_the_services(browser: Any, small_city: Any) -> None:
    sync_groups()
    community = Community.objects.get(slug="qingheli")
    give_role(make_user("clerk"), EDITOR, community)
    assert _faults(browser, small_city, "clerk", screens_of_a_clerk(community)) == []


def test_the_city_can_read_every_screen_of_catalogue_and_admission(
    browser: Any, small_city: Any
) -> None:
    sync_groups()
    give_role(make_user("keeper"), CITY_EDITOR, City.objects.get())
    screens = screens_of_the_city(District.objects.get(slug="liuwan"))
    assert _faults(browser, small_city, "keeper", screens) == []


def _faults(browser: Any, server: Any, name: str, screens: Iterable[str]) -> list[str]:
    """What is ours of the findings on each screen at both widths."""
    found = []
    with visit(browser, server, width=1280) as reader:
        page = sign_in(reader, name)
        for address in screens:
            answer = page.goto(reader.server + address)
            assert answer is not None and answer.status == 200, (address, answer)
            for look in LOOKS:
                show(page, look)
                told = findings(page, enhanced=False)
                found += [f"{address} · {look} · {one}" for one in told if _is_ours(one)]
    return found


def _is_ours(finding: str) -> bool:
    return not any(part in finding for part in WAGTAILS_OWN)
