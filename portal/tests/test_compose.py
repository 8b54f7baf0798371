"""`deploy/compose.yaml` as far as it can be tried without Docker: what runs, pinned and watched."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands

from portal.tests.plain_yaml import read

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
COMPOSE = read((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
ONCE = {"certificates", "prepare", "fill-index"}
"""What does one piece of work and ends; everything else stays."""


def test_everything_an_installation_needs_is_there():
    assert SERVICES.keys() - ONCE == {
        "database", "search", "portal", "worker", "scheduler", "drain",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_of_others_are_pinned_to_a_release(name):
    service = SERVICES[name]
    assert "build" in service or re.search(r":\d+\.\d+", service["image"]), service["image"]


def test_the_image_of_the_portal_begins_from_a_pinned_one():
    first = re.search(r"^FROM (\S+)$", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)
    assert first and re.search(r":\d+\.\d+\.\d+", first[1])


def test_the_search_server_is_of_the_release_that_the_tests_start():
    script = (ROOT / ".ci" / "elasticsearch.py").read_text()
    release = re.search(r'DEFAULT_VERSION = "([\d.]+)"', script)
    assert release and SERVICES["search"]["image"] == f"elasticsearch:{release[1]}"


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ONCE))
def test_what_stays_has_a_health_check_and_is_started_again(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_waits_only_for_services_that_can_fulfil_it(name):
    for other, asked in SERVICES[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if other in ONCE else "service_healthy"
        assert asked["condition"] == wanted


@pytest.mark.parametrize("name", ["portal", "prepare", "worker", "scheduler"])
def test_the_portal_starts_without_its_search_server(name):
    assert "search" not in SERVICES[name]["depends_on"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_named_volumes_exist_and_files_that_are_mounted_too(name):
    for mount in SERVICES[name].get("volumes", []):
        source = mount.split(":")[0]
        there = (DEPLOY / source).exists() if source.startswith(".") else source in VOLUMES
        assert there, mount


VOLUMES = COMPOSE["volumes"]


def test_the_portal_is_open_to_its_own_machine_only_and_nothing_else_is_open():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"portal": ["127.0.0.1:8000:8000"]}


def test_no_password_stands_in_the_file_or_has_a_default():
    text = (DEPLOY / "compose.yaml").read_text()
    secret = re.findall(r"\$\{((?:\w*PASSWORD|SECRET_KEY)\b[^}]*)\}", text)
    assert {"SECRET_KEY:?", "DATABASE_PASSWORD:?", "SEARCH_PASSWORD:?"} <= set(secret)
    assert all(one.endswith((":?", ":-")) for one in secret)


def test_every_setting_that_the_portal_gets_is_in_the_example():
    example = (ROOT / ".env.example").read_text()
    known = set(re.findall(r"^#?\s?([A-Z_]+)=", example, flags=re.MULTILINE))
    assert SERVICES["portal"]["environment"].keys() <= known


def test_the_search_server_is_asked_over_tls_with_its_own_authority():
    environment = SERVICES["portal"]["environment"]
    assert environment["SEARCH_URL"].startswith("https://elastic:${SEARCH_PASSWORD:?}@search:")
    assert SERVICES["search"]["environment"]["xpack.security.enabled"] == "true"
    folder = "certificates:" + str(Path(environment["SEARCH_CA_FILE"]).parent) + ":ro"
    assert folder in SERVICES["portal"]["volumes"]


def commands() -> set[str]:
    """Every manage.py command that the compose file or its scripts run."""
    lists = [service.get("command", []) for service in SERVICES.values()]
    lists += [service.get("healthcheck", {}).get("test", []) for service in SERVICES.values()]
    found = {words[words.index("manage.py") + 1] for words in lists if "manage.py" in words}
    for script in DEPLOY.glob("*.sh"):
        found |= set(re.findall(r"manage\.py (\w+)", script.read_text()))
    return found


def test_every_command_that_is_run_exists():
    assert commands() <= get_commands().keys()


def test_every_file_that_is_run_exists():
    words = [word for service in SERVICES.values() for word in service.get("command", [])]
    scripts = [word for word in words if word.startswith("deploy/")]
    assert scripts and all((ROOT / script).is_file() for script in scripts)


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_shell_can_read_the_scripts(script):
    shell = script.read_text().splitlines()[0].rpartition("/")[2]
    assert subprocess.run([shell, "-n", str(script)], check=False).returncode == 0


@pytest.mark.skipif(shutil.which("docker") is None, reason="no Docker on this machine")
def test_docker_itself_can_read_the_file():
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("no docker compose on this machine")
    names = re.findall(r"\$\{(\w+):\?\}", (DEPLOY / "compose.yaml").read_text())
    command = ["docker", "compose", "-f", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
    outcome = subprocess.run(
        command, env={"PATH": "/usr/bin:/usr/local/bin"} | dict.fromkeys(names, "x")
    )
    assert outcome.returncode == 0


# --- The health check of the web process ----------------------------------------------------------
@pytest.mark.parametrize(("status", "outcome"), [(200, 0), (503, 1)])
def test_the_health_check_asks_by_the_portals_own_name_over_https(status, outcome):
    asked = []

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_words):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        environment = {"PORTAL_HOSTS": "portal.example, other.example", "PATH": "/usr/bin"}
        environment["PORT"] = str(server.server_address[1])
        command = [shutil.which("python3") or "python3", str(DEPLOY / "healthy.py")]
        done = subprocess.run(command, env=environment, check=False)
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == outcome
    assert asked == [("/health/", "portal.example", "https")]
