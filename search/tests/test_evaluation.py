"""The measures of relevance, and the judged queries of the project itself."""

from __future__ import annotations

import json
from collections import Counter
from math import log2
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.pages.models import RegulationVersion
from portal.problems import Refused
from search.conf import embedded
from search.evaluation import Wanted, evaluate, measures, part_number, read
from search.stages import STAGES
from search.tests.library import make_library

OWN = Path(settings.BASE_DIR) / "fixtures" / "search_eval.json"
KINDS = {
    "exact", "cross-script", "colloquial question", "citation", "number with unit", "English",
    "misspelt", "regional word", "place or page",
}  # fmt: skip


def wanted(grade: int, *keys: str) -> Wanted:
    return Wanted(grade, keys=frozenset(keys))


@pytest.mark.parametrize(
    ("keys", "ndcg", "mrr", "recall"),
    [
        (["a", "b"], 1.0, 1.0, 1.0),
        (["b", "a"], (1 + 3 / log2(3)) / (3 + 1 / log2(3)), 1.0, 1.0),
        (["x", "a"], (3 / log2(3)) / (3 + 1 / log2(3)), 0.5, 0.5),
        (["x"], 0.0, 0.0, 0.0),
        (["a", "a"], 3 / (3 + 1 / log2(3)), 1.0, 0.5),
        (["x"] * 10 + ["a"], 0.0, 0.0, 0.0),
    ],
)
def test_an_answer_is_worth_more_the_earlier_it_comes(keys, ndcg, mrr, recall):
    found = measures(keys, [wanted(2, "a"), wanted(1, "b")])
    assert found["ndcg_at_10"] == pytest.approx(ndcg)
    assert (found["mrr"], found["recall_at_10"], found["empty"]) == (mrr, recall, 0.0)


def test_nothing_found_is_said():
    assert measures([], [wanted(2, "a")])["empty"] == 1.0


def test_a_whole_regulation_is_met_once_by_any_part_that_is_not_expected_itself():
    expected = [Wanted(1, page_id=7), wanted(2, "7:article-1")]
    assert measures(["7:article-1", "7:article-2", "7:main"], expected)["ndcg_at_10"] == 1.0


@pytest.mark.parametrize(
    ("name", "number"),
    [("第三篇", 3), ("社区管理办法篇8", 8), ("3/5", 3), ("main", 0), ("", 0), ("第十篇", 10)],
)
def test_a_part_of_a_collection_is_known_by_any_of_its_names(name, number):
    assert part_number(name) == number


def test_the_projects_own_queries_are_many_and_of_every_kind():
    judged = read(OWN)
    counts = Counter(one.kind for one in judged)
    assert set(counts) == KINDS
    assert len(judged) >= 100 and min(counts.values()) >= 6
    assert len({one.query for one in judged}) == len(judged)
    assert all(one.expected and {e.grade for e in one.expected} <= {1, 2} for one in judged)


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '[{"query": "a"}]'])
def test_a_file_that_is_no_list_of_judged_queries_is_refused_by_name(tmp_path, text):
    path = tmp_path / "judged.json"
    path.write_text(text)
    if text == "{}":
        assert read(path) == []
        return
    with pytest.raises(Refused, match="judged.json"):
        read(path)


@pytest.mark.django_db
def test_the_command_prints_measures_and_compares_with_its_last_run(tmp_path, settings, capsys):
    settings.VAR_DIR = tmp_path
    library = make_library()
    version = RegulationVersion.objects.get(regulation=library.rules)
    RegulationVersion.objects.filter(pk=version.pk).update(source_name="rules.txt")
    path = tmp_path / "judged.json"
    expected = [{"source": "rules.txt", "part": "main", "article": 2, "grade": 2}]
    rows = [
        {"query": "临河市居住登记办法第2条", "kind": "citation", "expected": expected},
        {"query": "别的", "kind": "exact", "expected": [{"source": "absent.txt", "grade": 2}]},
    ]
    path.write_text(json.dumps(rows))
    result = evaluate(read(path), embedded())
    assert (result["ndcg_at_10"], result["skipped"]) == (1.0, ["别的"])
    call_command("search_eval", str(path), "--json")
    assert json.loads(capsys.readouterr().out)["kinds"]["citation"]["mrr"] == 1.0
    call_command("search_eval", str(path))
    assert "1.000 (1.000)" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_index_without_the_files_is_said(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError):
        call_command("search_eval", str(OWN))


@pytest.mark.django_db
def test_the_command_tells_what_each_stage_is_worth_and_keeps_no_such_run(
    tmp_path, settings, capsys
):
    settings.VAR_DIR = tmp_path
    library = make_library()
    RegulationVersion.objects.filter(regulation=library.rules).update(source_name="rules.txt")
    expected = [{"source": "rules.txt", "part": "main", "article": 2, "grade": 2}]
    rows = [{"query": "临河市居住登记办法第2条", "kind": "citation", "expected": expected}]
    path = tmp_path / "judged.json"
    path.write_text(json.dumps(rows))
    call_command("search_eval", str(path), "--each-stage")
    said = dict(line.split("  ", 1) for line in capsys.readouterr().out.splitlines())
    assert set(said) == {"all stages", *(f"without {stage}" for stage in STAGES)}
    assert float(said["without citations"].split()[0]) < float(said["all stages"].strip()) == 1
    assert not (tmp_path / "search_eval").exists()
