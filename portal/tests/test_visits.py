"""A visit ends when everything it asked for was answered."""

from __future__ import annotations

from threading import Event, Thread

from django.core.signals import request_finished, request_started

from portal.tests.browser import all_answered


def test_an_answer_under_way_is_waited_for() -> None:
    begun, goes_on, ended = Event(), Event(), Event()

    def answer() -> None:
        request_started.send(sender=None)
        begun.set()
        goes_on.wait(10)
        ended.set()
        request_finished.send(sender=None)

    thread = Thread(target=answer)
    thread.start()
    assert begun.wait(10)
    waiting = Thread(target=all_answered)
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    goes_on.set()
    waiting.join(10)
    assert ended.is_set()
    assert not waiting.is_alive()
    thread.join(10)
