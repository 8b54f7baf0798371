"""The table of roles in the guide says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext

from portal.role_table import GRANTS, ROLES, Reach, Verb

GUIDE = Path(settings.BASE_DIR) / "docs" / "roles.md"
REACHES = {
    Reach.EVERYWHERE: "全部",
    Reach.CITY: "全市",
    Reach.DISTRICT: "本区",
    Reach.COMMUNITY: "本社区",
}
VERBS = {
    Verb.VIEW: "看",
    Verb.ADD: "新建",
    Verb.CHANGE: "改",
    Verb.DELETE: "删",
    Verb.PUBLISH: "公开",
}


def lines() -> list[str]:
    """The rows of the guide's two tables, made from the table of roles."""
    with translation.override("zh-hans"):
        tasks = [
            f"| {gettext(role.label)} | `{role.key}` | {REACHES[role.reach]} "
            f"| {gettext(role.task)} |"
            for role in ROLES
        ]
        rights = [
            f"| {gettext(grant.role.label)} | {_named(grant.kind.model)} | {_words(grant.verbs)} |"
            for grant in GRANTS
        ]
    return [*tasks, *rights]


def _named(model: str) -> str:
    return str(capfirst(apps.get_model(model)._meta.verbose_name))


def _words(verbs: frozenset[Verb]) -> str:
    return "、".join(word for verb, word in VERBS.items() if verb in verbs)


@pytest.mark.parametrize("line", lines())
def test_the_guide_has_this_line(line):
    assert line in GUIDE.read_text().splitlines()


def test_the_guide_has_no_line_that_the_table_does_not_have():
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith("| ")]
    heads = [row for row in rows if row.startswith(("| 角色 |", "| --- |"))]
    assert set(rows) - set(heads) == set(lines())
