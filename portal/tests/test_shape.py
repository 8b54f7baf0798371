"""The house inspector: shape, storeys and rooms, as CONTRIBUTING describes them.

A failure names the file or the model and the rule it broke.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from wagtail.models import Page

from portal.models import SearchDocument

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("portal", "search")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc", "services"}
TESTED_ROOMS = {"rules", "actions", "permissions", "models", "views"}
LONGEST_MODULE = 400
LONGEST_TEMPLATE = 120

# The stairs, from the ground up; a model may point to models on its own place or below.
STOREYS = [
    ["portal", "publication"],
    ["pages"],
    ["matters"],
    ["deliberation"],
    ["disclosure"],
    ["cases"],
    ["search"],
]
PLACES = {label: place for place, labels in enumerate(STOREYS) for label in labels}


@cache
def modules() -> list[Path]:
    """Every Python module of ours that is not a migration."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def library_modules() -> list[Path]:
    """The modules that are not tests."""
    return [path for path in modules() if "tests" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def our_models() -> list[type]:
    return [model for model in apps.get_models() if model._meta.app_label in PLACES]


def our_pages() -> list[type]:
    return [model for model in our_models() if issubclass(model, Page)]


@pytest.mark.parametrize("model", our_pages(), ids=lambda model: model._meta.label)
def test_page_has_its_template_at_the_default_path(model):
    name = model._meta.app_label + "/" + re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
    try:
        get_template(name + ".html")
    except TemplateDoesNotExist:
        pytest.fail(f"{model.__name__} has no template {name}.html")


@pytest.mark.parametrize("model", our_pages(), ids=lambda model: model._meta.label)
def test_page_declares_what_search_may_read(model):
    declaration = getattr(model, "search_document", None)
    assert isinstance(declaration, SearchDocument), f"{model.__name__} has no search_document"
    for attribute in declared_attributes(declaration):
        assert hasattr(model, attribute), f"{model.__name__} has no {attribute} to search"


def declared_attributes(declaration: SearchDocument) -> set[str]:
    """The attributes that a declaration names; `kind` is a word, not an attribute."""
    values = {name: value for name, value in vars(declaration).items() if name != "kind"}
    words = [value if isinstance(value, tuple) else (value,) for value in values.values()]
    return {word for group in words for word in group if word}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_relation_points_down_the_stairs_or_to_the_left(model):
    own = PLACES[model._meta.app_label]
    for field in model._meta.get_fields(include_parents=False):
        if field.is_relation and field.concrete and field.related_model:
            target = PLACES.get(field.related_model._meta.app_label, 0)
            assert target <= own, f"{model.__name__}.{field.name} points up or to the right"


def test_every_package_of_ours_has_its_place_on_the_stairs():
    labels = {
        config.label for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES
    }
    assert labels <= PLACES.keys()


def rooms() -> list[Path]:
    """The rooms that must have tests of their own; a room is a module or a package (`models/`)."""
    found = {path.parent if path.stem == "__init__" else path for path in library_modules()}
    return sorted(
        path for path in found if path.stem in TESTED_ROOMS and path.parent.name not in TESTED_ROOMS
    )


@pytest.mark.parametrize("room", rooms(), ids=named)
def test_room_has_its_test_file(room):
    """`models/` is one room; its tests may be split by subject (`test_models_places.py`)."""
    folder = room.parent / "tests"
    tests = {path.stem for path in folder.glob("test_*.py")}
    assert any(stem.startswith(f"test_{room.stem}") for stem in tests), (
        f"{named(folder)}/test_{room.stem}.py is missing"
    )


@pytest.mark.parametrize("path", library_modules(), ids=named)
def test_module_and_its_classes_say_what_they_are(path):
    tree = syntax(path)
    if not tree.body:
        return
    assert ast.get_docstring(tree), f"{named(path)} has no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and not is_inner_part(node):
            assert ast.get_docstring(node), f"{named(path)}: class {node.name} has no docstring"


def is_inner_part(node: ast.ClassDef) -> bool:
    return node.name in {"Meta", "Media"}


@pytest.mark.parametrize("path", modules(), ids=named)
def test_module_is_not_too_long(path):
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_MODULE, f"{named(path)} has {lines} lines; split it"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_module_has_a_name_that_says_something(path):
    words = {path.stem, *path.relative_to(ROOT).parts[:-1]}
    assert not words & FORBIDDEN_NAMES, f"{named(path)}: name it after what it holds"


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=named)
def test_template_is_not_too_long(path):
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_TEMPLATE, f"{named(path)} has {lines} lines; split it"


@pytest.mark.parametrize("path", library_modules(), ids=named)
def test_library_code_leaves_no_work_notes(path):
    assert not re.search(r"#\s*(TODO|FIXME|XXX)", path.read_text()), named(path)


def test_every_variable_that_settings_read_is_in_the_example():
    read: set[str] = set()
    for path in (ROOT / "portal" / "settings").glob("*.py"):
        pattern = r"""(?:environ\.get\(|environ\[|_demanded\()\s*"([A-Z_]+)\""""
        read |= set(re.findall(pattern, path.read_text()))
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    read |= set(re.findall(r"\$\{([A-Z_]+)", compose))
    example = (ROOT / ".env.example").read_text()
    shown = set(re.findall(r"^#?\s?([A-Z_]+)=", example, flags=re.MULTILINE))
    assert read, "the pattern finds nothing"
    assert read <= shown, f"missing in .env.example: {sorted(read - shown)}"
    assert shown <= read, f"in .env.example, but never read: {sorted(shown - read)}"


def test_environment_is_read_only_by_settings():
    """Others may hand it on to a child process, never take a setting of ours from it."""
    hand_on = {"portal/running.py", "portal/management/commands/run_portal.py"}
    allowed = {"portal/wsgi.py", "portal/file_child.py", *hand_on}
    reads = re.compile(r"getenv|environ\.get\(|environ\[[^\]]+\](?!\s*=)|\*\*os\.environ")
    for path in library_modules():
        if named(path) in allowed or "settings" in path.parts:
            continue
        assert not reads.search(path.read_text()), f"{named(path)} reads the environment"


def test_receivers_stand_in_their_seven_files():
    """Two of news of ours, two of the framework's that go round the gate (decision 8), one in the
    place of Wagtail's mails (decision 18), one that records who signs in (decision 21), one that
    looks through memory when an answer was sent (decision 23)."""
    allowed = {
        "search/signals.py",
        "portal/disclosure/signals.py",
        "portal/publication/signals.py",
        "portal/models/base.py",
        "portal/staff_signals.py",
        "portal/desk_audit.py",
        "portal/afterwards.py",
    }
    receives = re.compile(r"^@receiver|^\s*\w[\w.]*\.connect\(", flags=re.MULTILINE)
    found = {named(path) for path in library_modules() if receives.search(path.read_text())}
    assert found - allowed == set()


def test_nothing_in_the_product_points_to_the_builders_desk():
    """The check script alone may say where supplied documents lie beside the project."""
    pattern = re.compile(r"\.\./shared|/work/")
    texts = [*modules(), *templates(), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    own = Path(__file__)
    assert [named(path) for path in texts if path != own and pattern.search(path.read_text())] == []


WITHOUT_SEARCH_SETTINGS = """
from portal.settings.test import *
from portal.settings.test import DATABASES, INSTALLED_APPS
INSTALLED_APPS = [name for name in INSTALLED_APPS if name.partition(".")[0] != "search"]
DATABASES["default"]["NAME"] = {database!r}
"""
WITHOUT_SEARCH_VISIT = """
import django
django.setup()
from django.core.management import call_command, get_commands
from django.test import Client
from portal.tests.factories import make_city
call_command("migrate", verbosity=0)
make_city()
print(Client().get("/").status_code, "search_rebuild" in get_commands())
"""


def test_home_page_serves_without_search(tmp_path):
    """Search is a guest: taken out of the installed apps, the portal still runs."""
    database = str(tmp_path / "portal.sqlite3")
    (tmp_path / "no_search.py").write_text(WITHOUT_SEARCH_SETTINGS.format(database=database))
    outcome = subprocess.run(
        [sys.executable, "-c", WITHOUT_SEARCH_VISIT],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{database}",
            "DJANGO_SETTINGS_MODULE": "no_search",
            "PYTHONPATH": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.stdout.strip() == "200 False", outcome.stderr[-2000:]
