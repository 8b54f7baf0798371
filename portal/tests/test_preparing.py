"""What is prepared before a portal serves: safe to repeat, quick when nothing changed."""

import json
import stat

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from portal.demo.accounts import accounts_file, make_demo_accounts
from portal.pages.models import Regulation
from portal.pages.tests import factories
from portal.preparing import collect_static, demo_account_lines, prepare, static_fingerprint
from portal.problems import Refused
from portal.tests.factories import make_city, make_community, make_district


@pytest.fixture(autouse=True)
def own_state_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.STATIC_ROOT = tmp_path / "var" / "static"


@pytest.fixture
def community(db):
    return make_community(make_district(make_city()), slug="qingheli")


def test_there_is_an_account_for_each_role_and_place(community):
    district = community.get_parent().slug
    assert make_demo_accounts() == [
        "administrator",
        "city-editor",
        "city-editor-2",
        f"{district}-district-supervisor",
        "qingheli-editor",
        "qingheli-publisher",
        "qingheli-bookkeeper",
        "qingheli-supervisory-reviewer",
        "qingheli-secretary",
    ]


def test_password_in_the_file_opens_the_account(community):
    make_demo_accounts()
    for row in json.loads(accounts_file().read_text()):
        assert authenticate(username=row["username"], password=row["password"])


def test_file_of_passwords_is_readable_by_its_owner_alone(community):
    make_demo_accounts()
    assert stat.S_IMODE(accounts_file().stat().st_mode) == 0o600


def test_second_start_makes_no_account_and_changes_no_password(community):
    make_demo_accounts()
    before = accounts_file().read_text()
    assert make_demo_accounts() == []
    assert accounts_file().read_text() == before


def test_new_community_gets_its_accounts_at_the_next_start(community):
    make_demo_accounts()
    make_community(community.get_parent().specific, slug="laodukou")
    keys = ("editor", "publisher", "bookkeeper", "supervisory-reviewer", "secretary")
    assert make_demo_accounts() == [f"laodukou-{key}" for key in keys]


def test_account_whose_password_was_lost_gets_a_new_one(community):
    make_demo_accounts()
    accounts_file().unlink()
    make_demo_accounts()
    row = json.loads(accounts_file().read_text())[0]
    assert authenticate(username=row["username"], password=row["password"])


def test_demo_accounts_are_refused_where_they_are_not_allowed(community, settings):
    settings.PORTAL = {**settings.PORTAL, "DEMO_ACCOUNTS": False}
    with pytest.raises(Refused):
        make_demo_accounts()
    with pytest.raises(CommandError):
        call_command("make_demo_accounts")
    assert not get_user_model().objects.exists()
    assert not accounts_file().exists()


def test_passwords_are_printed_only_where_demo_accounts_are_allowed(community, settings):
    make_demo_accounts()
    lines = demo_account_lines()
    assert all(len(line) <= 100 for line in lines)
    places = [line for line in lines if not line.startswith(" ")]
    assert len(places) == 3 and len(lines) == 3 + 9
    settings.PORTAL = {**settings.PORTAL, "DEMO_ACCOUNTS": False}
    assert demo_account_lines() == []


def test_static_files_are_collected_once_and_again_when_one_changes(settings, tmp_path):
    folder = tmp_path / "static"
    folder.mkdir()
    settings.VAR_DIR.mkdir()
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (folder / "a.css").write_text("a {}")
    lines = []
    collect_static(lines.append)
    collect_static(lines.append)
    assert len(lines) == 1
    (folder / "a.css").write_text("a { color: red }")
    collect_static(lines.append)
    assert len(lines) == 2
    assert (settings.STATIC_ROOT / "a.css").read_text() == "a { color: red }"


def test_fingerprint_of_static_files_stays_when_nothing_changes():
    assert static_fingerprint() == static_fingerprint()


def test_a_refused_document_is_named_and_the_others_are_there(db, settings, tmp_path):
    settings.PORTAL = {**settings.PORTAL, "DEMO_ACCOUNTS": False}
    factories.make_regulation_section(make_city())
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "good.txt").write_text(
        "停车规则\n第一条 停车应当有序。\n第二条 本规则自公布之日起施行。\n"
    )
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing follows")
    lines = []
    prepare(lines.append, sources=str(folder))
    assert "broken.pdf" in "\n".join(lines)
    assert Regulation.objects.live().count() == 1
