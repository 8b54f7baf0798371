"""A spoilt demo file, or a portal that is in use, is refused; then nothing is stored."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from portal.demo.loading import NOT_ALLOWED, load_demo
from portal.models import City
from portal.problems import Refused
from portal.tests.factories import make_city

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "linhe"
AT = timezone.make_aware(datetime(2026, 11, 22, 12, 0))


def test_the_demo_is_refused_where_a_city_is_at_home(db: None) -> None:
    make_city(title="某市")
    with pytest.raises(Refused, match="某市"):
        load_demo(at=AT, by=None)
    assert City.objects.count() == 1


def broken(tmp_path: Path, relative: str, old: str, new: str) -> Any:
    """A copy of the demo folder in which one file has been spoilt."""
    folder = tmp_path / "fixtures" / "linhe"
    shutil.copytree(FOLDER, folder)
    path = folder / relative
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return tmp_path


SPOILT = [
    ("notices/fire-lanes-check.txt", "kind: notice", "kind: rumour", ":2"),
    ("notices/fire-lanes-check.txt", "published: -41", "published: +1", ":3"),
    ("notices/fire-lanes-check.txt", "{+7 mon}", "{+7 moon}", ":9"),
    ("notices/sorting-times-consultation-result.txt", "answers: notices/s", "answers: x/s", ":3"),
    ("notices/portal-old-address.txt", "withdrawn: -540", "withdrawn: -570", ":4"),
    ("liuwan/qingheli/centre.txt", "hours: sat 09:00", "hours: saturday 09:00", ":12"),
    ("regulations/temporary-residence-rules/v1.txt", "第四条　", "第五条　", ":7"),
    ("regulations/temporary-residence-rules/v1.txt", "2012-10-01", "soon", ":4"),
    ("liuwan/qingheli/community.txt", "population: 11380", "population: many", ":5"),
]


@pytest.mark.parametrize(("name", "old", "new", "line"), SPOILT)
def test_a_spoilt_file_is_named_and_nothing_is_stored(
    db: None, tmp_path: Path, settings: Any, name: str, old: str, new: str, line: str
) -> None:
    settings.VAR_DIR, settings.BASE_DIR = tmp_path, broken(tmp_path, name, old, new)
    with pytest.raises(Refused) as refusal:
        load_demo(at=AT, by=None)
    assert f"linhe/{name}{line}" in [problem.where for problem in refusal.value.problems]
    assert not City.objects.exists()


def test_under_production_settings_the_command_refuses(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": "only-for-this-test-" + "x" * 50,
        "PORTAL_HOSTS": "portal.example",
        "PORTAL_BASE_URL": "https://portal.example",
        "PORTAL_UNIT_CODE": "YS",
        "PORTAL_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
    }
    answer = subprocess.run(
        [sys.executable, "manage.py", "load_demo"],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert gettext(NOT_ALLOWED) in answer.stderr
