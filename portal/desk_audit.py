"""What staff did (操作记录): Wagtail's own record of pages and rows, and ours of signing in.

Nothing is copied: Wagtail's two tables are read, our events are written into them. Addresses,
passwords and what was typed are never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.db.models.signals import m2m_changed
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, log
from wagtail.log_actions import registry as actions
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from portal.problems import gettext_noop
from portal.role_table import KINDS
from portal.roles import CITY_DEPTH, reach_of, visible_to

LONGEST_EXPORT = 50_000
DISTRICT_DEPTH = CITY_DEPTH + 1
OWN_ACTIONS = {
    "portal.signed_in": gettext_noop("Signed in"),
    "portal.signed_out": gettext_noop("Signed out"),
    "portal.sign_in_failed": gettext_noop("Sign-in failed"),
    "portal.second_factor_set_up": gettext_noop("Second step set up"),
    "portal.second_factor_removed": gettext_noop("Second step removed"),
    "portal.roles_changed": gettext_noop("Roles changed"),
    "portal.exported": gettext_noop("Record exported"),
}


@dataclass(frozen=True)
class Question:
    """What is looked for: each part may be left out."""

    person: int | None = None
    action: str = ""
    since: date | None = None
    until: date | None = None
    place: Page | None = None


# --- Writing -------------------------------------------------------------------------------------
def register(registry: LogActionRegistry) -> None:
    """Our events, with words for people."""
    for action, words in OWN_ACTIONS.items():
        registry.register_action(action, gettext_lazy(words), gettext_lazy(words))


def note_sign_in(sender: Any, user: Any, **_more: Any) -> None:
    """Somebody came."""
    log(user, "portal.signed_in", user=user)


def note_sign_out(sender: Any, user: Any, **_more: Any) -> None:
    """Somebody went; nobody, when the session had ended before."""
    if user is not None:
        log(user, "portal.signed_out", user=user)


def note_failure(sender: Any, credentials: dict[str, Any], **_more: Any) -> None:
    """A wrong password or code for a name that exists; what else was typed is not kept.

    People type passwords into the field of the name.
    """
    users: Any = get_user_model()._default_manager
    user = users.filter(username=credentials.get("username") or "").first()
    if user is not None:
        log(user, "portal.sign_in_failed")


def note_roles(sender: Any, instance: Any, action: str, **more: Any) -> None:
    """Somebody was put into groups or taken out of them."""
    if action not in ("post_add", "post_remove", "post_clear") or more.get("reverse"):
        return
    names = list(more["model"].objects.filter(pk__in=more["pk_set"] or ()).order_by("name"))
    if names or action == "post_clear":
        data = {"how": action.removeprefix("post_"), "groups": [str(name) for name in names]}
        log(instance, "portal.roles_changed", data=data)


def listen() -> None:
    """From now on signing in and roles are noted."""
    user_logged_in.connect(note_sign_in, dispatch_uid="portal.audit")
    user_logged_out.connect(note_sign_out, dispatch_uid="portal.audit")
    user_login_failed.connect(note_failure, dispatch_uid="portal.audit")
    through = get_user_model()._meta.get_field("groups").remote_field.through
    m2m_changed.connect(note_roles, sender=through, dispatch_uid="portal.audit")


# --- Reading -------------------------------------------------------------------------------------
def may_read(user: Any) -> bool:
    """The administrator, and whose reach is more than single communities."""
    if user.is_superuser:
        return bool(user.is_active)
    return bool(user.is_active and any(page.depth <= DISTRICT_DEPTH for page in reach_of(user)))


def tables(user: Any, question: Question) -> list[QuerySet[Any]]:
    """Both tables, newest first: only what lies in the reach of `user` and was asked for."""
    pages, rows = _pages_of(user, question.place), _rows_of(user, question.place)
    return [_narrowed(table, question) for table in (pages, rows)]


def _pages_of(user: Any, place: Page | None) -> QuerySet[Any]:
    entries = PageLogEntry.objects.select_related("user", "content_type")
    if place is not None:
        entries = entries.filter(page__path__startswith=place.path)
    if user.is_superuser:
        return entries
    inside = Q(pk__in=[])
    for page in reach_of(user):
        inside |= Q(page__path__startswith=page.path)
    return entries.filter(inside)


def _rows_of(user: Any, place: Page | None) -> QuerySet[Any]:
    """Rows belong to a place by the way that the table of roles names."""
    entries = ModelLogEntry.objects.select_related("user", "content_type")
    if user.is_superuser and place is None:
        return entries
    inside = Q(pk__in=[])
    for label, kind in KINDS.items():
        if kind.page:
            inside |= _of_kind(label, kind.page, user, place)
    return entries.filter(inside)


def _of_kind(label: str, way: str, user: Any, place: Page | None) -> Q:
    app, name = label.split(".")
    content_type = ContentType.objects.get_by_natural_key(app, name)
    model = content_type.model_class()
    if model is None:
        return Q(pk__in=[])
    rows = visible_to(user, model._default_manager.all())
    if place is not None:
        rows = rows.filter(**{f"{way}__path__startswith": place.path})
    keys = rows.order_by().annotate(_key=Cast("pk", CharField())).values("_key")
    return Q(content_type=content_type, object_id__in=keys)


def _narrowed(table: QuerySet[Any], question: Question) -> QuerySet[Any]:
    if question.person is not None:
        table = table.filter(user_id=question.person)
    if question.action:
        table = table.filter(action=question.action)
    if question.since:
        table = table.filter(timestamp__gte=_start(question.since))
    if question.until:
        table = table.filter(timestamp__lt=_start(question.until + timedelta(days=1)))
    return table.order_by("-timestamp", "-pk")


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def count(found: list[QuerySet[Any]]) -> int:
    """How many entries were found."""
    return sum(table.count() for table in found)


def entries(found: list[QuerySet[Any]], start: int, end: int) -> list[Any]:
    """The entries from `start` to `end`, newest first; each table gives no more than needed."""
    newest = sorted(
        chain.from_iterable(table[:end] for table in found),
        key=lambda entry: entry.timestamp,
        reverse=True,
    )
    return list(islice(newest, start, end))


def cells(entry: Any) -> list[str]:
    """Time, person, what was done, with what, of which kind, and the reason or detail."""
    at = timezone.localtime(entry.timestamp).strftime("%Y-%m-%d %H:%M:%S")
    person = str(entry.user) if entry.user_id and entry.user else _("nobody signed in")
    kind = entry.content_type.name if entry.content_type_id else ""
    return [at, person, action_words(entry.action), entry.label, kind, _detail(entry)]


def action_words(action: str) -> str:
    """The words for an action."""
    return str(dict(actions.get_choices()).get(action, action))


def _detail(entry: Any) -> str:
    data = entry.data or {}
    if "groups" in data:
        return ", ".join(data["groups"])
    return str(data.get("words") or entry.comment or "")
