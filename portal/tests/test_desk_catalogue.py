"""Every message of the packages that make the desk has its Chinese, theirs or ours."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.utils.translation import trans_real

from portal import catalogues

DESK = Path(settings.LOCALE_PATHS[1])
PACKAGES = ("wagtail", "modelcluster", "taggit", "axes", "allauth")
NOT_INSTALLED = (
    "contrib/forms", "contrib/search_promotions", "contrib/simple_translation", "locales",
    "contrib/styleguide", "contrib/frontend_cache",
)  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
KINDS_OF_THING = {"model_name", "verbose_name", "page_type"}
"""What a Chinese sentence may leave out: the reader sees which kind of thing it is about."""


def root_of(package: str) -> Path:
    """Where the package lies."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


def ids_of(catalogue: Catalog) -> dict[str, object]:
    """The messages of a catalogue by the id of their singular."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in catalogue
        if message.id
    }


def said(catalogue: Catalog) -> set[str]:
    """The messages that have a translation."""
    found = ids_of(catalogue).items()
    return {
        name for name, words in found if (all(words) if isinstance(words, tuple) else bool(words))
    }


def messages_of(root: Path, domain: str) -> dict[str, str]:
    """Messages that the package names in its English catalogues or marks in its source."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob(f"en/LC_MESSAGES/{domain}.po")):
        for name in ids_of(catalogues.read_catalogue(path)):
            found.setdefault(name, str(path.relative_to(root)))
    if domain == "django":
        for path in sorted(root.rglob("*.py")):
            if not {"tests", "test", "migrations", "project_template"} & set(path.parts):
                for _line, name in catalogues.messages_of_python(path):
                    found.setdefault(name, str(path.relative_to(root)))
    return {name: where for name, where in found.items() if not where.startswith(NOT_INSTALLED)}


def chinese_of(root: Path, domain: str) -> set[str]:
    """What has Chinese words: in the catalogue of the package, in Django's, or in ours."""
    known = said(catalogues.read_catalogue(catalogues.catalogue_path(DESK, "zh_Hans", domain)))
    for path in root.rglob(f"zh_Hans/LC_MESSAGES/{domain}.po"):
        known |= said(catalogues.read_catalogue(path))
    if domain == "django":
        words = trans_real.translation("zh-hans")._catalog._catalogs
        known |= {key[0] if isinstance(key, tuple) else key for part in words for key in part}
    return known


@pytest.mark.parametrize("package", PACKAGES)
def test_every_message_of_the_desk_has_its_chinese(package):
    root = root_of(package)
    wanted = messages_of(root, "django")
    known = chinese_of(root, "django")
    assert {name: where for name, where in wanted.items() if name not in known} == {}


def test_every_message_of_the_scripts_of_the_desk_has_its_chinese():
    root = root_of("wagtail")
    wanted = messages_of(root, "djangojs")
    assert len(wanted) > 50
    known = chinese_of(root, "djangojs")
    assert {name: where for name, where in wanted.items() if name not in known} == {}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_a_translation_leaves_out_nothing_but_the_kind_of_thing(domain):
    catalogue = catalogues.read_catalogue(catalogues.catalogue_path(DESK, "zh_Hans", domain))
    lost = {}
    for message in catalogue:
        forms = [message.string] if isinstance(message.string, str) else message.string
        ids = [message.id] if isinstance(message.id, str) else message.id
        wanted = places(ids[-1]) - KINDS_OF_THING if message.id else set()
        if any(wanted - places(form) or places(form) - places(" ".join(ids)) for form in forms):
            lost[ids[-1]] = forms
    assert lost == {}


def places(text: str) -> set[str]:
    """The places that are filled in, of both ways of writing them."""
    named = PLACE.findall(text)
    return {percent or brace for percent, brace in named}


def test_every_desk_message_has_one_form_as_chinese_has():
    for domain in ("django", "djangojs"):
        catalogue = catalogues.read_catalogue(catalogues.catalogue_path(DESK, "zh_Hans", domain))
        assert catalogue.num_plurals == 1
        for message in catalogue:
            if message.pluralizable:
                assert len(message.string) == 1, message.id
