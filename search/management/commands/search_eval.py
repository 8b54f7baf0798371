"""`manage.py search_eval FILE`: measures the answers to judged queries, beside the last run."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.problems import Refused
from search import evaluation_tables as tables
from search import kept_runs
from search import options as search_options
from search.conf import embedded
from search.engines.base import Engine, EngineDown
from search.evaluation import evaluate, read
from search.stages import STAGES, without
from search.verdict import broken

DATABASE, ELASTIC = "database", "elastic"


class Command(BaseCommand):
    """Measures relevance (检索评测) and keeps the run for the next comparison."""

    help = "Measure the answers to a file of judged queries, per kind, beside the last run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=Path(settings.BASE_DIR) / "fixtures" / "search_eval.json",
            help="judged queries (default: fixtures/search_eval.json)",
        )
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--engine", choices=[DATABASE, ELASTIC], default=DATABASE)
        which.add_argument(
            "--compare", action="store_true", help="both engines side by side, query by query"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="end with 1 and a line for each bound that is broken",
        )
        parser.add_argument(
            "--without",
            action="append",
            choices=STAGES,
            default=[],
            help="leave a stage out, to see what it is worth; such a run is not kept",
        )
        parser.add_argument(
            "--each-stage",
            action="store_true",
            help="print what every stage is worth: nDCG@10 without it; nothing is kept",
        )
        parser.add_argument("--json", action="store_true", help="print everything as JSON")
        parser.add_argument("--worst", type=int, default=0, help="print so many worst queries")

    def handle(self, *args: Any, **options: Any) -> None:
        names = [DATABASE, ELASTIC] if options["compare"] else [options["engine"]]
        engines = {name: _engine(name) for name in names}
        left_out = options["without"]
        runs = {name: _measured(options["file"], one, left_out) for name, one in engines.items()}
        lines = broken(runs)
        if options["each_stage"]:
            for name, engine in engines.items():
                self._print_stages(name, runs[name], engine, options)
        elif options["json"]:
            self._print_json(runs, lines)
        else:
            self._print(runs, lines, options)
        if not options["each_stage"] and not left_out:
            for name, run in runs.items():
                kept_runs.keep(options["file"], name, run)
        if options["check"] and lines:
            raise CommandError("\n".join(lines))

    def _print(
        self, runs: dict[str, dict[str, Any]], lines: list[str], options: dict[str, Any]
    ) -> None:
        lasts = {name: kept_runs.last(options["file"], name) for name in runs}
        if options["compare"]:
            self._write(tables.of_both(runs, lasts, worst=options["worst"]))
        else:
            name = options["engine"]
            self._write(tables.of_one(runs[name], lasts[name], worst=options["worst"]))
        if not (options["check"] and lines):  # then the error says them
            self._write(tables.of_verdict(lines))

    def _print_json(self, runs: dict[str, dict[str, Any]], lines: list[str]) -> None:
        facts = runs if len(runs) > 1 else next(iter(runs.values()))
        self._write([json.dumps({**facts, "broken": lines}, ensure_ascii=False)])

    def _print_stages(
        self, name: str, whole: dict[str, Any], engine: Engine, options: dict[str, Any]
    ) -> None:
        """One row a stage: all queries, and the kind of query that suffers most."""
        if options["compare"]:
            self._write([name])
        self._write([f"{'all stages':<22}{whole['ndcg_at_10']:>8.3f}"])
        for stage in STAGES:
            run = _measured(options["file"], engine, [*options["without"], stage])
            self._write([tables.of_stage(stage, run, whole)])

    def _write(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _measured(judged: Path, engine: Engine, left_out: list[str]) -> dict[str, Any]:
    """The measures of a file of judged queries, with some stages left out."""
    try:
        with without(left_out):
            run = evaluate(read(judged), engine)
    except Refused as refusal:
        raise CommandError(str(refusal)) from None
    except EngineDown as reason:
        raise CommandError(f"The search server does not answer: {reason}") from None
    if not run["queries"]:
        raise CommandError("None of the files that the queries expect is in the index.")
    return run


def _engine(name: str) -> Engine:
    """The engine itself, without a reserve that would answer for it."""
    if name == DATABASE:
        return embedded()
    if not search_options.url():
        raise CommandError("SEARCH_URL is empty: there is no search server to measure.")
    from search.engines.elastic import ElasticEngine

    return ElasticEngine(embedded())
