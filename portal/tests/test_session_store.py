"""A cookie that nobody was given opens nothing and breaks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.session_store import SessionStore
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("made_up", ["\x00aaaaaaaaaaaa", "a'b\"c;--aaaa", "a"])
@pytest.mark.parametrize("address", ["/", "/admin/login/"])
def test_a_made_up_cookie_is_no_session(client: Client, made_up: str, address: str) -> None:
    make_city()
    client.cookies["sessionid"] = made_up
    assert client.get(address).status_code == 200


def test_a_session_is_found_again_by_its_key(db: Any) -> None:
    kept = SessionStore()
    kept["seen"] = 1
    kept.save()
    assert SessionStore(kept.session_key)["seen"] == 1
