"""`manage.py search_eval FILE`: measures the answers to judged queries, beside the last run."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.problems import Refused
from search import options as search_options
from search.conf import embedded
from search.engines.base import Engine, EngineDown
from search.evaluation import MEASURES, evaluate, read
from search.stages import STAGES, without

HEADINGS = {
    "ndcg_at_10": "nDCG@10", "mrr": "MRR", "recall_at_10": "recall@10", "empty": "empty",
}  # fmt: skip


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
        parser.add_argument("--engine", choices=["database", "elastic"], default="database")
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
        result = _evaluated(options, options["without"])
        if options["each_stage"]:
            self._print_stages(result, options)
            return
        kept = _kept_file(options["file"], options["engine"])
        last = json.loads(kept.read_text()) if kept.exists() else {}
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self._print(result, last, options["worst"])
        if options["without"]:
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({name: result[name] for name in (*MEASURES, "kinds")}))

    def _print(self, result: dict[str, Any], last: dict[str, Any], worst: int) -> None:
        self.stdout.write(
            f"{'kind':<22}{'n':>5}" + "".join(f"{name:>22}" for name in HEADINGS.values())
        )
        for kind, values in result["kinds"].items():
            count = sum(row["kind"] == kind for row in result["queries"])
            self._line(kind, count, values, last.get("kinds", {}).get(kind, {}))
        self._line("all", len(result["queries"]), result, last)
        for row in sorted(result["queries"], key=lambda row: row["ndcg_at_10"])[:worst]:
            self.stdout.write(f"{row['ndcg_at_10']:.2f}  {row['kind']}: {row['query']}")
        if result["skipped"]:
            self.stdout.write(f"Not judged, their files are absent: {len(result['skipped'])}")

    def _print_stages(self, whole: dict[str, Any], options: dict[str, Any]) -> None:
        """One row a stage: all queries, and the kind of query that suffers most."""
        self.stdout.write(f"{'all stages':<22}{whole['ndcg_at_10']:>8.3f}")
        for stage in STAGES:
            result = _evaluated(options, [*options["without"], stage])
            lost = {
                kind: values["ndcg_at_10"] - whole["kinds"][kind]["ndcg_at_10"]
                for kind, values in result["kinds"].items()
            }
            worst = min(lost, key=lambda kind: lost[kind])
            self.stdout.write(
                f"{f'without {stage}':<22}{result['ndcg_at_10']:>8.3f}  "
                f"{worst}: {lost[worst]:+.3f}; empty: {result['empty']:.3f}"
            )

    def _line(
        self, name: str, count: int, values: dict[str, float], last: dict[str, float]
    ) -> None:
        cells = (
            f"{values[measure]:.3f}" + (f" ({last[measure]:.3f})" if measure in last else "")
            for measure in HEADINGS
        )
        self.stdout.write(f"{name:<22}{count:>5}" + "".join(f"{cell:>22}" for cell in cells))


def _evaluated(options: dict[str, Any], left_out: list[str]) -> dict[str, Any]:
    """The measures of a file of judged queries, with some stages left out."""
    try:
        with without(left_out):
            result = evaluate(read(options["file"]), _engine(options["engine"]))
    except Refused as refusal:
        raise CommandError(str(refusal)) from None
    except EngineDown as reason:
        raise CommandError(f"The search server does not answer: {reason}") from None
    if not result["queries"]:
        raise CommandError("None of the files that the queries expect is in the index.")
    return result


def _engine(name: str) -> Engine:
    """The engine itself, without a reserve that would answer for it."""
    if name == "database":
        return embedded()
    if not search_options.url():
        raise CommandError("SEARCH_URL is empty: there is no search server to measure.")
    from search.engines.elastic import ElasticEngine

    return ElasticEngine(embedded())


def _kept_file(judged: Path, engine: str) -> Path:
    """Where the last run over a file is kept; another file has another last run."""
    digest = sha256(judged.name.encode()).hexdigest()[:12]
    return Path(settings.VAR_DIR) / "search_eval" / f"{engine}-{digest}.json"
