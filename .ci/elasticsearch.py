"""Starts and stops a real Elasticsearch on this machine, for development and for the tests.

It is the build of the project's own integration tests (see `elasticsearch_build.py`): a real server
without its optional modules. It listens on the loopback address only and never runs as root. An
installation takes the full one, see `deploy/compose.yaml`.

    python .ci/elasticsearch.py VERB [--port 9222] [--version 8.19.3]

VERB is start, stop, kill (at once, as a crash would), remove (with its data) or status.

`ELASTICSEARCH_PASSWORD` in the environment switches its security on.
"""

import argparse
import base64
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from elasticsearch_build import (
    CannotStartError,
    fetched,
    java_for,
    java_homes,
    kept_folder,
    unpacked,
)

HOST = "127.0.0.1"
DEFAULT_VERSION = "8.19.3"
DEFAULT_PORT = 9222
READY_WITHIN_SECONDS = 180
STOP_WITHIN_SECONDS = 30
PASSWORD = os.environ.get("ELASTICSEARCH_PASSWORD", "")


# --- One server ---------------------------------------------------------------------------------
@dataclass
class Server:
    """One server on one port; its folder holds settings, data, log and its process number."""

    port: int
    version: str
    kept: Path
    password: str = ""
    heap: str = "512m"
    more: tuple[str, ...] = ()
    laid_over: Path | None = None
    authority: Path | None = None

    @property
    def folder(self) -> Path:
        """Everything of this server that is not the program."""
        return self.kept / f"{self.version}-{self.port}"

    @property
    def url(self) -> str:
        """Its address without any password."""
        return f"http{'s' if self.authority else ''}://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """What it says while it starts."""
        return self.folder / "start.log"

    def process_id(self) -> int | None:
        """Its process, if that is alive and really this server's."""
        try:
            number = int((self.folder / "pid").read_text())
        except (OSError, ValueError):
            return None
        return number if str(self.folder) in command_line(number) else None

    def asked(self, path: str, *, seconds: float = 2) -> str | None:
        """What it answers; None when it does not."""
        request = urllib.request.Request(self.url + path)
        if self.password:
            pair = base64.b64encode(f"elastic:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {pair}")
        try:
            with urllib.request.urlopen(request, timeout=seconds, context=self.trust()) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, OSError):
            return None

    def trust(self) -> ssl.SSLContext | None:
        """Whom to believe when the server speaks TLS."""
        return ssl.create_default_context(cafile=self.authority) if self.authority else None

    def healthy(self) -> bool:
        """Whether it can hold and find documents."""
        answer = self.asked("/_cluster/health?wait_for_status=yellow&timeout=1s")
        return answer is not None and '"timed_out":false' in answer


def command_line(number: int) -> str:
    """The words with which a process was started; empty when it is gone."""
    try:
        text = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        text = ""
    if text or Path("/proc/self").exists():
        return text
    command = ["ps", "-p", str(number), "-o", "command="]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def listens(port: int) -> bool:
    """Whether anything accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def unprivileged() -> dict:
    """Who runs the server: ourselves, or nobody when we are root (it refuses root)."""
    if os.getuid() != 0:
        return {}
    person = pwd.getpwnam("nobody")
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def make_folder(server: Server, home: Path) -> None:
    """Settings, data and log of one server, owned by who runs it."""
    server.folder.mkdir(parents=True, exist_ok=True)
    settings = server.folder / "config"
    if not settings.exists():
        shutil.copytree(home / "config", settings)
    if server.laid_over:
        shutil.copytree(server.laid_over, settings, dirs_exist_ok=True)
    for name in ("data", "logs", "tmp"):
        (server.folder / name).mkdir(exist_ok=True)
    person = unprivileged()
    if person:
        for path in (server.folder, *server.folder.rglob("*")):
            os.chown(path, person["user"], person["group"], follow_symlinks=False)


def environment(server: Server, java: Path) -> dict:
    """What the server's scripts read; nothing of ours leaks into it."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(server.folder),
        "ES_TMPDIR": str(server.folder / "tmp"),
        "ES_PATH_CONF": str(server.folder / "config"),
        "ES_JAVA_HOME": str(java),
        "ES_JAVA_OPTS": f"-Xms{server.heap} -Xmx{server.heap}",
    }


def settings_of(server: Server) -> list:
    """The settings of a single node on the loopback address."""
    secure = "true" if server.password else "false"
    pairs = {
        "discovery.type": "single-node",
        "network.host": HOST,
        "http.port": server.port,
        "path.data": server.folder / "data",
        "path.logs": server.folder / "logs",
        "xpack.security.enabled": secure,
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    return [f"-E{name}={value}" for name, value in pairs.items()] + [f"-E{o}" for o in server.more]


def keep_password(server: Server, home: Path, java: Path) -> None:
    """Puts the password of `elastic` into the server's own keystore, by its standard input."""
    if not server.password:
        return
    tool = [str(home / "bin" / "elasticsearch-keystore"), "add", "--stdin", "--force"]
    subprocess.run(
        [*tool, "bootstrap.password"],
        input=server.password,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment(server, java),
        cwd=server.folder,
        **unprivileged(),
    )


def launch(server: Server, home: Path, java: Path) -> subprocess.Popen:
    """Starts it as a daemon that writes the number of its process."""
    (server.folder / "pid").unlink(missing_ok=True)
    command = [str(home / "bin" / "elasticsearch"), "-d", "-p", str(server.folder / "pid")]
    with server.log.open("wb") as log:
        return subprocess.Popen(
            command + settings_of(server),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment(server, java),
            cwd=server.folder,
            **unprivileged(),
        )


def wait_until_healthy(server: Server, launcher: subprocess.Popen) -> None:
    """Waits for health; a server that ends before is an error with the end of its log."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if server.healthy():
            return
        if launcher.poll() not in (None, 0):
            break
        time.sleep(0.3)
    lines = server.log.read_text(errors="replace").splitlines()[-15:]
    raise CannotStartError("\n".join(["Elasticsearch did not start:", *lines, f"See {server.log}"]))


# --- What can be asked for ----------------------------------------------------------------------
def start(server: Server) -> None:
    """Fetches what is missing, starts the server and says how to use it."""
    if server.process_id():
        print(f"Elasticsearch {server.version} runs already (port {server.port}).")
    else:
        if listens(server.port):
            raise CannotStartError(
                f"Something else listens on port {server.port}: stop it, or choose another "
                "(make elasticsearch ELASTICSEARCH_PORT=9333)."
            )
        java = java_for(
            server.version, java_homes(os.environ.get("JAVA_HOME", ""), shutil.which("java"))
        )
        home = unpacked(fetched(server.version, server.kept), server.kept)
        make_folder(server, home)
        keep_password(server, home, java)
        began = time.monotonic()
        wait_until_healthy(server, launch(server, home, java))
        print(f"Elasticsearch {server.version} answers after {time.monotonic() - began:.0f} s.")
    person = "elastic:$ELASTICSEARCH_PASSWORD@" if server.password else ""
    print(f"  export SEARCH_URL={server.url.replace('//', '//' + person)}")


def stop(server: Server, *, number: signal.Signals = signal.SIGTERM) -> None:
    """Ends the process of the pid file and no other; its data stay."""
    process = server.process_id()
    if process is None:
        print(f"No Elasticsearch of ours runs on port {server.port}.")
        return
    os.kill(process, number)
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    while server.process_id() and time.monotonic() < deadline:
        time.sleep(0.1)
    if server.process_id():
        os.kill(process, signal.SIGKILL)
    (server.folder / "pid").unlink(missing_ok=True)
    print(f"Elasticsearch on port {server.port} is stopped; its data stay in {server.folder}.")


def remove(server: Server) -> None:
    """Ends it at once and throws its data away."""
    stop(server, number=signal.SIGKILL)
    shutil.rmtree(server.folder, ignore_errors=True)


def status(server: Server) -> int:
    """Says whether it runs; 0 when it answers."""
    process = server.process_id()
    words = f"process {process}" if process else "not running"
    print(f"{server.url} {server.version}: {words}, healthy: {server.healthy()}, {server.folder}")
    return 0 if process and server.healthy() else 1


def asked_for(arguments: list | None) -> tuple[str, Server]:
    """The verb and the server of a command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=sorted(VERBS))
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--version", default=DEFAULT_VERSION)
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--set", action="append", default=[], help="a further setting, name=value")
    parser.add_argument("--config", type=Path, help="files to lay over its settings")
    parser.add_argument("--ca", type=Path, help="who signed its certificate, when it speaks TLS")
    parser.add_argument("--kept", type=Path, help="folder of program, data and log")
    chosen = parser.parse_args(arguments)
    kept = (chosen.kept or kept_folder(as_root=os.getuid() == 0)).resolve()
    server = Server(chosen.port, chosen.version, kept, PASSWORD, chosen.heap)
    server.more, server.laid_over, server.authority = tuple(chosen.set), chosen.config, chosen.ca
    return chosen.verb, server


VERBS = {
    "start": start,
    "stop": stop,
    "kill": lambda server: stop(server, number=signal.SIGKILL),
    "remove": remove,
    "status": status,
}


def main(arguments: list | None = None) -> int:
    """Answers 0, or 1 with a word about what to do."""
    try:
        verb, server = asked_for(arguments)
        return VERBS[verb](server) or 0
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
