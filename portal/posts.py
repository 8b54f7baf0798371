"""Which roles a person has, and where (岗位), read from the marks at the end of groups' names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext

from portal.role_table import GRANTS, PAGE, ROLES, Role, Verb

LOOKING_ROLES = frozenset(
    grant.role for grant in GRANTS if grant.kind == PAGE and grant.verbs == {Verb.VIEW}
)
"""Roles that see pages and change none."""
MARK = re.compile(r"\((?P<place>[^()/]+)/(?P<role>[a-z-]+)\)$")


@dataclass(frozen=True)
class Post:
    """One role of a person at one place (岗位); `group` is what carries it."""

    role: Role
    group: Group

    @property
    def words(self) -> str:
        """The role in the reader's language."""
        return gettext(self.role.label)

    @property
    def place_words(self) -> str:
        """The name of the place, as the group has it."""
        return self.group.name.split(" ", 1)[0]


def posts_of(user: Any) -> list[Post]:
    """The roles of a person, each with its place; one query for each person and request."""
    posts: list[Post] | None = getattr(user, "_posts", None)
    if posts is None:
        posts = list(_posts_in(user.groups.order_by("name")))
        user._posts = posts
    return posts


def remember_posts(user: Any) -> None:
    """Reads the posts from groups that were fetched with the person; `user.posts` for lists."""
    user.posts = user._posts = list(_posts_in(user.groups.all()))


def _posts_in(groups: Iterable[Group]) -> Iterable[Post]:
    known = {role.key: role for role in ROLES}
    for group in groups:
        mark = MARK.search(group.name)
        if mark and mark["role"] in known:
            yield Post(known[mark["role"]], group)


def roles_of(user: Any) -> frozenset[Role]:
    """The roles of a person, wherever they hold."""
    if user.is_superuser:
        return frozenset(ROLES)
    return frozenset(post.role for post in posts_of(user))
