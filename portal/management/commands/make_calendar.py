"""`manage.py make_calendar YEAR…`: writes year files from the package chinesecalendar.

The package belongs to the test requirements; the portal itself reads only the written files.
"""

from argparse import ArgumentParser
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.calendar_files import arrangement_text

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


class Command(BaseCommand):
    """Writes `fixtures/calendar/YEAR.json` (节假日安排) to be read, checked and committed."""

    help = "Write the holiday arrangement of years known to the package chinesecalendar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("years", nargs="+", type=int)
        parser.add_argument(
            "--folder", type=Path, default=Path(settings.BASE_DIR) / "fixtures" / "calendar"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = import_module("chinese_calendar.constants")
        except ImportError:
            raise CommandError("Install the test requirements: chinesecalendar.") from None
        for year in options["years"]:
            text = text_of_year(source, year)
            path = options["folder"] / f"{year}.json"
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path))


def text_of_year(source: ModuleType, year: int) -> str:
    """The file of `year`; a year the package does not know is refused."""
    holidays = _of_year(source.holidays, year)
    if not holidays:
        raise CommandError(f"chinesecalendar {version('chinesecalendar')} does not know {year}.")
    note = (
        f"国务院办公厅关于{year}年部分节假日安排的通知"
        f"（由 chinesecalendar {version('chinesecalendar')} 生成一次，可人工修改）"
    )
    return arrangement_text(year, note, holidays, _of_year(source.workdays, year))


def _of_year(days: dict[date, str], year: int) -> dict[date, str]:
    return {day: NAMES[name] for day, name in days.items() if day.year == year}
