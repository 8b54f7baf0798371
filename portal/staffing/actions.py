"""The verbs of staffing: invite, give a role, take it away, hand everything over.

All of them are for administrators; each is logged with who did it. All or nothing.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext
from wagtail.log_actions import LogContext, log

from portal import posts, roles
from portal.models import City, Community, District
from portal.problems import Problem, Refused
from portal.role_table import ADMINISTRATOR, Reach, Role

from . import handing_over, rules
from .passwords import new_password

INVITED, GIVEN, TAKEN = "portal.invite", "portal.give_role", "portal.take_role"
HANDED_OVER, PASSED_ON = "portal.hand_over", "portal.pass_on"


def invite(
    username: str, *, name: str, email: str, role: Role, place: Any, by: AbstractUser | None
) -> tuple[Any, str]:
    """Makes an account with one role; returns it and its first password, kept nowhere in clear.

    Refuses a role that cannot hold at the place.
    """
    _only_administrators(by)
    password = new_password()
    with transaction.atomic(), LogContext(user=by):
        users: Any = get_user_model()._default_manager
        user = users.create_user(username, email=email, password=password, display_name=name)
        log(instance=user, action=INVITED)
        give(user, role=role, place=place, by=by)
    return user, password


def give(user: Any, *, role: Role, place: Any, by: AbstractUser | None) -> None:
    """Gives a role at a place. Refuses a place where it cannot hold."""
    _only_administrators(by)
    _refuse(rules.problems_with_post(role.reach, reach_of_place(place)))
    with transaction.atomic(), LogContext(user=by):
        roles.give_role(user, role, place)
        log(instance=user, action=GIVEN, data={"post": _words(role, place)})


def take(user: Any, *, post: posts.Post | None, by: AbstractUser | None) -> None:
    """Takes a post away; None is the role of administrator, which the last one keeps."""
    _only_administrators(by)
    if post is None:
        _refuse_leaving(user, by)
    with transaction.atomic(), LogContext(user=by):
        roles.take_role(user, post)
        words = post.group.name if post else gettext(ADMINISTRATOR.label)
        log(instance=user, action=TAKEN, data={"post": words})


def hand_over(leaver: Any, *, to: Any, by: AbstractUser | None) -> int:
    """Passes on everything the leaver has begun and switches the account off.

    Refuses a colleague who lacks one of the leaver's posts, the own account, and the last
    administrator. Returns how many things were passed on.
    """
    _only_administrators(by)
    _refuse(problems_with_hand_over(leaver, to))
    _refuse_leaving(leaver, by)
    with transaction.atomic(), LogContext(user=by):
        count = sum(_pass_on(part, leaver, to) for part in handing_over.parts())
        log(instance=leaver, action=HANDED_OVER, data={"to": str(to), "things": count})
        roles.take_all(leaver)
        leaver.is_active = False
        leaver.set_unusable_password()
        leaver.save()
    return count


def problems_with_hand_over(leaver: Any, to: Any) -> list[Problem]:
    """What keeps `to` from taking over."""
    own = {post.group.pk for post in posts.posts_of(to)}
    lacks = [post for post in posts.posts_of(leaver) if post.group.pk not in own]
    words = [] if to.is_superuser else [_post_words(post) for post in lacks]
    if leaver.is_superuser and not to.is_superuser:
        words.append(gettext(ADMINISTRATOR.label))
    return rules.problems_with_colleague(
        is_same=leaver.pk == to.pk, is_active=to.is_active, lacks=words
    )


def _pass_on(part: handing_over.Part, leaver: Any, to: Any) -> int:
    """One kind of things, each page with a line in its own history."""
    items = part.items(leaver)
    part.pass_on(leaver, to)
    for item in items:
        if item.page is not None:
            data = {"from": str(leaver), "to": str(to)}
            log(instance=item.page, action=PASSED_ON, data=data, title=item.words)
    return len(items)


def reach_of_place(place: Any) -> Reach | None:
    """What kind of place this is; None for no place."""
    kinds = {City: Reach.CITY, District: Reach.DISTRICT, Community: Reach.COMMUNITY}
    return kinds.get(type(place))


def _post_words(post: posts.Post) -> str:
    return f"{post.place_words} {post.words}"


def _words(role: Role, place: Any) -> str:
    return " ".join(filter(None, [getattr(place, "title", ""), gettext(role.label)]))


def _only_administrators(by: Any) -> None:
    """The system may do it, too: a command of the operator."""
    if by is not None and not (by.is_active and by.is_superuser):
        raise PermissionDenied


def _refuse_leaving(user: Any, by: Any) -> None:
    others = get_user_model()._default_manager.filter(is_superuser=True, is_active=True)
    is_last = user.is_superuser and not others.exclude(pk=user.pk).exists()
    is_own = by is not None and by.pk == user.pk
    _refuse(rules.problems_with_leaving(is_own=is_own, is_last_administrator=is_last))


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)
