"""Demo accounts (演示账号): made from the table of roles, each with a generated password.

The passwords lie in one file of the state folder that its owner alone can read; they are printed at
every start of the demonstration and refused in an installation.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail import hooks

from portal import roles
from portal.problems import Problem, Refused, gettext_noop
from portal.signals import DEMO_WORK
from portal.staffing.passwords import new_password

FILE_NAME = "demo_accounts.json"


def accounts_file() -> Path:
    """Where the passwords lie: rows of `username`, `password`, `role`
    and `place`."""
    return Path(settings.VAR_DIR) / FILE_NAME


def make_demo_accounts() -> list[str]:
    """Makes the missing accounts and brings groups up to date; returns the names of new ones.

    An account whose password the file knows is left as it is. Refuses where demo accounts are not
    allowed: nothing is made then.
    """
    if not settings.PORTAL["DEMO_ACCOUNTS"]:
        message = gettext_noop("Demo accounts are not allowed in an installation.")
        raise Refused([Problem("demo.accounts_refused", message)])
    known = {row["username"]: row for row in read_accounts()}
    with transaction.atomic():
        roles.sync_groups()
        rows = [_row(account, known) for account in roles.demo_accounts()]
        for lay_work in hooks.get_hooks(DEMO_WORK):
            lay_work(at=timezone.now())
        _write(rows)
    return [row["username"] for row in rows if row["username"] not in known]


def read_accounts() -> list[dict[str, str]]:
    """The rows of the file; none when there is no file."""
    path = accounts_file()
    rows: list[dict[str, str]] = json.loads(path.read_text()) if path.exists() else []
    return rows


def _row(account: roles.DemoAccount, known: dict[str, dict[str, str]]) -> dict[str, str]:
    """The row of an account; a person without a known password gets a new one."""
    users: Any = get_user_model()._default_manager
    named = {"display_name": _name(account)}
    user, created = users.get_or_create(username=account.username, defaults=named)
    password = known.get(account.username, {}).get("password", "")
    if created or not password:
        password = new_password()
        user.set_password(password)
        user.save()
    roles.give_role(user, account.role, account.place)
    return {
        "username": account.username,
        "password": password,
        "role": account.role.key,
        "place": account.place.title if account.place else "",
    }


def _name(account: roles.DemoAccount) -> str:
    """How colleagues see the account: its place and its role."""
    with translation.override(settings.LANGUAGE_CODE):
        role = gettext(account.role.label)
    place = account.place.title.removesuffix("社区") if account.place else ""
    return f"{place}{role}（演示）"


def _write(rows: list[dict[str, str]]) -> None:
    """Replaces the file in one step; it is never readable by others, not even for a moment."""
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(rows, stream, ensure_ascii=False, indent=1)
    fresh.replace(path)
