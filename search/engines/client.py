"""The client of Elasticsearch, made from the options: every module that asks the server uses it."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from search.options import hosts, value


def client_options() -> dict[str, Any]:
    """Who we are, whom we trust, how long we wait. Nothing is tried twice: readers wait."""
    wanted: dict[str, Any] = {
        "request_timeout": float(value("TIMEOUT_SECONDS")),
        "max_retries": 0,
        "retry_on_timeout": False,
    }
    if value("API_KEY"):
        wanted["api_key"] = value("API_KEY")
    elif value("USER"):
        wanted["basic_auth"] = (value("USER"), value("PASSWORD"))
    if value("CA_FILE"):
        wanted["ca_certs"] = value("CA_FILE")
    return wanted


def connect(**others: Any) -> Elasticsearch:
    """A client for the configured server; `others` replace single options of it."""
    return Elasticsearch(hosts(), **{**client_options(), **others})
