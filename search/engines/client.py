"""The client of Elasticsearch, made from the options: every module that asks the server uses it."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from search.options import hosts, value
from search.waiting import use_the_wait


def _waiting(connection: Any) -> Any:
    """A kind of connection that does what there is to do between a request and its answer."""

    class Waiting(connection):  # type: ignore[misc]
        """The same, with the work."""

        def getresponse(self) -> Any:
            """Reads the answer."""
            use_the_wait()
            return super().getresponse()

    return Waiting


def client_options() -> dict[str, Any]:
    """Who we are, whom we trust, how long we wait.

    A reader waits: no node is asked twice, and another one only where the first cannot be reached.
    """
    wanted: dict[str, Any] = {
        "request_timeout": float(value("TIMEOUT_SECONDS")),
        "max_retries": max(0, len(hosts()) - 1),
        "retry_on_status": (),
        "retry_on_timeout": False,
    }
    if value("API_KEY"):
        wanted["api_key"] = value("API_KEY")
    elif value("USER"):
        wanted["basic_auth"] = (value("USER"), value("PASSWORD"))
    if value("CA_FILE"):
        wanted["ca_certs"] = value("CA_FILE")
    return wanted


def connect(*nodes: str, **others: Any) -> Elasticsearch:
    """A client for the configured server; `others` replace single options of it."""
    client = Elasticsearch(list(nodes) or hosts(), **{**client_options(), **others})
    for node in client.transport.node_pool.all():
        node.pool.ConnectionCls = _waiting(node.pool.ConnectionCls)  # type: ignore[attr-defined]
    return client
