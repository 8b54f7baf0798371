"""From where a request comes, told by the proxies that stand before the portal."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NETWORK_OF_A_HOME = 64
"""One household has a whole network of this length of IPv6 addresses."""


def address_of(request: HttpRequest) -> str:
    """The address of the visitor, or the network of the home for IPv6; empty when unknown.

    Trusts as many entries of X-Forwarded-For, counted from the right, as there are proxies of
    ours; what stands further left was written by the visitor.
    """
    count = settings.PORTAL["PROXIES"]
    entries = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
    if count and len(entries) >= count and entries[-count]:
        return _written(entries[-count])
    return _written(request.META.get("REMOTE_ADDR", ""))


def _written(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, NETWORK_OF_A_HOME), strict=False))
