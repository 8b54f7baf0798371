"""The supervisor: children start together, come back when they die, end together."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from portal.running import Child, Supervisor, answers, port_is_free, portal_children

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DIE = [sys.executable, "-c", "raise SystemExit(3)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True);"
    "time.sleep(60)",
]


def eventually(question, seconds=10.0):
    """Whether `question` becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.02)
    return False


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def supervise():
    """Makes supervisors that surely stop."""
    made = []

    def make(*children):
        lines = []
        named = [Child(name, command) for name, command in children]
        supervisor = Supervisor(named, lines.append, stop_within_seconds=2.0)
        supervisor.lines = lines
        made.append(supervisor)
        supervisor.start()
        return supervisor

    yield make
    for supervisor in made:
        supervisor.stop()


def test_child_that_is_killed_is_reported_and_started_again(supervise):
    supervisor = supervise(("worker", SLEEP))
    (child,) = supervisor.children
    first = child.process.pid
    os.kill(first, signal.SIGKILL)

    def came_back():
        supervisor.look()
        return child.process is not None and child.process.pid != first

    assert eventually(came_back)
    assert supervisor.lines == ["worker ended (status -9); starting it again in 1 s"]


def test_death_of_one_child_leaves_the_others_alone(supervise):
    supervisor = supervise(("web", SLEEP), ("worker", SLEEP))
    web, worker = supervisor.children
    os.kill(worker.process.pid, signal.SIGKILL)
    assert eventually(lambda: supervisor.look() or worker.process is None)
    assert web.process.poll() is None


def test_child_that_keeps_dying_waits_longer_each_time(supervise):
    supervisor = supervise(("web", DIE))
    assert eventually(lambda: supervisor.look() or len(supervisor.lines) == 2)
    assert [line.rpartition(" in ")[2] for line in supervisor.lines] == ["1 s", "2 s"]


def test_child_with_a_long_life_behind_it_starts_again_at_once(supervise):
    supervisor = supervise(("web", SLEEP))
    (child,) = supervisor.children
    child.pause, child.started_at = 16.0, time.monotonic() - 3600
    os.kill(child.process.pid, signal.SIGKILL)
    assert eventually(lambda: supervisor.look() or supervisor.lines)
    assert supervisor.lines[0].endswith("in 1 s")


def test_stop_ends_every_child(supervise):
    supervisor = supervise(("web", SLEEP), ("worker", SLEEP), ("scheduler", SLEEP))
    pids = [child.process.pid for child in supervisor.children]
    supervisor.stop()
    assert not any(is_alive(pid) for pid in pids)


def test_child_that_ignores_the_request_is_killed(supervise):
    supervisor = supervise(("web", STUBBORN))
    pid = supervisor.children[0].process.pid
    time.sleep(0.3)
    supervisor.stop()
    assert eventually(lambda: not is_alive(pid))


def test_watch_ends_when_asked_and_leaves_no_child(supervise):
    supervisor = supervise(("web", SLEEP))
    pid = supervisor.children[0].process.pid
    supervisor.ask_to_stop()
    supervisor.watch()
    assert not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_children_of_a_killed_supervisor_end_with_it():
    program = (
        "from portal.running import Child, Supervisor\n"
        f"child = Child('web', {SLEEP!r})\n"
        "supervisor = Supervisor([child], print)\n"
        "supervisor.start()\n"
        "print(child.process.pid, flush=True)\n"
        "supervisor.watch()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())
    time.sleep(0.2)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not is_alive(pid))


def test_a_port_someone_listens_on_is_not_free():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not port_is_free(port)
        assert answers(port)
    assert port_is_free(port)
    assert not answers(port)


def test_taken_port_is_refused_before_anything_is_changed(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port}"):
            call_command("run_portal", port=port)
    assert not settings.VAR_DIR.exists()


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_number_that_is_no_port_is_refused(port):
    with pytest.raises(CommandError, match="is not a port"):
        call_command("run_portal", port=port)


def test_portal_consists_of_web_worker_and_scheduler():
    children = portal_children(8123)
    assert [child.name for child in children] == ["web", "worker", "scheduler"]
    assert "127.0.0.1:8123" in children[0].command


def test_a_portal_with_a_search_server_runs_what_keeps_it_in_step(settings):
    settings.SEARCH = {"URL": "http://127.0.0.1:9"}
    children = portal_children(8123)
    assert [child.name for child in children] == ["web", "worker", "scheduler", "search"]
    assert list(children[-1].command[-2:]) == ["search_drain", "--loop"]
