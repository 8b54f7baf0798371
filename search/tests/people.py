"""Whoever must notice nothing of a fault (读者与编辑): readers of the search page, and editors."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.pages.models import Notice, NoticeSection
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish
from portal.tests.factories import make_city

from .server import Server

QUIET_LINE = "检索服务暂由备用索引提供，最新内容同样可以查到。"
WORDS_OF_SERVERS = ("fault_of_the_proxy", "127.0.0.1", "Exception", "Traceback", "shard", "Elastic")
LONGEST_PUBLICATION_SECONDS = 1.0
"""The issue's own limit: a publication takes some hundredths, one that asks a server far more."""
AS_INSTALLED = {"TIMEOUT_SECONDS": 1.0, "BULK_SECONDS": 10.0, "BREAKER_SECONDS": 30.0}
"""Whoever waits for a server waits as long as the options let them by themselves."""

Capture = Callable[..., AbstractContextManager[Any]]


@dataclass
class Reader:
    """Asks the search page, as a person and as a program."""

    client: Client
    server: Server

    def _asked(self, words: str, **more: str) -> str:
        answer = self.client.get(reverse("search:search"), {"q": words, **more})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert not [word for word in (*WORDS_OF_SERVERS, self.server.prefix) if word in text]
        return text

    def page(self, words: str = "停水") -> tuple[str, bool]:
        """What the page shows, and whether the quiet line is on it."""
        text = self._asked(words)
        return text, QUIET_LINE in text

    def told(self, words: str = "停水") -> dict[str, Any]:
        """The same for a program."""
        found: dict[str, Any] = json.loads(self._asked(words, format="json"))
        return found


@dataclass
class Editor:
    """Publishes notices, to the end of all that follows from a publication at once."""

    client: Client
    server: Server
    section: NoticeSection
    capture: Capture

    def publishes(self, title: str) -> Notice:
        """A notice that is public at once, whatever is the matter with the server."""
        notice = make_notice(self.section, title=title, live=False)
        asked, began = self._requests(), monotonic()
        with self.capture(execute=True):
            publish(notice, by=None)
        assert monotonic() - began < LONGEST_PUBLICATION_SECONDS
        assert self._requests() == asked
        assert title in self.client.get(notice.url).content.decode()
        return notice

    def _requests(self) -> int:
        """What the server was asked, without what a rebuild sends to its own index meanwhile."""
        filling = f"/{self.server.prefix}-building/_bulk"
        return sum(not one.path.startswith(filling) for one in self.server.proxy.seen)


@pytest.fixture
def reader(server: Server, client: Client) -> Reader:
    """A reader of the portal whose server is tried."""
    return Reader(client, server)


@pytest.fixture
def editor(server: Server, client: Client, django_capture_on_commit_callbacks: Capture) -> Editor:
    """An editor of the city, who has published something before."""
    section = make_notice_section(make_city())
    found = Editor(client, server, section, django_capture_on_commit_callbacks)
    found.publishes("停水一")
    return found
