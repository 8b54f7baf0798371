"""Loading the calendar and the rule settings: additive, repeatable, all or nothing."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.citations import find_citations
from portal.models import CalendarDay, RuleSetting
from portal.problems import Refused
from portal.reference_data import Loaded, load_calendar_days, load_rule_settings

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
HOURS = "centre.weekly_hours_minimum"

pytestmark = pytest.mark.django_db


def said(command: str, *arguments: object) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().strip()


def settings_file(folder: Path, **changes: str) -> Path:
    row = {
        "key": HOURS,
        "value": "42",
        "unit": "小时/周",
        "scope": "",
        "basis": "《演示办法》第一条",
    }
    path = folder / "rules.json"
    path.write_text(json.dumps([{**row, "effective_from": "2026-01-01", **changes}]), "utf-8")
    return path


def test_the_calendar_command_fills_three_years_and_then_nothing() -> None:
    assert said("load_calendar") == "Calendar: 1096 days added, 0 kept."
    assert said("load_calendar") == "Calendar: 0 days added, 1096 kept."
    assert CalendarDay.objects.get(date="2026-10-10").kind == CalendarDay.Kind.WORKDAY
    assert CalendarDay.objects.get(date="2026-10-01").note == "国庆节"


def test_an_edited_day_survives_a_second_load_and_a_deleted_one_returns() -> None:
    said("load_calendar")
    CalendarDay.objects.filter(date="2026-03-02").update(kind="rest", note="演示停电")
    CalendarDay.objects.filter(date="2026-03-03").delete()
    assert said("load_calendar") == "Calendar: 1 days added, 1095 kept."
    assert CalendarDay.objects.get(date="2026-03-02").note == "演示停电"


def test_one_bad_year_file_stores_nothing_of_the_good_ones(tmp_path: Path) -> None:
    bad = tmp_path / "2027.json"
    bad.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match=r"2027\.json"):
        load_calendar_days([FIXTURES / "calendar" / "2026.json", bad])
    assert not CalendarDay.objects.exists()


def test_the_command_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"2099\.json"):
        call_command("load_calendar", tmp_path / "2099.json")


def test_a_made_year_file_equals_the_committed_one(tmp_path: Path) -> None:
    said("make_calendar", 2024, 2025, 2026, "--folder", tmp_path)
    for path in sorted(tmp_path.iterdir()):
        made, committed = (
            json.loads((folder / path.name).read_text("utf-8"))
            for folder in (tmp_path, FIXTURES / "calendar")
        )
        assert {**made, "source": ""} == {**committed, "source": ""}


def test_a_year_unknown_to_the_source_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="2099"):
        call_command("make_calendar", 2099, "--folder", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_rule_command_stores_each_rule_once() -> None:
    count = len(json.loads((FIXTURES / "rule_settings.json").read_text(encoding="utf-8")))
    assert said("load_rule_settings") == f"Rule settings: {count} added, 0 kept."
    assert said("load_rule_settings") == f"Rule settings: 0 added, {count} kept."
    setting = RuleSetting.objects.in_force(HOURS, on=date(2026, 11, 22))
    assert setting is not None
    assert (setting.value, setting.unit) == ("40", "小时/周")


def test_every_committed_rule_setting_cites_an_article() -> None:
    load_rule_settings(FIXTURES / "rule_settings.json")
    for setting in RuleSetting.objects.all():
        assert find_citations(setting.basis), setting


def test_an_edited_setting_and_its_history_survive_a_load(tmp_path: Path) -> None:
    said("load_rule_settings")
    RuleSetting.objects.filter(key=HOURS).update(value="36")
    assert load_rule_settings(settings_file(tmp_path)) == Loaded(added=1, kept=0)
    said("load_rule_settings")
    history = RuleSetting.objects.filter(key=HOURS).values_list("effective_from__year", "value")
    assert sorted(history) == [(2000, "36"), (2026, "42")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": " "}, "reference_data.basis_missing"),
        ({"effective_from": "soon"}, "reference_data.file_unreadable"),
    ],
)
def test_a_setting_without_basis_or_start_is_refused(
    tmp_path: Path, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        load_rule_settings(settings_file(tmp_path, **changes))
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert not RuleSetting.objects.exists()


def test_a_missing_rule_file_is_an_error_of_the_command(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.json"):
        call_command("load_rule_settings", tmp_path / "none.json")
