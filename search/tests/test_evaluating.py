"""What an operator types to measure relevance: runs that are kept, both engines, the bounds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.management import CommandError, call_command

from portal.pages.models import RegulationVersion
from search import kept_runs
from search.conf import embedded
from search.engines.base import Change
from search.evaluation import evaluate, read
from search.models import IndexedDocument
from search.stages import STAGES

from .library import make_library
from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = pytest.mark.django_db

OWN = Path(portal_settings.BASE_DIR) / "fixtures" / "search_eval.json"
CITED = "临河市居住登记办法第2条"


def row(query: str, *, article: int = 2, kind: str = "citation", **where: str) -> dict[str, Any]:
    """A judged query as a file holds it."""
    expected = {"source": "rules.txt", "part": "main", "article": article, "grade": 2, **where}
    return {"query": query, "kind": kind, "expected": [expected]}


@pytest.fixture
def judged(tmp_path: Path, settings: Any) -> Path:
    """A file of one query, which is answered, about a regulation of a small library."""
    settings.VAR_DIR = tmp_path
    library = make_library()
    RegulationVersion.objects.filter(regulation=library.rules).update(source_name="rules.txt")
    path = tmp_path / "judged.json"
    path.write_text(json.dumps([row(CITED)]))
    return path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the command prints."""

    def call(*words: object) -> str:
        capsys.readouterr()
        call_command("search_eval", *map(str, words))
        return capsys.readouterr().out

    return call


def kept(folder: Path) -> list[Path]:
    """The runs that are kept, the newest last."""
    return sorted((folder / "search_eval").glob("*/*.json"))


def test_the_command_prints_measures_beside_those_of_its_last_run(judged, said):
    absent = row("别的", kind="exact", source="absent.txt")
    judged.write_text(json.dumps([row(CITED), absent]))
    result = evaluate(read(judged), embedded())
    assert (result["ndcg_at_10"], result["skipped"]) == (1.0, ["别的"])
    assert json.loads(said(judged, "--json"))["kinds"]["citation"]["mrr"] == 1.0
    printed = said(judged)
    assert "1.000 (1.000)" in printed and "No query changed" in printed


def test_an_index_without_the_files_is_said(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError):
        call_command("search_eval", str(OWN))


def test_a_run_is_kept_whole(judged, said, tmp_path):
    said(judged)
    said(judged)
    first, second = (json.loads(path.read_text()) for path in kept(tmp_path))
    assert first["queries"] == second["queries"] == evaluate(read(judged), embedded())["queries"]
    assert (first["engine"], first["file"]) == ("database", "judged.json")


def test_queries_that_changed_since_the_last_run_are_named_the_greatest_loss_first(judged, said):
    judged.write_text(json.dumps([row(CITED), row("居住登记当场办结", article=1)]))
    said(judged)
    judged.write_text(
        json.dumps([row(CITED, article=6), row("居住登记当场办结", article=5), row("上门")])
    )
    lines = said(judged).splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("Changed since"))
    changed = [line for line in lines[begin:] if " -> " in line]
    assert [line.split("  ")[1] for line in changed] == [
        "citation: 居住登记当场办结", f"citation: {CITED}",
    ]  # fmt: skip
    losses = [float(line[9:14]) - float(line[:5]) for line in changed]
    assert losses == sorted(losses) and losses[-1] < 0


def test_the_newest_twenty_runs_stay(judged, tmp_path):
    run = {"queries": []}
    paths = [kept_runs.keep(judged, "database", run) for _ in range(kept_runs.KEPT + 2)]
    kept_runs.keep(judged, "elastic", run)
    assert [path for path in kept(tmp_path) if "database" in path.parent.name] == paths[2:]
    assert not list(tmp_path.rglob("*.part"))


def test_a_run_of_before_whole_runs_were_kept_is_still_compared(judged, said, tmp_path):
    said(judged)
    (path,) = kept(tmp_path)
    measures = dict.fromkeys(("ndcg_at_10", "mrr", "recall_at_10", "empty"), 0.5)
    old = {**measures, "kinds": {"citation": measures}}
    path.parent.with_suffix(".json").write_text(json.dumps(old))
    path.unlink()
    printed = said(judged)
    assert "1.000 (0.500)" in printed and "->" not in printed and "No query" not in printed
    assert "1.000 (1.000)" in said(judged)


def test_the_check_passes_within_the_bounds(judged, said):
    assert "Within all bounds" in said(judged, "--check")


def test_the_check_fails_with_a_line_for_each_broken_bound(judged, said):
    judged.write_text(json.dumps([row(CITED), row("没有的词", kind="exact")]))
    with pytest.raises(CommandError) as refused:
        said(judged, "--check")
    assert refused.value.returncode == 1
    assert str(refused.value).splitlines() == [
        "database: all queries have 0.5000, less than 0.90",
        "database: exact has 0.0000, less than 0.75",
        "database: 1 without any answer: 没有的词",
    ]
    printed = said(judged)
    assert all(line in printed for line in str(refused.value).splitlines())
    assert json.loads(said(judged, "--json"))["broken"] == str(refused.value).splitlines()


def test_each_stage_tells_what_it_is_worth_and_keeps_no_such_run(judged, said, tmp_path):
    lines = dict(line.split("  ", 1) for line in said(judged, "--each-stage").splitlines())
    assert set(lines) == {"all stages", *(f"without {stage}" for stage in STAGES)}
    assert float(lines["without citations"].split()[0]) < float(lines["all stages"].strip()) == 1
    said(judged, "--without", "citations")
    assert not kept(tmp_path)


@pytest.mark.parametrize("words", [["--engine", "elastic"], ["--compare"]])
def test_without_a_server_there_is_nothing_to_compare_with(judged, said, words, settings, tmp_path):
    settings.SEARCH = {}
    with pytest.raises(CommandError, match="SEARCH_URL is empty"):
        said(judged, *words)
    assert not kept(tmp_path)


@pytest.mark.elasticsearch
class TestOnAServer:
    """The same with a real Elasticsearch."""

    @pytest.fixture(autouse=True)
    def _filled(self, server: Server, judged: Path) -> None:
        server.be(**PATIENT)
        server.rebuilt()

    def test_the_server_is_measured_by_itself(self, judged, said, tmp_path):
        assert "Within all bounds" in said(judged, "--engine", "elastic", "--check")
        assert [path.parent.name.split("-")[0] for path in kept(tmp_path)] == ["elastic"]

    def test_both_engines_stand_side_by_side_and_are_kept_apart(self, judged, said, tmp_path):
        lines = said(judged, "--compare", "--check").splitlines()
        assert lines[0].split() == ["kind", "n", "database", "elastic", "apart"]
        assert ["all", "1", "1.000", "1.000", "+0.000"] in [line.split() for line in lines]
        assert "No query changed" not in "".join(lines)
        assert {path.parent.name.split("-")[0] for path in kept(tmp_path)} == {
            "database", "elastic",
        }  # fmt: skip
        again = said(judged, "--compare")
        assert again.count("No query changed") == 2

    def test_engines_that_are_too_far_apart_fail_and_the_query_is_named(self, judged, said, server):
        articles = IndexedDocument.objects.filter(kind="article", article_no=2)
        server.direct.bulk([Change(one.key, one.seq + 1, None) for one in articles])
        server.direct.refresh()
        with pytest.raises(CommandError) as refused:
            said(judged, "--compare", "--check")
        assert "database and elastic are 1.0000 apart, more than 0.02" in str(refused.value)
        assert f"1.000 -> 0.000  citation: {CITED}" in said(judged, "--compare")
        with pytest.raises(CommandError):
            said(judged, "--engine", "elastic", "--check")
        said(judged, "--engine", "database", "--check")

    def test_a_server_that_does_not_answer_ends_the_run(self, judged, said, server, tmp_path):
        server.proxy.stop()
        with pytest.raises(CommandError, match="does not answer"):
            said(judged, "--compare", "--check")
        assert not kept(tmp_path)
