"""Staff upload a file, see what it holds, and confirm; nobody else can."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal import roles
from portal.models import User
from portal.pages.holding import KEPT_SECONDS, Held, held_under, hold
from portal.pages.models import Regulation, RegulationSection, RegulationVersion
from portal.pages.tests.factories import make_regulation_section
from portal.role_table import EDITOR, PUBLISHER
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.factories import make_city, make_community, make_district, make_user

pytestmark = pytest.mark.django_db
GOOD = "演示市楼道公约\n第一条 楼道不放杂物。\n第二条 车停棚内。\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def section() -> RegulationSection:
    return make_regulation_section(make_community(make_district(make_city())))


def staff(section: RegulationSection, role: roles.Role, client: Client) -> User:
    user = make_user()
    community = section.get_parent().specific
    roles.groups_for(community)
    roles.give_role(user, role, community)
    client.force_login(user)
    return user


def upload(
    client: Client, section: RegulationSection, text: str = GOOD, name: str = "a.txt"
) -> Any:
    file = SimpleUploadedFile(name, text.encode("utf-8", "surrogatepass"))
    return client.post(reverse("import_regulations"), {"section": section.pk, "file": file})


def confirm(client: Client, report: Any, **changes: Any) -> Any:
    values = {name: value for name, value in fields_of(report).items() if name != "next"}
    return client.post(reverse("confirm_import"), {**values, **changes})


def test_a_publisher_imports_in_two_steps(section: RegulationSection, client: Client) -> None:
    staff(section, PUBLISHER, client)
    report = upload(client, section)
    assert "演示市楼道公约" in words_of(report)
    assert Regulation.objects.count() == 0
    confirm(client, report)
    page = Regulation.objects.get()
    assert (page.live, page.validity) == (False, "unverified")
    assert page.get_parent().pk == section.pk


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER])
def test_who_imports_does_not_publish_even_when_forged(
    section: RegulationSection, client: Client, role: roles.Role
) -> None:
    staff(section, role, client)
    confirm(client, upload(client, section), go_public="on")
    draft = RegulationVersion.objects.get()
    client.post(reverse("regulation-versions:publish", args=[draft.pk]))
    assert not Regulation.objects.get().live


def test_another_person_publishes_what_was_imported_and_is_remembered(
    section: RegulationSection, client: Client
) -> None:
    from portal.publication.models import Publication

    staff(section, EDITOR, client)
    confirm(client, upload(client, section))
    second = staff(section, PUBLISHER, client)
    draft = RegulationVersion.objects.get()
    client.post(reverse("regulation-versions:publish", args=[draft.pk]))
    assert Publication.objects.get(page=Regulation.objects.get(live=True)).by == second


def test_a_bad_file_shows_its_problem_and_no_way_on(
    section: RegulationSection, client: Client, own_folder: Path
) -> None:
    staff(section, PUBLISHER, client)
    report = upload(client, section, "演示办法\n第一条 \u202e甲。")
    assert "a.txt:2" in words_of(report)
    assert report.context["confirm"] is None
    assert list(own_folder.rglob("*.json")) == []


def test_one_upload_is_confirmed_once(section: RegulationSection, client: Client) -> None:
    staff(section, PUBLISHER, client)
    report = upload(client, section)
    confirm(client, report)
    assert confirm(client, report).status_code == 302
    assert Regulation.objects.count() == 1


def test_nobody_confirms_what_another_uploaded(section: RegulationSection, client: Client) -> None:
    staff(section, PUBLISHER, client)
    report = upload(client, section)
    staff(section, PUBLISHER, client)
    assert confirm(client, report).status_code == 302
    assert Regulation.objects.count() == 0


@pytest.mark.parametrize("key", ["../../portal", "", "x" * 32])
def test_an_unknown_key_leads_back_to_the_form(
    section: RegulationSection, client: Client, key: str
) -> None:
    staff(section, PUBLISHER, client)
    assert client.post(reverse("confirm_import"), {"key": key}).status_code == 302


def test_a_section_of_another_community_cannot_be_chosen(
    section: RegulationSection, client: Client
) -> None:
    other = make_regulation_section(make_community(section.get_parent().get_parent().specific))
    staff(section, PUBLISHER, client)
    assert upload(client, other).context["form"].errors.keys() == {"section"}


def test_without_a_right_to_add_the_screen_is_closed(
    section: RegulationSection, client: Client
) -> None:
    client.force_login(make_user())
    assert upload(client, section).status_code in (302, 403)
    assert Regulation.objects.count() == 0


def test_a_waiting_version_is_shown_with_the_way_to_publish_it(
    section: RegulationSection, client: Client
) -> None:
    staff(section, PUBLISHER, client)
    confirm(client, upload(client, section))
    confirm(client, upload(client, section, GOOD + "第三条 新增。\n"))
    drafts = list(RegulationVersion.objects.filter(state="draft").order_by("no"))
    screen = client.get(reverse("import_regulations"))
    assert list(screen.context["waiting"]) == drafts and len(drafts) == 2
    for draft in drafts:
        assert reverse("regulation-versions:publish", args=[draft.pk]) in screen.text


def test_a_text_that_waited_a_day_is_thrown_away(own_folder: Path) -> None:
    old = hold(Held("甲", "a.txt", 1, 1))
    long_ago = time.time() - KEPT_SECONDS - 60
    os.utime(own_folder / "imports" / f"{old}.json", (long_ago, long_ago))
    fresh = hold(Held("乙\ud83d", "b.txt", 1, 1))
    assert held_under(old, user=1) is None
    assert held_under(fresh, user=1) == Held("乙\ud83d", "b.txt", 1, 1)
