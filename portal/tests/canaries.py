"""A city in which everything of one community carries a word that others must not read.

What the portal tells everybody carries no such word: the titles and texts of live pages with their
files, and the titles of withdrawn ones. A live page has a draft of its next text, which does.
"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from wagtail.models import Collection, Comment, Page, PageViewRestriction

from portal.matters.models import (
    Duty,
    InspectionLog,
    Post,
    RuleSlot,
    ServiceFacility,
    VisitLog,
    Window,
)
from portal.matters.tests.factories import (
    make_catalogue,
    make_entry,
    make_matter_section,
    make_request,
    make_task,
)
from portal.models import Topic
from portal.models.links import DeadLink
from portal.pages.models import Article, Centre, OrganisationUnit
from portal.pages.models.units import ContactAssignment
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import publish, take_down, withdraw
from portal.publication.models import ErrorReport
from portal.role_table import EDITOR, PUBLISHER, ROLES, Reach
from portal.roles import give_role, groups_for, sync_groups
from portal.tests.canary_files import plant_files
from portal.tests.canary_traces import plant_traces
from portal.tests.canary_words import OPEN_TITLES, OWN, STATES, word
from portal.tests.desks import a_person
from portal.tests.factories import make_city, make_community, make_district, make_user
from portal.tests.uploads import linking, showing


def built() -> SimpleNamespace:
    """The city: people of every role around community one; community two is another's.

    `people` by role and `anonymous`; `pages`, `images`, `documents` by state; `rows` by namespace.
    """
    city = make_city()
    one = make_community(make_district(city, "柳湾区"), "青禾里社区")
    district = make_district(city, "云渡区")
    two = make_community(district, "桐荫巷社区")
    sync_groups()
    places = {Reach.CITY: city, Reach.DISTRICT: one.get_parent().specific, Reach.COMMUNITY: one}
    people = {role: a_person(role, places.get(role.reach), role.key) for role in ROLES}
    author = make_user(
        word("user", "name"),
        email=f"{word('user', 'mail')}@example.org",
        first_name=word("user", "first"),
        last_name=word("user", "last"),
    )
    give_role(author, EDITOR, two)
    world = SimpleNamespace(city=city, one=one, two=two, people=people, author=author)
    world.approver = make_user(word("approver", "name"))
    give_role(world.approver, PUBLISHER, two)
    world.own_section = make_notice_section(one)
    world.section = make_notice_section(two)
    world.matter_section = make_matter_section(world.city)
    world.collection = Collection.objects.get(name__endswith=f"({two.code})")
    world.own_collection = Collection.objects.get(name__endswith=f"({one.code})")
    plant_files(world)
    world.pages = {state: _plant_page(world, state) for state in STATES}
    world.own_page = world.pages[OWN] = _plant_own(world)
    world.rows = _plant_rows(world)
    plant_traces(world)
    return world


def _plant_own(world: SimpleNamespace) -> Any:
    """A draft of community one."""
    owner = world.people[EDITOR].user
    page = make_notice(world.own_section, live=False, owner=owner)
    page.save_revision(user=owner)
    return page


def _plant_page(world: SimpleNamespace, state: str) -> Any:
    """A notice in this state, with an older version and a remark of a colleague."""
    named = state not in OPEN_TITLES
    body = word(state, "body") if state != "live" else "公开的正文。"
    shown = linking(world.documents[state]) + showing(world.images[state])
    page = make_notice(
        world.section,
        live=False,
        owner=world.author,
        title=word(state, "title") if named else f"通知 {state}",
        slug=word(state, "slug") if named else f"notice-of-{state}",
        body=f"<p>{body}</p>{shown}",
        change_note=word(state, "note") if state != "live" else "",
    )
    if state != "live":
        name = word(state, "topic")
        page.topics.add(Topic.objects.create(name=name, slug=name))
    _leave_a_version(world, page, state)
    Comment.objects.create(
        page=page, user=world.author, text=word(state, "remark"), contentpath="body"
    )
    return _brought_into(world, page, state)


def _leave_a_version(world: SimpleNamespace, page: Any, state: str) -> None:
    kept = page.body
    page.body = f"<p>{word(state, 'old')}</p>"
    page.save_revision(user=world.author)
    page.body = kept
    page.save_revision(user=world.author)


def _brought_into(world: SimpleNamespace, page: Any, state: str) -> Any:
    """Takes the page the way that leads to its state."""
    if state == "review":
        page.get_workflow().start(page, world.author)
    elif state == "scheduled":
        page.go_live_at = timezone.now() + timedelta(days=3)
        revision = page.save_revision(user=world.author)
        revision.approved_go_live_at = page.go_live_at
        revision.save()
    elif state != "draft":
        page = publish(page, by=None)
    if state == "live":
        _write_on(world, page)
    elif state == "withdrawn":
        page = withdraw(page, by=None, reason="核对后重发")
    elif state == "expired":
        take_down(page, at=timezone.now())
    elif state == "restricted":
        guard = PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="groups")
        guard.groups.set([groups_for(world.two)[EDITOR]])
    lock = {"locked": True, "locked_by": world.author} if state == "draft" else {"locked": False}
    Page.objects.filter(pk=page.pk).update(**lock)
    return type(page).objects.get(pk=page.pk)


def _write_on(world: SimpleNamespace, page: Any) -> None:
    """The next text of what is public: nobody else may read it, nor its title."""
    page.title, page.body = word("live", "title"), f"<p>{word('live', 'next')}</p>"
    page.change_note = word("live", "note")
    page.save_revision(user=world.author)


def _matters(world: SimpleNamespace) -> dict[str, Any]:
    """What departments ask of community two, entrust to it and inspect there."""
    return {
        "admission-requests": make_request(
            world.two, by=world.author, content=word("row", "request")
        ),
        "entrusted-tasks": make_task(
            world.two, liability=word("row", "task"), written_doc=world.documents["live"]
        ),
        "inspections": InspectionLog.objects.create(
            community=world.two, on=timezone.localdate(), department="区某局",
            subject=word("row", "inspection"),
        ),
    }  # fmt: skip


def _plant_rows(world: SimpleNamespace) -> dict[str, Any]:
    """One row of each kind, by the namespace of its screens."""
    two, now = world.two, timezone.now()
    unit = OrganisationUnit.objects.create(
        community=two, kind="unit", name=word("row", "name"), duties=word("row", "unit")
    )
    contact = ContactAssignment.objects.create(
        unit=unit, post="窗口", phone="0000-8800 1122", duties=word("row", "contact")
    )
    regulation = make_regulation(
        make_regulation_section(two), live=False, title=word("row", "regulation")
    )
    version = make_version(regulation, state="draft", change_note=word("row", "version"))
    article = version.articles.first()
    Article.objects.filter(pk=article.pk).update(text=word("row", "article"))
    report = ErrorReport.objects.create(
        page="/x/", community=two, kind="fact", text=word("row", "report"), received_at=now
    )
    link = DeadLink.objects.create(
        page=world.section.page_ptr, address="/nowhere/", words=word("row", "link"),
        why="missing", first_seen_at=now, seen_at=now,
    )  # fmt: skip
    draft = make_catalogue(two.get_parent().specific, title=word("row", "catalogue"))
    entry = make_entry(draft, name=word("row", "entry"), implementer=word("row", "implementer"))
    centre = Centre.objects.create(community=two, name="演示中心", uscc="")
    return {
        **_matters(world),
        **_plant_windows(two, centre, contact, regulation),
        "organisation-units": unit,
        "contact-cards": contact,
        "regulation-versions": version,
        "regulation-articles": article,
        "error-reports": report,
        "dead-links": link,
        "centres": centre,
        "institution-events": two.institution_events.create(
            institution="演示中心", kind="established", decider="区政府",
            decided_on="2008-04-15", note=word("row", "event"),
        ),
        "catalogues": entry.catalogue,
        "catalogue-entries": entry,
        "community-names": two.names.create(name="桂花路", kind="street"),
        "publications": world.pages["withdrawn"].publications.first(),
    }  # fmt: skip


def _plant_windows(place: Any, centre: Any, card: Any, regulation: Any) -> dict[str, Any]:
    """What stands behind the windows of a centre."""
    return {
        "windows": Window.objects.create(centre=centre, no="1", name=word("row", "window")),
        "posts": Post.objects.create(centre=centre, name=word("row", "post")),
        "duty-roster": Duty.objects.create(
            community=place, date=timezone.localdate(), holder=card, phone="0000-8800 1122",
            shift=word("row", "shift"),
        ),
        "visits": VisitLog.objects.create(
            community=place, visitor=card, group="第一网格", purpose="learn",
            subject=word("row", "visit"),
        ),
        "facilities": ServiceFacility.objects.create(
            community=place, kind="shop", name=word("row", "facility"), provider="演示",
            address="一号", hours="每天", fee="免费",
        ),
        "centre-rules": RuleSlot.objects.create(
            centre=centre, kind="training", regulation=regulation
        ),
    }  # fmt: skip
