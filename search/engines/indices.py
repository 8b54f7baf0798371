"""The writing side of Elasticsearch (外部索引): changes in, indices made, swapped and thrown away.

Readers ask by one name, the prefix, which is an alias. What a rebuild fills goes by
`<prefix>-building`, what was served before by `<prefix>-previous`; so the server itself tells what
each index is for, and no change can make an index by mistake. Everything that fails as a whole is
an `EngineDown` in words without addresses or secrets.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, TransportError

from search import options

from .base import Change, EngineDown, Outcome
from .client import connect
from .mapping import expected_schema, schema

BULK_ANSWER = [
    "items.*._id", "items.*.status", "items.*.error.type", "items.*.error.reason", "errors",
]  # fmt: skip
TOO_LARGE = 413
VERSIONS_AT_ONCE = 5_000
KEPT_OPEN = "1m"
_NAME = "-[0-9a-f]{12}-[0-9]{14}-[0-9a-f]{4}"
"""What follows the prefix in the name of an index."""


@contextmanager
def asking() -> Iterator[None]:
    """Whatever the client raises is an `EngineDown`; the server's own text is cut to its kind."""
    try:
        yield
    except ApiError as error:
        raise EngineDown(f"{error.meta.status} {_kind_of(error)}") from None
    except ConnectionTimeout:
        raise EngineDown("no answer in time") from None
    except TransportError as error:
        raise EngineDown(f"no connection ({type(error).__name__})") from None


def _kind_of(error: ApiError) -> str:
    body: Any = error.body
    found = body.get("error") if isinstance(body, dict) else None
    kind = found.get("type", "") if isinstance(found, dict) else ""
    return str(kind or type(error).__name__)[:100]


class Indices:
    """All indices of one portal on one server; `prefix` keeps those of several portals apart."""

    def __init__(self, client: Elasticsearch | None = None, *, prefix: str = "") -> None:
        self.prefix = prefix or str(options.value("PREFIX"))
        readers = client or connect()
        patience = float(options.value("BULK_SECONDS"))
        self.client = readers.options(request_timeout=patience)

    @property
    def building(self) -> str:
        """The name that a rebuild fills."""
        return f"{self.prefix}-building"

    @property
    def previous(self) -> str:
        """The name of what was served before the last rebuild."""
        return f"{self.prefix}-previous"

    # --- Changes --------------------------------------------------------------------------------
    def bulk(self, changes: Sequence[Change], *, building: bool = False) -> list[Outcome]:
        """Take changes over in one request, each with its own outcome; an older one never wins.

        Where a request is too large for the server, or for what stands before it, in several.
        """
        if not changes:
            return []
        with asking():
            try:
                found = self.client.bulk(
                    index=self.building if building else self.prefix,
                    operations=list(_operations(changes)),
                    require_alias=True,
                    filter_path=BULK_ANSWER,
                )
            except ApiError as error:
                if error.meta.status != TOO_LARGE:
                    raise
                return self._in_parts(changes, building=building)
        return [_outcome(next(iter(item.values()))) for item in found["items"]]

    def _in_parts(self, changes: Sequence[Change], *, building: bool) -> list[Outcome]:
        """Half of them at a time; what is too large alone is refused for what it is."""
        if len(changes) == 1:
            return [Outcome(changes[0].key, TOO_LARGE, "request_too_large")]
        half = len(changes) // 2
        return [
            *self.bulk(changes[:half], building=building),
            *self.bulk(changes[half:], building=building),
        ]

    def refresh(self, *, building: bool = False) -> None:
        """Let searches see what was taken over."""
        with asking():
            self.client.indices.refresh(index=self.building if building else self.prefix)

    # --- What is there --------------------------------------------------------------------------
    def count(self, *, building: bool = False) -> int:
        """How many entries searches see."""
        with asking():
            return int(self.client.count(index=self.building if building else self.prefix)["count"])

    def versions(self, *, building: bool = False) -> Generator[tuple[str, int], None, None]:
        """(key, version) of every entry in the order of keys, as of one moment; flat in memory."""
        index = self.building if building else self.prefix
        with asking():
            opened = self.client.open_point_in_time(index=index, keep_alive=KEPT_OPEN)
            moment = opened["id"]
            try:
                yield from self._versions(moment)
            finally:
                self.client.close_point_in_time(id=moment)

    def _versions(self, moment: str) -> Iterator[tuple[str, int]]:
        after: list[Any] | None = None
        while True:
            found = self.client.search(
                pit={"id": moment, "keep_alive": KEPT_OPEN},
                size=VERSIONS_AT_ONCE,
                sort=[{"key": "asc"}],
                search_after=after,
                stored_fields="_none_",  # a key is what is sorted by: ids are slow to read
                version=True,
                track_total_hits=False,
                filter_path=["hits.hits._version", "hits.hits.sort"],
            )
            hits = found.get("hits", {}).get("hits", [])
            yield from ((hit["sort"][0], hit["_version"]) for hit in hits)
            if len(hits) < VERSIONS_AT_ONCE:
                return
            after = hits[-1]["sort"]

    def versions_of(self, keys: Collection[str], *, building: bool = False) -> dict[str, int]:
        """The version of each of some entries right now, as far as there are any."""
        if not keys:
            return {}
        index = self.building if building else self.prefix
        with asking():
            found = self.client.mget(index=index, ids=sorted(keys), source=False)
        return {doc["_id"]: doc["_version"] for doc in found["docs"] if doc.get("found")}

    def serving(self) -> str:
        """The index that answers readers; empty when there is none."""
        return self._behind(self.prefix)

    def kept(self) -> str:
        """The index that answered before; empty when there is none."""
        return self._behind(self.previous)

    def _behind(self, alias: str) -> str:
        with asking():
            found = self.client.options(ignore_status=404).indices.get_alias(name=alias)
        names = sorted(name for name in found if name.startswith(f"{self.prefix}-"))
        return names[0] if names else ""

    def schema_served(self) -> str:
        """The schema with which the index that answers readers was made; empty when unknown."""
        with asking():
            found = self.client.options(ignore_status=404).indices.get_mapping(index=self.prefix)
        for index in found.values():
            if isinstance(index, dict):
                return str(index.get("mappings", {}).get("_meta", {}).get("schema", ""))
        return ""

    def all(self) -> list[str]:
        """Every index of this portal; a longer prefix may be another's."""
        with asking():
            found = self.client.indices.get(
                index=f"{self.prefix}-*", features=["aliases"], expand_wildcards="all"
            )
        ours = re.compile(re.escape(self.prefix) + _NAME)
        return sorted(name for name in found if ours.fullmatch(name))

    # --- Making and swapping --------------------------------------------------------------------
    def new_name(self) -> str:
        """Prefix, schema, time and something nobody else has."""
        now = timezone.now()
        return f"{self.prefix}-{expected_schema()}-{now:%Y%m%d%H%M%S}-{secrets.token_hex(2)}"

    def create(self, name: str) -> None:
        """Make an empty index under the name that a rebuild fills."""
        made = schema()
        settings = {**made.get("settings", {}), "refresh_interval": "-1"}
        with asking():
            self.client.indices.create(
                index=name,
                mappings=made["mappings"],
                settings=settings,
                aliases={self.building: {}},
            )

    def open_for_readers(self, name: str) -> None:
        """Let the server refresh by itself again, and let it be seen now."""
        with asking():
            self.client.indices.put_settings(index=name, settings={"refresh_interval": None})
            self.client.indices.refresh(index=name)

    def swap(self, name: str) -> None:
        """Answer readers from this index from now on, in one step; keep the one before."""
        before = self.serving()
        actions: list[dict[str, Any]] = [
            _action("remove", "*", self.prefix),
            _action("remove", "*", self.building),
            {"add": {"index": name, "alias": self.prefix, "is_write_index": True}},
        ]
        if before and before != name:  # asked twice, it is still the one before the first time
            actions += [
                _action("remove", "*", self.previous),
                {"add": {"index": before, "alias": self.previous}},
            ]
        with asking():
            self.client.indices.update_aliases(actions=actions)

    def delete(self, names: Sequence[str]) -> None:
        """Throw indices away."""
        for name in names:
            with asking():
                self.client.options(ignore_status=404).indices.delete(index=name)


def _action(verb: str, index: str, alias: str) -> dict[str, Any]:
    return {verb: {"index": index, "alias": alias, "must_exist": False}}


def _operations(changes: Sequence[Change]) -> Iterator[dict[str, Any]]:
    for change in changes:
        facts = {"_id": change.key, "version": change.seq, "version_type": "external_gte"}
        if change.document is None:
            yield {"delete": facts}
        else:
            yield {"index": facts}
            yield change.document


def _outcome(item: dict[str, Any]) -> Outcome:
    error = item.get("error") or {}
    reason = f"{error.get('type', '')}: {error.get('reason', '')}" if error else ""
    return Outcome(item["_id"], int(item["status"]), reason)
