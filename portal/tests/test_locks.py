"""Locks hold what the project asks for, by hash, and nothing that the code uses is missing."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
OURS = {"portal", "search", "benchmarks"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked() -> set[str]:
    """The names in pyproject.toml, those for tests too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["test"]
    return {canonical(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in lines}


def locked(path: Path) -> set[str]:
    found = re.findall(r"^([a-z0-9._-]+)==", path.read_text(), flags=re.MULTILINE)
    return {canonical(name) for name in found}


def imported() -> set[str]:
    """Top-level names that our modules import, without the standard library and ourselves."""
    names: set[str] = set()
    for path in [*(ROOT / "portal").rglob("*.py"), *(ROOT / "search").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - OURS - set(sys.stdlib_module_names)


def test_there_is_a_lock_for_each_wagtail():
    assert [path.stem for path in LOCKS] == ["wagtail74", "wagtail80"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_lock_holds_everything_the_project_asks_for(path):
    assert asked() - locked(path) == set(), "run `make lock`"


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_lock_names_packages_versions_and_hashes_only(path):
    text = path.read_text()
    assert "://" not in text, "a host"
    assert not re.search(r"^-", text, flags=re.MULTILINE), "an option"
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_everything_the_code_imports_is_asked_for():
    """A package that only comes along with another one may be gone tomorrow."""
    owners = packages_distributions()
    carried = {"modelsearch", "modelcluster", "treebeard", "django_filters"}  # Wagtail's parts
    missing = {
        name
        for name in imported() - carried
        if not {canonical(owner) for owner in owners.get(name, [name])} & asked()
    }
    assert missing == set()
