"""`make elasticsearch`, as far as it needs no download: what is missing, what it may end."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / ".ci" / "elasticsearch.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script as a module; it and what it imports stand in no package."""
    spec = importlib.util.spec_from_file_location("elasticsearch_start", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.append(str(SCRIPT.parent))
    spec.loader.exec_module(module)
    sys.path.remove(str(SCRIPT.parent))
    return module


@pytest.fixture(scope="module")
def build(script: ModuleType) -> ModuleType:
    """What the script fetches, and what it needs."""
    return sys.modules["elasticsearch_build"]


def java(folder: Path, release: str) -> Path:
    """A folder that looks like a Java of this release."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch()
    (folder / "release").write_text(f'JAVA_VERSION="{release}"\n')
    return folder


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port where something else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *words],
        env={"PATH": "/nowhere", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("version", "chosen"), [("8.19.3", "17.0.15"), ("9.2.0", "25.0.1"), ("7.17.0", "25.0.1")]
)
def test_the_oldest_java_that_is_new_enough_is_taken(build, tmp_path, version, chosen):
    homes = [java(tmp_path / name, name) for name in ("25.0.1", "17.0.15", "1.8.0", "11.0.2")]
    assert build.java_for(version, homes).name == chosen


def test_without_a_fit_java_it_says_which_to_install(build, tmp_path):
    with pytest.raises(build.CannotStartError, match="Java 21 or newer .found: 17") as error:
        build.java_for("9.2.0", [java(tmp_path / "17", "17.0.1"), tmp_path / "none"])
    assert "openjdk-21-jre-headless" in str(error.value)


def test_a_java_is_looked_for_by_name_on_the_path_and_in_the_usual_folders(build, tmp_path):
    usual = java(tmp_path / "jvm" / "jdk-21", "21")
    on_path = java(tmp_path / "own", "17") / "bin" / "java"
    found = build.java_homes("/named", str(on_path), (f"{tmp_path}/jvm/*", "/not/there/*"))
    assert found == [Path("/named"), tmp_path / "own", usual]


def test_without_maven_it_says_what_to_install_and_how_to_do_without(build, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(build.CannotStartError, match="apt-get install maven") as error:
        build.fetched("8.19.3", tmp_path)
    assert "SEARCH_URL" in str(error.value)


def test_what_was_fetched_is_not_fetched_again(build, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    kept = tmp_path / "elasticsearch-8.19.3.zip"
    kept.touch()
    assert build.fetched("8.19.3", tmp_path) == kept


def test_a_server_handed_to_another_user_is_kept_where_that_user_can_go(build, tmp_path):
    tmp_path.chmod(0o700)
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    kept = build.kept_folder(as_root=True, wanted=tmp_path / "var", other=elsewhere)
    assert kept.parent == elsewhere


def test_an_own_server_is_kept_with_the_rest_of_the_state(build, tmp_path):
    tmp_path.chmod(0o700)
    assert build.kept_folder(as_root=False, wanted=tmp_path) == tmp_path / "elasticsearch"


def test_a_foreign_folder_in_the_temporary_one_is_refused(build, tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "real").mkdir()
    (tmp_path / f"shequ-elasticsearch-{os.getuid()}").symlink_to(tmp_path / "real")
    with pytest.raises(build.CannotStartError, match="belongs to somebody else"):
        build.kept_folder(as_root=True, wanted=tmp_path / "var", other=tmp_path)


def test_unpacked_programs_can_be_run_by_any_user(build, tmp_path):
    archive = tmp_path / "elasticsearch-1.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        entry = zipfile.ZipInfo("elasticsearch-1/bin/elasticsearch")
        entry.external_attr = 0o100755 << 16
        packed.writestr(entry, "#!/bin/sh\n")
    home = build.unpacked(archive, tmp_path)
    assert (home / "bin" / "elasticsearch").stat().st_mode & 0o777 == 0o755


def test_a_port_where_something_else_listens_is_refused(taken_port, tmp_path):
    outcome = run("start", "--port", str(taken_port), "--kept", str(tmp_path))
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert f"Something else listens on port {taken_port}" in outcome.stderr


def test_a_process_that_is_not_the_servers_is_never_ended(script, tmp_path):
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        server = script.Server(port=1, version="8.19.3", kept=tmp_path)
        server.folder.mkdir()
        (server.folder / "pid").write_text(str(bystander.pid))
        script.stop(server)
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_the_process_of_the_pid_file_is_ended(script, tmp_path):
    server = script.Server(port=1, version="8.19.3", kept=tmp_path)
    server.folder.mkdir()
    program = "import time; print(flush=True); time.sleep(60)"
    words = [sys.executable, "-c", program, str(server.folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline()
    (server.folder / "pid").write_text(str(process.pid))
    script.stop(server)
    assert process.wait(timeout=10) != 0


def test_stopping_what_does_not_run_is_no_error(tmp_path):
    outcome = run("stop", "--port", "1", "--kept", str(tmp_path))
    assert outcome.returncode == 0
    assert "No Elasticsearch of ours runs" in outcome.stdout


def test_a_server_that_runs_already_says_so_and_how_to_use_it(script, tmp_path, capsys):
    server = script.Server(port=1, version="8.19.3", kept=tmp_path, password="secret-of-the-test")
    server.folder.mkdir()
    (server.folder / "pid").write_text(str(os.getpid()))
    script.command_line, kept = lambda _number: str(server.folder), script.command_line
    try:
        script.start(server)
    finally:
        script.command_line = kept
    said = capsys.readouterr().out
    assert "runs already" in said
    assert "secret-of-the-test" not in said
    assert "export SEARCH_URL=http://elastic:$ELASTICSEARCH_PASSWORD@127.0.0.1:1" in said


def test_it_listens_on_the_loopback_address_only(script, tmp_path):
    words = script.settings_of(script.Server(port=9333, version="8.19.3", kept=tmp_path))
    assert "-Enetwork.host=127.0.0.1" in words
    assert "-Ehttp.port=9333" in words


def test_a_password_switches_security_on_and_stands_in_no_command_line(script, tmp_path):
    server = script.Server(port=1, version="8.19.3", kept=tmp_path, password="secret-of-the-test")
    words = " ".join(script.settings_of(server))
    assert "xpack.security.enabled=true" in words
    assert "secret-of-the-test" not in words


@pytest.mark.parametrize(("demanded", "status"), [("", 0), ("1", 1)])
def test_a_test_without_its_server_is_skipped_and_fails_where_one_is_demanded(demanded, status):
    kept = {name: text for name, text in os.environ.items() if not name.startswith("SEARCH_")}
    words = ["-q", "-n", "0", "-p", "no:cacheprovider", "-k", "a_wrong_key_is_told"]
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "search/tests/test_checks.py"],
        env={**kept, "SEARCH_TEST_DEMANDED": demanded},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == status, outcome.stdout
    assert ("1 error" if demanded else "1 skipped") in outcome.stdout
