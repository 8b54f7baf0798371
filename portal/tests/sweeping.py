"""The sweep (越权巡查): every route × role × state of another community's things.

Addresses come from the URL resolver, things from `portal.tests.canaries`. An answer is searched
whole: body, headers, cookies, messages. What is not allowed to be read is named with route, role
and state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.test import Client

from portal.access_table import PUBLIC, may_ask
from portal.desk.doors import all_doors
from portal.role_table import ADMINISTRATOR, CITY_EDITOR, ROLES
from portal.tests.canary_words import OWN, STATES, WORD
from portal.tests.routes import Route, all_routes
from portal.tests.sweep_questions import questions

ANONYMOUS = "anonymous"
PEOPLE = (ANONYMOUS, *(role.key for role in ROLES))
MAY_KNOW = {ADMINISTRATOR.key, CITY_EDITOR.key}
"""Their reach is the whole city; they are asked in one state only, for faults."""

CANARY = re.compile(WORD + "[a-z]+")
PARTS = 16
BREAKS_BY_DESIGN = {"wagtailadmin_error_test"}
OF_PAGES = {
    "page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk", "object_id",
}  # fmt: skip
OF_FILES = {"image_id", "document_id", "doc_id"}
BULK = ("delete", "move", "publish", "unpublish", "add_tags", "add_to_collection")


@dataclass(frozen=True)
class Asked:
    """One request of the sweep."""

    route: Route
    person: str
    state: str
    address: str

    def __str__(self) -> str:
        return f"{self.route.name} as {self.person}, state {self.state}: {self.address}"


def parts() -> list[tuple[str, int]]:
    """How the sweep is cut, so that it runs in parallel: person and part of the routes."""
    return [(person, part) for person in PEOPLE for part in range(PARTS)]


def asked(world: SimpleNamespace, person: str, part: int) -> Iterator[Asked]:
    """The requests of one part."""
    for number, route in enumerate(all_routes()):
        if number % PARTS != part or route.name in BREAKS_BY_DESIGN:
            continue
        if is_refused(route, person):
            for address in addresses(world, route, "draft")[:1]:
                yield Asked(route, person, "draft", address)
            continue
        for state in _states(route, person):
            for address in addresses(world, route, state):
                yield Asked(route, person, state, address)


def is_refused(route: Route, person: str) -> bool:
    """Whether the table refuses the route, whatever it is asked for: asking once is enough."""
    if not route.is_desk or route.name in PUBLIC or person == ADMINISTRATOR.key:
        return False
    return not may_ask(route.name, {role for role in ROLES if role.key == person})


def _states(route: Route, person: str) -> tuple[str, ...]:
    """All states for a route that takes a page or file; one for others."""
    takes_a_thing = (
        bool(set(route.needs) & (OF_PAGES | OF_FILES))
        or route.name in PK_OF_STATE
        or route.name in WITH_A_THING
    )
    if person in MAY_KNOW:
        return (OWN,)
    return (*STATES, OWN) if takes_a_thing else ("draft",)


WITH_A_THING = {
    "wagtailadmin_pages:revisions_compare",
    "wagtail_bulk_action",
    "wagtail_serve",
    "wagtaildocs_serve",
    "serve_picture",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_child",
}
"""Routes that take a page or file by other ways than a named part of the address."""

PK_OF_STATE = {
    "publication_alone": "pages",
    "publication_restore": "pages",
    "publication_confirm": "approvals",
    "wagtailadmin_pages:revisions_compare": "pages",
    "wagtailadmin_api:pages:detail": "pages",
    "wagtailadmin_api:pages:action": "pages",
    "wagtailadmin_api:images:detail": "images",
    "wagtailadmin_api:documents:detail": "documents",
    "wagtailimages_chooser:chosen": "images",
    "wagtaildocs_chooser:chosen": "documents",
    "wagtailimages_chooser:chosen_multiple": "images",
    "wagtaildocs_chooser:chosen_multiple": "documents",
    "wagtailadmin_choose_page_chosen_multiple": "pages",
}


def addresses(world: SimpleNamespace, route: Route, state: str) -> list[str]:
    """The addresses that are asked of one route, with what can be asked of it in its query."""
    if (special := _without_a_name(world, route, state)) is not None:
        return special
    values = values_for(world, route, state)
    if any(values.get(name) is None for name in route.needs):
        return []
    address = route.address(values)
    if address is None:
        return []
    if route.name.endswith("chosen_multiple"):
        thing = getattr(world, PK_OF_STATE.get(route.name, "pages"))[state]
        return [f"{address}?id={thing.pk}"]
    return [address, *questions(address, route)]


def _without_a_name(world: SimpleNamespace, route: Route, state: str) -> list[str] | None:
    """Routes whose addresses have parts without a name."""
    make = SPECIAL.get(route.name)
    return None if make is None else list(make(world, state))


def _compared(world: SimpleNamespace, state: str) -> Iterator[str]:
    page = world.pages[state]
    first = page.revisions.order_by("pk").first().pk
    yield f"/admin/pages/{page.pk}/revisions/compare/{first}...latest/"
    yield f"/admin/pages/{world.pages[OWN].pk}/revisions/compare/{first}...latest/"


def _public_pages(world: SimpleNamespace, state: str) -> Iterator[str]:
    own = world.pages[state].get_url_parts()[2]
    yield from (
        world.section.url,
        own,
        f"{own}feed/",
        f"{world.section.url}feed/",
        f"{own}history/",
    )
    services, draft = world.matter_section.url, world.rows["catalogues"].pk
    yield from (f"{services}catalogue/{which}table/" for which in ("", f"v{draft}/"))


def _public_files(world: SimpleNamespace, state: str) -> Iterator[str]:
    address = f"/documents/{world.documents[state].pk}/x.txt"
    yield from (address, f"{address}?version=1", f"{address}?version=2")


def _pictures(world: SimpleNamespace, state: str) -> Iterator[str]:
    """Sizes, the original, and what the store holds of files for download."""
    image = world.images[state]
    yield from (f"/media/{row.file.name}" for row in image.renditions.all())
    yield f"/media/{image.file.name}"
    yield from (f"/media/{row.file.name}" for row in world.documents[state].versions.all())


def _downloads(world: SimpleNamespace, _state: str) -> Iterator[str]:
    regulation = world.rows["regulation-versions"].regulation
    home = regulation.get_url_parts()[2]
    for name in ("text.txt", "regulation.json", "regulation.docx"):
        yield from (f"{home}{name}", f"{home}version-1/{name}", f"{home}version-2/{name}")


def _doors(_world: SimpleNamespace, _state: str) -> Iterator[str]:
    for door in all_doors():
        yield f"/admin/desk/go/{door.key}/"


def _children(world: SimpleNamespace, state: str) -> Iterator[str]:
    for place in (world.pages[state], world.section, world.city):
        yield f"/admin/choose-page/{place.pk}/"


SPECIAL: dict[str, Callable[[SimpleNamespace, str], Iterator[str]]] = {
    "wagtailadmin_pages:revisions_compare": _compared,
    "wagtail_serve": _public_pages,
    "wagtaildocs_serve": _public_files,
    "serve_picture": _pictures,
    "serve_file": _downloads,
    "desk_go": _doors,
    "wagtailadmin_choose_page_child": _children,
    "admin/^.*/$": lambda _world, _state: iter(["/admin/nothing/here/"]),
    "wagtail_bulk_action": lambda world, state: _bulk(world, state),
}


def _bulk(world: SimpleNamespace, state: str) -> Iterator[str]:
    things = {
        "wagtailcore/page": world.pages[state],
        "portal/image": world.images[state],
        "portal/document": world.documents[state],
    }
    for model, thing in things.items():
        for action in BULK:
            yield f"/admin/bulk/{model}/{action}/?id={thing.pk}&next=/admin/"
    yield f"/admin/bulk/wagtailcore/page/delete/?id=all&childOf={world.section.pk}"
    yield "/admin/bulk/wagtailcore/page/delete/?id=all&q=" + WORD


def values_for(world: SimpleNamespace, route: Route, state: str) -> dict[str, Any]:
    """What fits into the address: things of the other community, in this state."""
    page = world.pages[state]
    review = world.pages["review"].current_workflow_state
    restriction = world.pages["restricted"].view_restrictions.first()
    values: dict[str, Any] = {
        **dict.fromkeys(OF_PAGES, page.pk),
        "image_id": world.images[state].pk,
        "document_id": world.documents[state].pk,
        "doc_id": world.documents[state].pk,
        "revision_id": page.revisions.order_by("pk").first().pk,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "workflow_state_id": review.pk,
        "task_state_id": review.current_task_state_id,
        "task_id": review.current_task_state.task_id,
        "workflow_pk": review.workflow_id,
        "collection_id": world.collection.pk,
        "page_view_restriction_id": restriction.pk,
        "restriction_id": restriction.pk,
        "redirect_id": 1,
        "session_id": 1,
        "uploaded_file_id": world.upload.pk,
        "object_id": page.pk,
        "content_type_app_name": "pages",
        "content_type_model_name": "notice",
        "action_name": "approve",
        "filter_spec": "max-100x100",
        "uidb64": "MQ",
        "token": "x-y",
        "key": "pages",
        "kind": "entry",
        "verb": "submit",
        "number": 1,
        **_of_models(route),
    }
    if (key := _pk(world, route, state)) is not None:
        values["pk"] = key
    if "parent_page_id" in route.needs and (state == OWN or "add" in route.name):
        values["parent_page_id"] = (world.own_section if state == OWN else world.section).pk
    return values


def _of_models(route: Route) -> dict[str, str]:
    if "settings" in route.name:
        return {"app_name": "portal", "model_name": "sitesettings"}
    if "tag_model" in route.name:
        return {"app_name": "taggit", "model_name": "tag"}  # the topics have a route of their own
    if "add_task" in route.name:
        return {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}
    return {"app_label": "pages", "model_name": "notice"}


def _pk(world: SimpleNamespace, route: Route, state: str) -> Any:
    """The key of the thing that the screens of a namespace show."""
    if group := PK_OF_STATE.get(route.name):
        thing = getattr(world, group).get(state)
        return thing.pk if thing else None
    namespace = route.name.partition(":")[0]
    if namespace in world.rows:
        return world.rows[namespace].pk
    workflow = world.two.get_workflow()
    keys = {
        "wagtailadmin_workflows": workflow.pk if workflow else 1,
        "wagtailadmin_collections": world.collection.pk,
        "wagtailusers_users": world.author.pk,
        "wagtailusers_groups": world.author.groups.first().pk,
        "wagtailsites": 1,
        "staff": world.author.pk,
    }
    return keys.get(namespace, 1)


# --- Answers ------------------------------------------------------------------------------------
def browser_of(world: SimpleNamespace, person: str) -> Client:
    """A browser in which the person has signed in; faults are answers, not exceptions."""
    browser = Client(raise_request_exception=False)
    for role, somebody in world.people.items():
        if role.key == person:
            browser.force_login(somebody.user)
    return browser


def whole(answer: Any) -> str:
    """All that was sent: headers, cookies, body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return "\n".join([heads, answer.cookies.output(), body.decode(errors="replace")])


def faults_in(one: Asked, answer: Any, sent: str = "") -> list[str]:
    """What is wrong with an answer: words that must not be read, or a broken page.

    `sent` is what the request itself said beside its address.
    """
    faults = []
    refusal = 302 if one.person == ANONYMOUS else 403
    let_in = is_refused(one.route, one.person) and answer.status_code != refusal
    if answer.status_code >= 500 or let_in:
        faults.append(f"{answer.status_code} from {one}")
    if one.person not in MAY_KNOW:
        said = CANARY.findall(one.address + sent)
        read = {found for found in CANARY.findall(whole(answer)) if found not in said}
        faults += [f"{answer.status_code} {found} read by {one}" for found in sorted(read)]
    return faults


# --- Forged requests ----------------------------------------------------------------------------
OWN_SCREENS = {"wagtailadmin_account", "wagtailadmin_logout", "wagtailadmin_dismissibles"}
"""Where everybody changes what is their own."""


def forged(world: SimpleNamespace, state: str) -> dict[str, Any]:
    """Fields of many screens at once, each with something of the other community."""
    page = world.pages[state]
    group = world.author.groups.first()
    return {
        "id": page.pk,
        "title": "伪造",
        "draft_title": "伪造",
        "slug": "forged",
        "body": "null",
        "name": "伪造",
        "action-publish": "1",
        "action-submit": "1",
        "action-restart-workflow": "1",
        "is_reverting": page.latest_revision_id,
        "revision": page.latest_revision_id,
        "new_parent_page": world.own_section.pk,
        "new_title": "伪造",
        "new_slug": f"forged-{state}",
        "copy_subpages": "on",
        "publish_copies": "on",
        "alias": "on",
        "chooser": world.section.pk,
        "collection": world.collection.pk,
        "community": world.two.pk,
        "unit": world.rows["organisation-units"].pk,
        "regulation": world.rows["regulation-versions"].regulation_id,
        "version": world.rows["regulation-versions"].pk,
        "section": world.section.pk,
        "duties": "伪造",
        "post": "伪造",
        "phone": "0000-8800 1122",
        "kind": "unit",
        "reason": "伪造",
        "comment": "伪造",
        "state": "corrected",
        "answer": "伪造",
        "restriction_type": "none",
        "groups": group.pk,
        "is_superuser": "on",
        "is_active": "on",
        "username": "forger",
        "email": "forger@example.org",
        "password1": "forged-password-1",
        "password2": "forged-password-1",
        "role": "administrator",
        "place": "",
        "take": group.pk,
        "to": world.people[CITY_EDITOR].user.pk,
        "include_descendants": "on",
        "pages": page.pk,
        "pages-TOTAL_FORMS": "0",
        "pages-INITIAL_FORMS": "0",
        "next": "/admin/",
        "external-link-chooser-url": page.full_url or "https://example.org/",
        "external-link-chooser-link_text": "x",
        "mask": "all",
        "about": "hidden",
        "html": f'<p><a linktype="page" id="{page.pk}">x</a></p>',
    }
