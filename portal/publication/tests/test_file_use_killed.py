"""A process that is killed in the middle leaves page and file as they were, both."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db import connections

from portal import signals
from portal.models import FileUse
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.tests.desks import make_desk
from portal.tests.uploads import linking, make_file

KILLED = 9


def killed_while(act: Any, news: Any) -> int:
    """How a process of its own ended that was killed when the news of `act` went out."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            news.connect(lambda **_news: os._exit(KILLED), weak=False)
            act()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("is_live", [False, True])
def test_a_killed_publication_or_withdrawal_changes_neither_page_nor_file(client, is_live) -> None:
    desk = make_desk()
    file = make_file()
    notice = make_notice(make_notice_section(desk.one), live=is_live, body=linking(file))
    if is_live:
        ended = killed_while(lambda: withdraw(notice, by=None, reason="写错了"), signals.withdrawn)
    else:
        ended = killed_while(lambda: publish(notice, by=None), signals.published)
    notice.refresh_from_db()
    assert ended == KILLED
    assert (notice.live, FileUse.objects.exists()) == (is_live, is_live)
    assert client.get(file.url).status_code == (200 if is_live else 404)
