"""How search is, in one place (检索状态): for the command, the staff page and the operator.

Never raises for a server that is away. Holds addresses without secrets, and no word of a server.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count

from . import options, outbox, watch
from .conf import embedded
from .engines import probe
from .engines.base import Health
from .engines.contents import Contents, contents
from .engines.mapping import expected_schema
from .engines.probe import Finding, as_warning
from .health import LONGEST_LAG_SECONDS
from .models import IndexedDocument, IndexState
from .outbox import Backlog
from .watch import State


@dataclass(frozen=True)
class Status:
    """The index in the database, the one outside where there is one, and the way between them."""

    index: Health
    kinds: dict[str, int]
    rebuilt_at: datetime | None
    servers: list[probe.Server] = field(default_factory=list)
    outside: Contents | None = None
    backlog: Backlog = field(default_factory=lambda: Backlog(0, 0, None))
    state: State = field(default_factory=State)

    @property
    def engine(self) -> str:
        """Who is meant to answer readers."""
        return "elastic" if self.servers else self.index.name

    @property
    def versions(self) -> list[str]:
        """The releases of all nodes of the server."""
        return sorted({version for server in self.servers for version in server.versions})

    def problems(self) -> list[Finding]:
        """Everything that an operator must mend, numbered as the checks are."""
        return [*_of_index(self), *_of_server(self), *_of_way(self)]

    def as_json(self) -> dict[str, Any]:
        """All facts for machines; times in ISO 8601."""
        facts = {**asdict(self.index), "outdated": self.index.outdated}
        facts.update(engine=self.engine, documents_by_kind=self.kinds)
        facts["last_rebuild"] = _iso(self.rebuilt_at)
        facts["problems"] = [asdict(problem) for problem in self.problems()]
        if self.servers:
            facts["server"] = self._server_as_json()
        return facts

    def _server_as_json(self) -> dict[str, Any]:
        found = self.outside or Contents()
        return {
            "hosts": [server.host for server in self.servers],
            "versions": self.versions,
            "index": found.name,
            "schema": found.schema,
            "documents": found.documents,
            "documents_by_kind": found.kinds,
            "waiting": self.backlog.waiting,
            "parked": self.backlog.parked,
            "lag_seconds": round(self.backlog.lag_seconds, 1),
            "last_taken_over": _iso(self.state.drained_at),
            "last_rebuild": _iso(self.state.rebuilt_at),
            "building": self.state.building,
        }


def read() -> Status:
    """Everything, asked now; of the server only where one is configured."""
    kinds = IndexedDocument.objects.values_list("kind").annotate(Count("pk")).order_by("kind")
    rebuilt_at = IndexState.objects.values_list("rebuilt_at", flat=True).first()
    index = Status(embedded().health(), dict(kinds), rebuilt_at)
    if not options.url():
        return index
    servers = probe.ask_all()
    answering = any(server.finding is None for server in servers)
    return Status(
        index.index,
        index.kinds,
        rebuilt_at,
        servers,
        contents() if answering else None,
        outbox.backlog(),
        watch.state(),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _of_index(status: Status) -> list[Finding]:
    if status.index.ready and not status.index.outdated:
        return []
    text, hint = "The index is missing or outdated.", "Run manage.py search_rebuild."
    return [Finding("W001", text, hint)]


def _of_server(status: Status) -> list[Finding]:
    found = [server.finding for server in status.servers if server.finding]
    if len(found) < len(status.servers):
        found = [as_warning(finding) for finding in found]
    if status.outside and status.outside.schema != expected_schema():
        is_there = bool(status.outside.name)
        state = "was made by another version" if is_there else "is missing"
        hint = "Run manage.py search_rebuild; readers go on meanwhile."
        found.append(Finding("W002", f"The index of the search server {state}.", hint))
    return found


def _of_way(status: Status) -> list[Finding]:
    found = []
    if status.backlog.parked:
        text = f"The search server refused {status.backlog.parked} documents."
        hint = "Look at the reasons in the desk, mend them, and send the documents again."
        found.append(Finding("W004", text, hint))
    if status.backlog.lag_seconds > LONGEST_LAG_SECONDS:
        text = f"A change has been waiting for {status.backlog.lag_seconds:.0f} s."
        hint = "See that manage.py search_drain --loop runs, and that the server answers."
        found.append(Finding("W005", text, hint))
    return found
