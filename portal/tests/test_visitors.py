"""From where a request comes: the proxies of ours are believed, the visitor's own words are not."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from portal.visitors import address_of


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (1, "", "192.0.2.1"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "nonsense", ""),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_address_is_told_by_our_proxies_only(settings, proxies, forwarded, expected):
    settings.PORTAL = {**settings.PORTAL, "PROXIES": proxies}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1")
    assert address_of(request) == expected
