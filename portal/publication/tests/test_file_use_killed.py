"""A process that is killed in the middle leaves page and file as they were, both."""

from __future__ import annotations

import pytest

from portal.models import FileUse
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.desks import make_desk
from portal.tests.own_process import killed
from portal.tests.uploads import linking, make_file

CHILD = """
import os, signal, sys
import django
django.setup()
from portal import signals
from portal.models import FileUse
from portal.pages.models import Notice
from portal.publication.actions import publish, withdraw

def cut(**_news):
    assert FileUse.objects.exists() != was_used
    os.kill(os.getpid(), signal.SIGKILL)

act, key = sys.argv[1:]
notice, was_used = Notice.objects.get(pk=key), FileUse.objects.exists()
if act == "withdraw":
    signals.withdrawn.connect(cut, weak=False)
    withdraw(notice, by=None, reason="写错了")
else:
    signals.published.connect(cut, weak=False)
    publish(notice, by=None)
"""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("is_live", [False, True])
def test_a_killed_publication_or_withdrawal_changes_neither_page_nor_file(client, is_live) -> None:
    desk = make_desk()
    file = make_file()
    notice = make_notice(make_notice_section(desk.one), live=is_live, body=linking(file))
    killed(CHILD, "withdraw" if is_live else "publish", notice.pk)
    notice.refresh_from_db()
    assert (notice.live, FileUse.objects.exists()) == (is_live, is_live)
    assert client.get(file.url).status_code == (200 if is_live else 404)
