"""One member of staff, and an authenticator app that tells the codes of any moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from portal.role_table import EDITOR
from portal.roles import give_role, sync_groups
from portal.tests.factories import make_city, make_community, make_district, make_user


@pytest.fixture
def person() -> Any:
    """An editor of a community; the password is `password`."""
    community = make_community(make_district(make_city()))
    sync_groups()
    user = make_user("clerk")
    give_role(user, EDITOR, community)
    return user


@pytest.fixture
def code_of() -> Callable[..., str]:
    """The code that an app with this secret shows, `later` steps of 30 seconds from now."""

    def shown(secret: str, later: int = 0) -> str:
        counter = int(time.time()) // 30 + later
        return str(format_hotp_value(hotp_value(secret, counter)))

    return shown


@pytest.fixture
def demanded(settings: Any) -> None:
    """An installation where a password alone is not enough."""
    settings.PORTAL = {**settings.PORTAL, "SECOND_FACTOR": "demanded"}
