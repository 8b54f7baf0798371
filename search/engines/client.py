"""The client of Elasticsearch, made from the options: every module that asks the server uses it."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from search.options import hosts, option


def client_options() -> dict[str, Any]:
    """Who we are, whom we trust, how long we wait. Nothing is tried twice: readers wait."""
    wanted: dict[str, Any] = {
        "request_timeout": float(option("TIMEOUT_SECONDS")),
        "max_retries": 0,
        "retry_on_timeout": False,
    }
    if option("API_KEY"):
        wanted["api_key"] = option("API_KEY")
    elif option("USER"):
        wanted["basic_auth"] = (option("USER"), option("PASSWORD"))
    if option("CA_FILE"):
        wanted["ca_certs"] = option("CA_FILE")
    return wanted


def connect(**others: Any) -> Elasticsearch:
    """A client for the configured server; `others` replace single options of it."""
    return Elasticsearch(hosts(), **{**client_options(), **others})
