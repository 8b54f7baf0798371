"""Asks other sites whether a link still leads somewhere: politely, bounded, and never inwards.

A portal that fetches what editors type could be used to look into its own network. Therefore each
host is resolved first, private addresses are refused (unless the installation lives in a closed
network and says so), and the connection goes to the very address that was judged.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from itertools import groupby
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from portal.models import DeadLink
from portal.page_meta import base_address

TIMEOUT_SECONDS = 8
PAUSE_SECONDS = 0.5
HOSTS_AT_ONCE = 4
MOST_HOPS = 5
ALIVE = {401, 403, 405, 406, 429}
"""Answers that turn away a machine and say nothing against a reader."""
UNQUOTED = "/#%[]=:;$&()+,!?*@'~"
"""Signs that have a meaning in an address."""
TRANSLATED = ip_network("64:ff9b::/96")
"""IPv6 addresses that a gateway turns into the IPv4 address at their end (NAT64)."""


class Private(Exception):
    """A host of a private network."""


class PinnedHTTP(HTTPConnection):
    """A connection to an address that was judged before; the name is sent as Host only."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self.address = address

    def connect(self) -> None:
        """Connects to the judged address."""
        self.sock = socket.create_connection((self.address, self.port), TIMEOUT_SECONDS)


class PinnedHTTPS(HTTPSConnection):
    """The same with TLS; the certificate is that of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=self.tls)
        self.address = address

    def connect(self) -> None:
        """Connects to the judged address and asks for the certificate of the name."""
        plain = socket.create_connection((self.address, self.port), TIMEOUT_SECONDS)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def ask(addresses: Collection[str]) -> Mapping[str, str]:
    """Why each address leads nowhere, empty where it leads somewhere; one host after its turn."""
    by_host = groupby(sorted(addresses, key=_host_of), key=_host_of)
    groups = [list(group) for _host, group in by_host]
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        answers = pool.map(_ask_one_host, groups)
    return {address: why for group in answers for address, why in group}


def _host_of(address: str) -> str:
    """The host that an address names; empty for what is no address at all."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _ask_one_host(addresses: Collection[str]) -> list[tuple[str, str]]:
    answers = []
    for address in addresses:
        answers.append((address, why_not(address)))
        time.sleep(PAUSE_SECONDS)
    return answers


def why_not(address: str) -> str:
    """Why one address of another site leads nowhere; empty when it leads somewhere."""
    try:
        return _follow(address)
    except Private:
        return DeadLink.Why.PRIVATE
    except ValueError:
        return DeadLink.Why.WRONG
    except (OSError, HTTPException):
        return DeadLink.Why.SILENT


def _follow(address: str) -> str:
    for _hop in range(MOST_HOPS):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return DeadLink.Why.WRONG
        status, location = _status(parts)
        if 300 <= status < 400 and location:
            address = urljoin(address, location)
            continue
        return "" if status < 400 or status in ALIVE else DeadLink.Why.REFUSED
    return DeadLink.Why.REFUSED


def _status(parts: SplitResult) -> tuple[int, str]:
    """Status and next address; asked with GET where HEAD is not understood."""
    status, location = _request("HEAD", parts)
    return (status, location) if status < 400 else _request("GET", parts)


def _request(method: str, parts: SplitResult) -> tuple[int, str]:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    kind = PinnedHTTPS if parts.scheme == "https" else PinnedHTTP
    connection = kind(host, port, judged_address(host, port))
    try:
        path = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        agent = f"ShequPortal link check (+{base_address()})"
        connection.request(method, path, headers={"User-Agent": agent, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, _read(response.getheader("Location") or "")
    finally:
        connection.close()


def _read(location: str) -> str:
    """A header as it was meant: servers write addresses in UTF-8, the protocol reads Latin-1."""
    return quote(location.encode("latin-1"), safe=UNQUOTED)


def judged_address(host: str, port: int) -> str:
    """The address to connect to; refuses with `Private` when any address of the host is private."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    allowed = settings.PORTAL["LINKS_MAY_BE_PRIVATE"]
    if not allowed and not all(is_public(address) for address in addresses):
        raise Private(host)
    return addresses[0]


def is_public(text: str) -> bool:
    """Whether an address belongs to the open internet."""
    address = ip_address(text)
    if address in TRANSLATED:
        address = IPv4Address(int(address) & 0xFFFF_FFFF)
    elif isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast
