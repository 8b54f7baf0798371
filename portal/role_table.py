"""One table: role × kind of thing × verb (角色、对象、动作).

Groups, demo accounts, menus and checks are made from it, so that a right is written down once.
Pure data: what is done with it stands in `portal.roles`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.problems import gettext_noop


class Verb(StrEnum):
    """What a person may do with a thing (动作)."""

    VIEW = "view"
    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"
    PUBLISH = "publish"


class Reach(StrEnum):
    """Where a role holds (范围): everywhere, or in the tree of a city, district or community."""

    EVERYWHERE = "everywhere"
    CITY = "city"
    DISTRICT = "district"
    COMMUNITY = "community"


@dataclass(frozen=True)
class Role:
    """A task that people are given (角色); `key` is stable, the words are English message ids."""

    key: str
    label: str
    reach: Reach
    task: str


@dataclass(frozen=True)
class Kind:
    """A kind of thing (对象种类): `model` as app.model.

    `page` is the way from a row to the page it belongs to (`version__regulation`); a row is in
    reach when that page is. Empty: the rows belong to the installation as a whole.
    """

    model: str
    page: str = ""


@dataclass(frozen=True)
class Grant:
    """One line of the table: a role may do these things with things of this kind."""

    role: Role
    kind: Kind
    verbs: frozenset[Verb]


ADMINISTRATOR = Role(
    "administrator",
    gettext_noop("administrator"),
    Reach.EVERYWHERE,
    gettext_noop("gives and takes roles and keeps the installation"),
)
CITY_EDITOR = Role(
    "city-editor",
    gettext_noop("city editor"),
    Reach.CITY,
    gettext_noop("writes and approves in every community, and keeps rules and calendar"),
)
DISTRICT_SUPERVISOR = Role(
    "district-supervisor",
    gettext_noop("district supervisor"),
    Reach.DISTRICT,
    gettext_noop("keeps the catalogue, admits new work, sees what the communities publish"),
)
EDITOR = Role(
    "editor",
    gettext_noop("editor"),
    Reach.COMMUNITY,
    gettext_noop("writes pages and keeps the facts of the community"),
)
PUBLISHER = Role(
    "publisher",
    gettext_noop("publisher"),
    Reach.COMMUNITY,
    gettext_noop("approves what others wrote, and withdraws"),
)
BOOKKEEPER = Role(
    "bookkeeper",
    gettext_noop("bookkeeper"),
    Reach.COMMUNITY,
    gettext_noop("prepares accounts and their files; may do so for several communities"),
)
REVIEWER = Role(
    "supervisory-reviewer",
    gettext_noop("supervisory reviewer"),
    Reach.COMMUNITY,
    gettext_noop("sees what is prepared and what was published; changes nothing"),
)
SECRETARY = Role(
    "secretary",
    gettext_noop("secretary"),
    Reach.COMMUNITY,
    gettext_noop("writes drafts of the own body and no others"),
)
ROLES = (
    ADMINISTRATOR,
    CITY_EDITOR,
    DISTRICT_SUPERVISOR,
    EDITOR,
    PUBLISHER,
    BOOKKEEPER,
    REVIEWER,
    SECRETARY,
)

PAGE = Kind("wagtailcore.page")
IMAGE = Kind("wagtailimages.image")
DOCUMENT = Kind("wagtaildocs.document")
CENTRE = Kind("pages.centre", "community")
UNIT = Kind("pages.organisationunit", "community")
CONTACT = Kind("pages.contactassignment", "unit__community")
EVENT = Kind("portal.institutionevent", "community")
NAME = Kind("portal.communityname", "community")
VERSION = Kind("pages.regulationversion", "regulation")
ARTICLE = Kind("pages.article", "version__regulation")
PUBLICATION = Kind("publication.publication", "page")
OVERRIDE = Kind("publication.personaldataoverride", "page")
ERROR_REPORT = Kind("publication.errorreport", "community")
DEAD_LINK = Kind("portal.deadlink", "page")
RULE_SETTING = Kind("portal.rulesetting")
CALENDAR_DAY = Kind("portal.calendarday")
TOPIC = Kind("portal.topic")
CATALOGUE = Kind("matters.catalogue", "district")
MATTER = Kind("matters.matter")
ENTRY = Kind("matters.matterentry", "catalogue__district")
FIELD = Kind("matters.matterfield")
OCCASION = Kind("matters.occasion")
LOCAL = Kind("matters.localdetails", "community")
WINDOW = Kind("matters.window", "centre__community")
POST = Kind("matters.post", "centre__community")
DUTY = Kind("matters.duty", "community")
VISIT = Kind("matters.visitlog", "community")
FACILITY = Kind("matters.servicefacility", "community")
RULE_SLOT = Kind("matters.ruleslot", "centre__community")
ADMISSION = Kind("matters.admissionrequest", "place")
TASK = Kind("matters.entrustedtask", "community")
INSPECTION = Kind("matters.inspectionlog", "community")

COLLECTED = (IMAGE, DOCUMENT)
"""Kinds kept in collections: one collection for each community."""

_LOOK = frozenset({Verb.VIEW})
_OWN = frozenset({Verb.ADD})
_ANSWER = frozenset({Verb.VIEW, Verb.CHANGE})
_WRITE = frozenset({Verb.VIEW, Verb.ADD, Verb.CHANGE})
_KEEP = _WRITE | {Verb.DELETE}
_PUBLISH = frozenset({Verb.ADD, Verb.CHANGE, Verb.PUBLISH})
_DECIDE = _WRITE | {Verb.PUBLISH}
"""A decision makes public: it stands in the register from then on."""


def _lines(role: Role, lines: dict[Kind, frozenset[Verb]]) -> tuple[Grant, ...]:
    return tuple(Grant(role, kind, verbs) for kind, verbs in lines.items())


GRANTS: tuple[Grant, ...] = (
    *_lines(
        CITY_EDITOR,
        {
            PAGE: _PUBLISH,
            IMAGE: _WRITE,
            DOCUMENT: _WRITE,
            CENTRE: _KEEP,
            UNIT: _KEEP,
            CONTACT: _KEEP,
            EVENT: _KEEP,
            NAME: _KEEP,
            VERSION: _KEEP,
            ARTICLE: _KEEP,
            PUBLICATION: _LOOK,
            OVERRIDE: _LOOK,
            ERROR_REPORT: _ANSWER,
            DEAD_LINK: _LOOK,
            RULE_SETTING: _KEEP,
            CALENDAR_DAY: _KEEP,
            TOPIC: _KEEP,
            CATALOGUE: _KEEP,
            MATTER: _KEEP,
            ENTRY: _KEEP,
            FIELD: _KEEP,
            OCCASION: _KEEP,
            LOCAL: _KEEP,
            WINDOW: _KEEP,
            POST: _KEEP,
            DUTY: _KEEP,
            VISIT: _KEEP,
            FACILITY: _KEEP,
            RULE_SLOT: _KEEP,
            ADMISSION: _DECIDE,
            TASK: _WRITE,
            INSPECTION: _WRITE,
        },
    ),
    *_lines(
        DISTRICT_SUPERVISOR,
        {
            PAGE: _LOOK,
            PUBLICATION: _LOOK,
            ERROR_REPORT: _LOOK,
            DEAD_LINK: _LOOK,
            CATALOGUE: _KEEP,
            MATTER: _WRITE,
            ENTRY: _KEEP,
            LOCAL: _LOOK,
            ADMISSION: _DECIDE,
            TASK: _LOOK,
            INSPECTION: _LOOK,
        },
    ),
    *_lines(
        EDITOR,
        {
            PAGE: frozenset({Verb.ADD, Verb.CHANGE}),
            IMAGE: _WRITE,
            DOCUMENT: _WRITE,
            CENTRE: _WRITE,
            UNIT: _WRITE,
            CONTACT: _KEEP,
            EVENT: _WRITE,
            NAME: _KEEP,
            VERSION: _KEEP,
            ARTICLE: _KEEP,
            PUBLICATION: _LOOK,
            OVERRIDE: _LOOK,
            ERROR_REPORT: _ANSWER,
            DEAD_LINK: _LOOK,
            MATTER: _LOOK,
            LOCAL: _KEEP,
            WINDOW: _KEEP,
            POST: _KEEP,
            DUTY: _KEEP,
            VISIT: _KEEP,
            FACILITY: _KEEP,
            RULE_SLOT: _KEEP,
            ADMISSION: _WRITE,
            TASK: _WRITE,
            INSPECTION: _WRITE,
        },
    ),
    *_lines(
        PUBLISHER,
        {
            PAGE: _PUBLISH,
            IMAGE: _WRITE,
            DOCUMENT: _WRITE,
            CENTRE: _KEEP,
            UNIT: _KEEP,
            CONTACT: _KEEP,
            EVENT: _KEEP,
            NAME: _KEEP,
            VERSION: _KEEP,
            ARTICLE: _KEEP,
            PUBLICATION: _LOOK,
            OVERRIDE: _LOOK,
            ERROR_REPORT: _ANSWER,
            DEAD_LINK: _LOOK,
            MATTER: _LOOK,
            LOCAL: _KEEP,
            WINDOW: _KEEP,
            POST: _KEEP,
            DUTY: _KEEP,
            VISIT: _KEEP,
            FACILITY: _KEEP,
            RULE_SLOT: _KEEP,
            ADMISSION: _WRITE,
            TASK: _WRITE,
            INSPECTION: _WRITE,
        },
    ),
    *_lines(
        BOOKKEEPER,
        {PAGE: _OWN, IMAGE: _OWN, DOCUMENT: _WRITE, PUBLICATION: _LOOK, ERROR_REPORT: _LOOK},
    ),
    *_lines(
        REVIEWER,
        {
            PAGE: _LOOK,
            VERSION: _LOOK,
            ARTICLE: _LOOK,
            PUBLICATION: _LOOK,
            ERROR_REPORT: _LOOK,
        },
    ),
    *_lines(SECRETARY, {PAGE: _OWN, IMAGE: _OWN, DOCUMENT: _OWN, PUBLICATION: _LOOK}),
)
"""The table. Who may only add pages writes the own ones and no others.

The administrator needs no line: a superuser may do everything."""

KINDS: dict[str, Kind] = {grant.kind.model: grant.kind for grant in GRANTS}


def grants_of(role: Role) -> tuple[Grant, ...]:
    """The lines of one role."""
    return tuple(grant for grant in GRANTS if grant.role == role)
