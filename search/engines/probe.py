"""Asks a search server who it is and whether it will serve us; answers in numbered findings.

No word of the server and no secret stands in a finding: it is shown to operators and in logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    ConnectionTimeout,
    Elasticsearch,
    SSLError,
    TransportError,
    UnsupportedProductError,
)

from search.options import hosts, value

from .base import EngineDown
from .client import connect

WAIT_SECONDS = 5.0
KNOWN = ("8", "9")
AWAY, BUSY = "E010", "E016"
RESERVE = "Meanwhile the index in the database answers readers."
OTHERS = "Meanwhile the other nodes answer readers."
PRIVILEGES = ("manage", "read", "write")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with the server, and what to do about it."""

    number: str
    text: str
    hint: str

    def __str__(self) -> str:
        return f"search.{self.number} {self.text} {self.hint}"


@dataclass(frozen=True)
class Server:
    """What one address answered: the releases of its nodes, or what is wrong."""

    host: str
    versions: tuple[str, ...] = ()
    finding: Finding | None = None


class _WrongError(Exception):
    """Carries a finding out of the questions."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.number)
        self.finding = finding


def as_warning(finding: Finding) -> Finding:
    """Another node serves: that this one is away is no error."""
    if finding.number != AWAY:
        return finding
    return replace(finding, number="W010", hint=finding.hint.replace(RESERVE, OTHERS))


def ask_all() -> list[Server]:
    """What each configured address answers, in their order."""
    return [ask(host) for host in hosts()]


def refusals() -> list[Finding]:
    """Why no node will ever serve us as things are; none while one may, once it is up."""
    findings = [server.finding for server in ask_all()]
    return [one for one in findings if one] if all(map(_is_final, findings)) else []


def explained(reason: EngineDown) -> str:
    """The findings where no node serves us just now, else what was said of one request."""
    findings = [server.finding for server in ask_all()]
    return " ".join(map(str, filter(None, findings))) if all(findings) else str(reason)


def _is_final(finding: Finding | None) -> bool:
    return finding is not None and finding.number not in (AWAY, BUSY)


def ask(host: str) -> Server:
    """Who answers there, and whether with the rights that we need."""
    try:
        with _client(host) as client, _findings(host):
            versions = _versions(client, host)
            _check_rights(client, host)
    except _WrongError as error:
        return Server(host, finding=error.finding)
    return Server(host, versions)


@contextmanager
def _client(host: str) -> Iterator[Elasticsearch]:
    try:
        client = connect(host, request_timeout=WAIT_SECONDS)
    except (ValueError, OSError):  # an address or a certificate that the client cannot read
        raise _WrongError(_unusable(host)) from None
    try:
        yield client
    finally:
        client.close()


@contextmanager
def _findings(host: str) -> Iterator[None]:
    """Turns what the client raises into findings."""
    try:
        yield
    except UnsupportedProductError:
        raise _WrongError(_wrong_product(host)) from None
    except ApiError as error:
        raise _WrongError(_refused(host, error)) from None
    except TransportError as error:
        raise _WrongError(_unreachable(host, error)) from None


def _versions(client: Elasticsearch, host: str) -> tuple[str, ...]:
    """The releases of all nodes; one outside 8.x and 9.x is a finding."""
    answer = client.nodes.info(metric="http", filter_path="nodes.*.version")
    found = tuple(sorted({node["version"] for node in answer.get("nodes", {}).values()}))
    if not found:
        raise _WrongError(_wrong_product(host))
    if not all(version.partition(".")[0] in KNOWN for version in found):
        raise _WrongError(_wrong_version(host, found))
    return found


def _check_rights(client: Elasticsearch, host: str) -> None:
    """Asked only of a server that knows persons: without security everybody may do everything."""
    if not (value("USER") or value("API_KEY")):
        return
    names = [value("PREFIX"), f"{value('PREFIX')}-*"]
    try:
        answer = client.security.has_privileges(
            cluster=["monitor"], index=[{"names": names, "privileges": list(PRIVILEGES)}]
        )
    except (AuthenticationException, AuthorizationException):
        raise
    except ApiError:  # security is switched off there
        return
    if not answer["has_all_requested"]:
        raise _WrongError(_missing_rights(host))


def _unreachable(host: str, error: Any) -> Finding:
    if isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error.message):
        return Finding(
            "E011",
            f"The certificate of {host} is refused: nobody whom this machine trusts signed it.",
            "Set SEARCH_CA_FILE to the certificate (PEM) of who signed it, and write the host in "
            "SEARCH_URL as the certificate names it.",
        )
    if isinstance(error, SSLError):
        hint = "Write http:// in SEARCH_URL, or switch TLS on at the server."
        return Finding("E010", f"{host} does not speak TLS.", hint)
    waited = "does not answer in time" if isinstance(error, ConnectionTimeout) else "is not there"
    return Finding(
        "E010",
        f"The search server {host} {waited}.",
        "Start it, or correct host, port and https:// in SEARCH_URL; a firewall may stand between. "
        + RESERVE,
    )


def _refused(host: str, error: ApiError) -> Finding:
    if isinstance(error, AuthenticationException):
        return Finding(
            "E012",
            f"{host} does not know this password or key.",
            "Correct user and password in SEARCH_URL (signs like @ and / as %40 and %2F), or "
            "SEARCH_API_KEY.",
        )
    if isinstance(error, AuthorizationException):
        return _missing_rights(host)
    if "x-elastic-product" not in {name.lower() for name in error.meta.headers}:
        return _wrong_product(host)
    hint = "Look at its log; one node must be elected master. The portal goes on without it."
    return Finding(BUSY, f"{host} cannot serve now (status {error.meta.status}).", hint)


def _missing_rights(host: str) -> Finding:
    prefix = value("PREFIX")
    return Finding(
        "E013",
        f"The person or key of SEARCH_URL may not do everything that is needed at {host}.",
        f"Give it the cluster privilege monitor and, for the indices {prefix} and {prefix}-*, the "
        f"privileges {', '.join(PRIVILEGES)}: see docs/search.md.",
    )


def _wrong_product(host: str) -> Finding:
    return Finding(
        "E014",
        f"What answers at {host} is not Elasticsearch.",
        "Correct SEARCH_URL; OpenSearch and other relatives cannot be used. Empty: the engine in "
        "the database.",
    )


def _wrong_version(host: str, versions: tuple[str, ...]) -> Finding:
    return Finding(
        "E015",
        f"{host} is Elasticsearch {', '.join(versions)}: not a release that the portal knows.",
        "Use 8.x or 9.x on all nodes.",
    )


def _unusable(host: str) -> Finding:
    hint = "Correct SEARCH_URL and SEARCH_CA_FILE."
    return Finding("E010", f"{host} cannot be asked with these settings.", hint)
