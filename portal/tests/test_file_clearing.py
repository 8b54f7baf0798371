"""A person judges what was found in a file, on the screen of the file and nowhere else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.file_clearing import confirm
from portal.models import FileClearance
from portal.problems import Refused
from portal.tests import made_uploads as made
from portal.tests.admin_forms import messages_of, words_of
from portal.tests.desks import make_desk
from portal.tests.uploads import collection_of, make_file, replaced

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities; a file of the first with a hidden sheet that names a person."""
    desk = make_desk()
    sheet = made.row(made.cell(made.ID_NUMBER))
    desk.file = make_file(
        made.xlsx(sheet=sheet, state="veryHidden"),
        "list.xlsx",
        collection=collection_of(desk.one),
        uploaded_by_user=desk.editor.user,
    )
    desk.version = desk.file.versions.get()
    return desk


def confirmed(desk: Any, by: Any, **values: Any) -> FileClearance:
    values = {"about": "hidden", "reason": "核对过", **values}
    return confirm(desk.version, by=by.user, at=timezone.now(), **values)


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_who_uploaded_the_file_may_confirm_what_it_hides(desk) -> None:
    row = confirmed(desk, desk.editor)
    assert (row.by, row.reason, row.version) == (desk.editor.user, "核对过", desk.version)


def test_personal_data_is_confirmed_by_another_person_whatever_the_rights(desk) -> None:
    desk.editor.user.is_superuser = True
    desk.editor.user.save()
    with pytest.raises(Refused) as error:
        confirmed(desk, desk.editor, about="personal")
    assert codes(error) == ["file.same_person"]
    assert confirmed(desk, desk.publisher, about="personal").by == desk.publisher.user


def test_a_confirmation_without_a_reason_is_refused(desk) -> None:
    with pytest.raises(Refused) as error:
        confirmed(desk, desk.publisher, reason="  ")
    assert codes(error) == ["file.reason_missing"]


@pytest.mark.parametrize("about", ["hidden", "else", ""])
def test_what_was_confirmed_or_never_found_is_not_confirmed(desk, about) -> None:
    confirmed(desk, desk.publisher)
    with pytest.raises(Refused) as error:
        confirmed(desk, desk.publisher, about=about)
    assert codes(error) == ["file.nothing_to_confirm"]


def test_staff_of_another_community_may_not_confirm(desk) -> None:
    desk.file.collection = collection_of(desk.two)
    desk.file.save()
    with pytest.raises(PermissionDenied):
        confirmed(desk, desk.publisher)


# --- The screen -----------------------------------------------------------------------------------
def screen(desk: Any, person: Any) -> str:
    return words_of(person.browser.get(reverse("wagtaildocs:edit", args=[desk.file.pk])))


def test_the_screen_names_what_is_hidden_and_never_the_number(desk) -> None:
    words = screen(desk, desk.publisher)
    assert "工作表“底稿”被深度隐藏" in words and "好像有个人信息" in words
    assert made.ID_NUMBER not in words
    assert words.count("我看过了，可以公开") == 2


def test_who_uploaded_the_file_is_told_to_ask_another_person(desk) -> None:
    words = screen(desk, desk.editor)
    assert words.count("我看过了，可以公开") == 1
    assert "请另一位同事在这里确认" in words


def test_the_screen_lists_every_version(desk) -> None:
    replaced(desk.file, b"x", "second.txt")
    words = screen(desk, desk.editor)
    assert "list.xlsx" in words and "second.txt" in words


def test_the_form_confirms_and_leads_back(desk) -> None:
    address = reverse("portal_confirm_file", args=[desk.file.pk, 1])
    sent = {"about": "hidden", "reason": "核对过"}
    answer = desk.publisher.browser.post(address, sent, follow=True)
    assert "已确认" in messages_of(answer)[0]
    assert FileClearance.objects.get().about == "hidden"
    assert "核对过" in words_of(answer)


def test_the_address_of_the_form_takes_nothing_else(client, desk) -> None:
    address = reverse("portal_confirm_file", args=[desk.file.pk, 1])
    assert desk.publisher.browser.get(address).status_code == 405
    assert desk.publisher.browser.post(address.replace("/1/", "/7/"), {}).status_code == 404
    assert client.post(address, {"about": "hidden", "reason": "x"}).status_code == 302
    assert not FileClearance.objects.exists()
