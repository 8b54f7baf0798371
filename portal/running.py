"""Keeps the processes of an installation running: web, worker, scheduler and further ones.

A child that ends is started again, later each time it fails quickly, and its end is reported.
Knows nothing of the portal's content: what must be prepared first stands in `portal.preparing`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from wagtail import hooks

from portal.signals import RUNNING

Say = Callable[[str], object]

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 30.0
STOP_WITHIN_SECONDS = 10.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process to keep alive; `pause` is how long its next start waits after a quick death."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS


@dataclass
class Supervisor:
    """Starts children together, restarts the ones that die, stops all of them together."""

    children: Sequence[Child]
    say: Say
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stop_within_seconds: float = STOP_WITHIN_SECONDS
    stopping: bool = False

    def start(self) -> None:
        """Starts every child."""
        for child in self.children:
            self._launch(child)

    def watch(self, *, every_seconds: float = 0.2) -> None:
        """Looks after the children until `ask_to_stop` is called, then stops them."""
        try:
            while not self.stopping:
                self.look()
                time.sleep(every_seconds)
        finally:
            self.stop()

    def look(self) -> None:
        """One round: reports children that ended and starts those whose pause is over."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.due_at:
                    self._launch(child)
            elif child.process.poll() is not None:
                self._note_death(child, now)

    def ask_to_stop(self, *_signal: object) -> None:
        """Ends `watch` at its next round; fit to be a signal handler."""
        self.stopping = True

    def stop(self) -> None:
        """Asks all children to end, waits, and kills the group of any that does not."""
        running = [child for child in self.children if child.process is not None]
        for child in running:
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + self.stop_within_seconds
        for child in running:
            _wait(child, seconds=deadline - time.monotonic())
            _signal_group(child, signal.SIGKILL)
            _wait(child, seconds=1.0)
            child.process = None

    def _launch(self, child: Child) -> None:
        child.started_at = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603 - our own command lines
            child.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def _note_death(self, child: Child, now: float) -> None:
        """Plans the next start: at once after a long life, ever later after short ones."""
        assert child.process is not None  # noqa: S101 - narrows the type
        status = child.process.returncode
        _signal_group(child, signal.SIGKILL)
        if now - child.started_at >= STEADY_AFTER_SECONDS:
            child.pause = FIRST_PAUSE_SECONDS
        child.process, child.due_at = None, now + child.pause
        self.say(f"{child.name} ended (status {status}); starting it again in {child.pause:.0f} s")
        child.pause = min(child.pause * 2, LONGEST_PAUSE_SECONDS)


def _end_with_parent() -> None:
    """Lets Linux end the child when the supervisor is killed, so that no port stays taken."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(child: Child, number: signal.Signals) -> None:
    if child.process is not None:
        try:
            os.killpg(child.process.pid, number)
        except ProcessLookupError:
            return


def _wait(child: Child, *, seconds: float) -> None:
    if child.process is not None:
        try:
            child.process.wait(timeout=max(0.0, seconds))
        except subprocess.TimeoutExpired:
            return


def port_is_free(port: int, *, host: str = "127.0.0.1") -> bool:
    """Whether a server can listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(port: int, *, host: str = "127.0.0.1") -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False


def portal_children(port: int, *, host: str = "127.0.0.1") -> list[Child]:
    """Web (gunicorn, 2 workers with threads), worker and scheduler, and what packages add."""
    manage = [sys.executable, "manage.py"]
    web = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--no-control-socket"]
    web += ["--bind", f"{host}:{port}", "--worker-class", "gthread", "--workers", "2"]
    web += ["--threads", "4", "--graceful-timeout", "5", "--log-level", "error"]
    web += ["--limit-request-line", "8190"]  # all choices of a search, escaped
    worker = [*manage, "db_worker", "--queue-name", "*", "--interval", "1", "--no-reload"]
    return [
        Child("web", web),
        Child("worker", worker),
        Child("scheduler", [*manage, "run_scheduler"]),
        *(Child(name, [*manage, *words]) for name, words in _others()),
    ]


def _others() -> list[tuple[str, list[str]]]:
    """(name, words of the command) of the further processes that packages offer by the hook."""
    return [one for offer in hooks.get_hooks(RUNNING) for one in offer()]
