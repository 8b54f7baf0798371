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
    """Where a role holds (范围): everywhere, in the whole tree of a city, or in one community."""

    EVERYWHERE = "everywhere"
    CITY = "city"
    COMMUNITY = "community"


@dataclass(frozen=True)
class Role:
    """A task that people are given (角色); `key` is stable, `label` an English message id."""

    key: str
    label: str
    reach: Reach


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


ADMINISTRATOR = Role("administrator", gettext_noop("administrator"), Reach.EVERYWHERE)
CITY_EDITOR = Role("city-editor", gettext_noop("city editor"), Reach.CITY)
EDITOR = Role("editor", gettext_noop("editor"), Reach.COMMUNITY)
PUBLISHER = Role("publisher", gettext_noop("publisher"), Reach.COMMUNITY)
ROLES = (ADMINISTRATOR, CITY_EDITOR, EDITOR, PUBLISHER)

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

COLLECTED = (IMAGE, DOCUMENT)
"""Kinds kept in collections: one collection for each community."""

_LOOK = frozenset({Verb.VIEW})
_ANSWER = frozenset({Verb.VIEW, Verb.CHANGE})
_WRITE = frozenset({Verb.VIEW, Verb.ADD, Verb.CHANGE})
_KEEP = _WRITE | {Verb.DELETE}
_PUBLISH = frozenset({Verb.ADD, Verb.CHANGE, Verb.PUBLISH})


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
        },
    ),
)
"""The table. The administrator needs no line: a superuser may do everything."""

KINDS: dict[str, Kind] = {grant.kind.model: grant.kind for grant in GRANTS}


def grants_of(role: Role) -> tuple[Grant, ...]:
    """The lines of one role."""
    return tuple(grant for grant in GRANTS if grant.role == role)
