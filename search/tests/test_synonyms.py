"""Synonyms are read from a file once, belong to editors then, and hold from the next query."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from portal.problems import Refused
from portal.tests.admin_forms import fields_of
from portal.tests.factories import make_user
from search.conf import embedded
from search.expansion import group_of
from search.models import SynonymGroup
from search.query import SearchQuery
from search.synonyms import load_synonyms
from search.tests.library import make_library

pytestmark = pytest.mark.django_db

STARTERS = Path(settings.BASE_DIR) / "fixtures" / "synonyms.json"


def related(words: str) -> set[int]:
    """Pages that a query finds beside its own words."""
    result = embedded().search(SearchQuery.typed(words, size=50))
    return {hit.page_id for hit in result.hits if hit.tier == 2}


def test_the_starter_groups_are_sound_and_loaded_once(capsys):
    groups = [group_of(words) for words in json.loads(STARTERS.read_text())]
    assert all(len(group) > 1 for group in groups)
    assert len({group[0] for group in groups}) == len(groups)
    assert load_synonyms(STARTERS).added == len(groups)
    call_command("load_synonyms")
    assert f"0 groups added, {len(groups)} kept" in capsys.readouterr().out


def test_a_group_that_an_editor_changed_or_switched_off_stays(tmp_path):
    SynonymGroup.objects.create(words="低保 = 低保金", is_active=False)
    path = tmp_path / "groups.json"
    path.write_text('["低保 = 最低生活保障", "社保 = 社会保险"]')
    assert load_synonyms(path).kept == 1
    assert SynonymGroup.objects.filter(words="低保 = 低保金", is_active=False).exists()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '["低保"]', '["a = b", ""]'])
def test_a_bad_file_is_refused_by_name_and_stores_nothing(tmp_path, text):
    path = tmp_path / "groups.json"
    path.write_text(text)
    with pytest.raises(Refused, match=r"groups\.json"):
        load_synonyms(path)
    assert not SynonymGroup.objects.exists()


def test_an_editors_group_holds_from_the_next_query_until_it_is_switched_off(client):
    library = make_library()
    client.force_login(make_user(is_superuser=True, is_staff=True))
    assert related("没水") == set()
    add = "/admin/snippets/search/synonymgroup/add/"
    client.post(add, {"words": "没水 = 停水", "is_active": "on"})
    assert library.water.pk in related("没水")
    group = SynonymGroup.objects.get()
    edit = f"/admin/snippets/search/synonymgroup/edit/{group.pk}/"
    fields = fields_of(client.get(edit), "w-editor-form")
    client.post(edit, {name: value for name, value in fields.items() if name != "is_active"})
    assert related("没水") == set()
