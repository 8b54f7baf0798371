"""`manage.py import_regulations`: brings regulations from files or folders into the library."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from portal.pages import importing
from portal.pages.import_report import summary, text_table
from portal.pages.models import RegulationSection
from portal.problems import Refused


class Command(BaseCommand):
    """Imports regulations (法规导入); each file whole or not at all, everything as unverified."""

    help = (
        "Import regulations from TXT, HTML, DOCX or PDF files or folders of them. Ends with status "
        "1 when a file was refused; the other files are imported nevertheless."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument("--draft", action="store_true", help="store, but do not publish")
        parser.add_argument(
            "--section", type=int, metavar="ID", help="page of the section (default: the city's)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            section = self._section(options["section"])
            files = importing.files_at(options["paths"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        reports = []
        for path in tqdm(files, unit="file", disable=None if len(files) > 1 else True):
            report = importing.read(path, section=section)
            if not options["dry_run"]:
                at, public = timezone.now(), not options["draft"]
                importing.store(report, section=section, by=None, at=at, go_public=public)
            reports.append(report)
            tqdm.write("\n".join(text_table(report)), file=self.stdout)
        self.stdout.write(summary(reports))
        if refused := [report.name for report in reports if report.problems]:
            raise CommandError(f"Refused: {', '.join(refused)}")

    def _section(self, pk: int | None) -> RegulationSection:
        if pk is None:
            return importing.default_section()
        section = RegulationSection.objects.filter(pk=pk).first()
        if section is None:
            raise CommandError(f"No section for regulations has the number {pk}.")
        return section
