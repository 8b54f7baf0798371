"""A portal moves from SQLite to PostgreSQL whole, or not at all."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.core.management.commands.check import Command as Check
from django.db import connection
from django.test import Client
from wagtail.models import Page

from portal.database_move import OLD, WAITS, in_order, models_with_tables, old_database
from portal.management.commands import move_database
from portal.models import CalendarDay
from portal.publication.actions import publish
from portal.publication.models import Publication

needs_server = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the portal moves into PostgreSQL"
)
User = get_user_model()
DEVELOPING = "portal.settings.dev"
CONTENT = """
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city, make_community, make_district

section = make_notice_section(make_community(make_district(make_city()), "青禾里社区"))
notice = make_notice(section, title="停水通知", slug="water")
notice.title = "停水改期"
publish(notice, by=None)
withdraw(make_notice(section, title="停电通知", slug="power"), by=None, reason="时间有变")
"""


@pytest.fixture(scope="module")
def old_file(tmp_path_factory: Any, django_db_setup: None, django_db_blocker: Any) -> Path:
    """A small portal in a file, with a person, a group and a title that holds a NUL."""
    path = tmp_path_factory.mktemp("old") / "portal.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}"}
    for words in (["migrate", "--verbosity", "0"], ["shell", "--verbosity", "0", "-c", CONTENT]):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True)
    with django_db_blocker.unblock(), old_database(path):
        person = User.objects.using(OLD).create(pk=900, username="wang", display_name="王")
        person.groups.add(Group.objects.using(OLD).create(pk=901, name="市级编辑"))
        CalendarDay.objects.using(OLD).all().delete()
        Page.objects.using(OLD).filter(slug="home").update(draft_title="欢\x00迎")
    return path


@pytest.fixture
def untouched(old_file: Path) -> Iterator[None]:
    """What a test writes into the file is taken back."""
    kept = old_file.read_bytes()
    yield
    old_file.write_bytes(kept)


def moved(path: Path) -> str:
    said = StringIO()
    call_command("move_database", str(path), verbosity=0, stdout=said, stderr=said)
    return said.getvalue()


@needs_server
@pytest.mark.django_db
def test_people_with_their_groups_arrive_and_are_counted(old_file: Path) -> None:
    said = moved(old_file)
    assert [group.name for group in User.objects.get(pk=900).groups.all()] == ["市级编辑"]
    assert "the same on both sides" in said
    assert any(line.split() == ["portal_user", "1", "1"] for line in said.splitlines())


@needs_server
@pytest.mark.django_db
def test_what_was_public_is_shown_and_found_and_what_was_withdrawn_is_not(
    old_file: Path, client: Client
) -> None:
    with old_database(old_file):
        versions = Publication.objects.using(OLD).count()
    moved(old_file)
    notice = Page.objects.get(slug="water")
    assert "停水改期" in client.get(notice.url).content.decode()
    assert Publication.objects.count() == versions >= 4
    found = client.get("/search/", {"q": "停电", "format": "json"}).json()
    assert found["total"] == 0
    found = client.get("/search/", {"q": "停水", "format": "json"}).json()
    assert [row["url"] for row in found["results"]] == [notice.url]
    notice.specific.title = "停水结束"
    publish(notice.specific, by=None)
    assert client.get("/search/", {"q": "停水结束", "format": "json"}).json()["total"] == 1


@needs_server
@pytest.mark.django_db
def test_new_rows_follow_the_old_ones(old_file: Path) -> None:
    moved(old_file)
    assert User.objects.create(username="li").pk == 901


@needs_server
@pytest.mark.django_db
def test_when_only_an_index_fails_the_rows_stay_and_the_command_is_named(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_values: Any) -> None:
        raise CommandError("the server is away")

    afterwards = (("update_index", {"verbosity": 0}), ("check", {"verbosity": 0}))
    monkeypatch.setattr(move_database, "AFTERWARDS", afterwards)
    monkeypatch.setattr(Check, "handle", away)
    with pytest.raises(
        CommandError, match=r"moved and stay\. Run manage\.py check again: the server"
    ):
        moved(old_file)
    assert User.objects.filter(pk=900).exists()


@needs_server
@pytest.mark.django_db
def test_a_character_that_postgresql_cannot_keep_is_left_out(old_file: Path) -> None:
    moved(old_file)
    assert Page.objects.get(slug="home").draft_title == "欢迎"


@needs_server
@pytest.mark.django_db
def test_a_database_that_holds_a_portal_is_refused_and_stays(old_file: Path) -> None:
    User.objects.create(username="li")
    with pytest.raises(CommandError, match="an empty one"):
        moved(old_file)
    assert [user.username for user in User.objects.all()] == ["li"]


@needs_server
@pytest.mark.django_db
@pytest.mark.usefixtures("untouched")
def test_a_text_that_is_too_long_is_named_and_nothing_is_moved(old_file: Path) -> None:
    with old_database(old_file):
        User.objects.using(OLD).filter(pk=900).update(display_name="王" * 1_000)
    with pytest.raises(CommandError, match=r"portal_user\.display_name, row 900"):
        moved(old_file)
    assert not User.objects.exists()


@needs_server
@pytest.mark.django_db
def test_a_file_without_a_portal_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    with pytest.raises(CommandError, match="holds no portal"):
        moved(empty)


@needs_server
@pytest.mark.django_db
def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    torn = tmp_path / "torn.sqlite3"
    torn.write_bytes(b"no database at all" * 100)
    with pytest.raises(CommandError, match=r"not a database\).*integrity_check"):
        moved(torn)


@needs_server
@pytest.mark.django_db
def test_a_file_in_use_is_refused_in_words(old_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WAITS, "timeout", 0)
    with closing(sqlite3.connect(old_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CommandError, match=r"locked\).*Stop everything that uses it"):
            moved(old_file)
    assert not User.objects.exists()


@needs_server
@pytest.mark.django_db
@pytest.mark.usefixtures("untouched")
def test_a_row_that_points_nowhere_is_named_and_nothing_is_moved(old_file: Path) -> None:
    with closing(sqlite3.connect(old_file, isolation_level=None)) as old:
        old.execute("UPDATE portal_user_groups SET group_id = 99999")
    with pytest.raises(CommandError, match=r"99999.*Nothing was moved"):
        moved(old_file)
    assert not User.objects.exists()


def of_command(address: str, file: Path) -> str:
    """What an operator reads who moves a file to an address; the command must fail."""
    done = subprocess.run(
        [sys.executable, "manage.py", "move_database", str(file)],
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": DEVELOPING},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    return done.stderr


def test_a_new_database_that_is_away_is_said_without_the_password(tmp_path: Path) -> None:
    (tmp_path / "portal.sqlite3").touch()
    said = of_command("postgresql://li:geheim@127.0.0.1:1/portal", tmp_path / "portal.sqlite3")
    assert "refused" in said and "Nothing was moved" in said
    assert "geheim" not in said


@needs_server
@pytest.mark.django_db
def test_a_new_database_that_cannot_keep_chinese_is_refused(tmp_path: Path) -> None:
    (tmp_path / "portal.sqlite3").touch()
    address = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS narrow")
        server.execute("CREATE DATABASE narrow ENCODING LATIN1 LOCALE 'C' TEMPLATE template0")
        try:
            narrow = address._replace(path="/narrow").geturl()
            assert "LATIN1: " in of_command(narrow, tmp_path / "portal.sqlite3")
        finally:
            server.execute("DROP DATABASE narrow")


@pytest.mark.django_db
def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        moved(tmp_path / "none.sqlite3")


@pytest.mark.skipif(connection.vendor == "postgresql", reason="this is the database to move to")
@pytest.mark.django_db
def test_without_a_new_database_nothing_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "portal.sqlite3"
    file.touch()
    with pytest.raises(CommandError, match="Set DATABASE_URL"):
        moved(file)
    assert file.stat().st_size == 0


def test_no_table_is_forgotten_and_what_is_pointed_at_comes_first() -> None:
    found = models_with_tables()
    placed = in_order(found)
    assert set(placed) == set(found)
    assert placed.index(User) < placed.index(User.groups.through)
