"""What forms may name of other communities: what is public, and what stood there before."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict

from portal.pages.models import InfoPage, Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.references import without_unknown
from portal.tests.desks import as_built, make_desk
from portal.tests.remembered import remembered
from portal.tests.uploads import collection_of, linking, make_file, make_picture, showing

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered(as_built)
def desk() -> SimpleNamespace:
    """An own draft, and a draft, a file and a picture of the other community."""
    desk = make_desk()
    desk.own = make_notice(make_notice_section(desk.one), live=False, owner=desk.editor.user)
    desk.section = make_notice_section(desk.two)
    desk.draft = make_notice(desk.section, live=False)
    desk.file = make_file(collection=collection_of(desk.two))
    desk.picture = make_picture(collection=collection_of(desk.two))
    return desk


def text(kind: str, key: Any) -> str:
    """A text with one link, file or picture."""
    block = {
        "key": "a", "text": "词", "type": "atomic" if kind == "IMAGE" else "unstyled",
        "entityRanges": [{"offset": 0, "length": 1, "key": 0}],
    }  # fmt: skip
    return json.dumps({"blocks": [block], "entityMap": {"0": {"type": kind, "data": {"id": key}}}})


def read(desk: Any, *, form: Any = Notice, own: Any = None, **sent: Any) -> dict[str, str]:
    """What a form of the editor reads of what was sent."""
    data = QueryDict(mutable=True)
    data.update(sent)
    form_class = form.get_edit_handler().get_form_class()
    kept = without_unknown(data, form=form_class, user=desk.editor.user, own=own)
    return {name: kept[name] for name in sent}


@pytest.mark.parametrize(
    ("kind", "name"), [("LINK", "draft"), ("DOCUMENT", "file"), ("IMAGE", "picture")]
)
def test_a_text_loses_what_it_names_of_another_communitys_work(desk, kind, name):
    found = json.loads(read(desk, body=text(kind, getattr(desk, name).pk))["body"])
    assert found["entityMap"] == {}
    assert [block["text"] for block in found["blocks"]] == ([] if kind == "IMAGE" else ["词"])


@pytest.mark.parametrize(
    ("kind", "name"), [("LINK", "draft"), ("DOCUMENT", "file"), ("IMAGE", "picture")]
)
def test_what_the_page_named_before_stays(desk, kind, name):
    link = f'<a linktype="page" id="{desk.draft.pk}">词</a>'
    desk.own.body = link + linking(desk.file) + showing(desk.picture)
    sent = text(kind, getattr(desk, name).pk)
    assert read(desk, own=desk.own, body=sent) == {"body": sent}


def test_what_everybody_may_read_and_have_may_be_named(desk):
    public = make_notice(desk.section, body=linking(desk.file) + showing(desk.picture))
    for kind, key in (("LINK", public.pk), ("DOCUMENT", desk.file.pk), ("IMAGE", desk.picture.pk)):
        sent = text(kind, key)
        assert read(desk, body=sent) == {"body": sent}


def test_a_chooser_loses_the_draft_of_another_community(desk):
    assert read(desk, answers=str(desk.draft.pk)) == {"answers": ""}
    assert read(desk, answers=str(desk.own.pk)) == {"answers": str(desk.own.pk)}


def test_a_chooser_in_a_row_below_the_page_loses_it_too(desk):
    name = "items-0-where"
    assert name.split("-")[0] in InfoPage.get_edit_handler().get_form_class().formsets
    assert read(desk, form=InfoPage, **{name: str(desk.draft.pk)}) == {name: ""}


@pytest.mark.parametrize(
    "value", ["{", '{"entityMap": 1}', "{" * 5000, "[]", '{"entityMap": {"0": 1}}']
)
def test_what_is_no_text_of_the_editor_is_left_to_the_form(desk, value):
    assert read(desk, body=value) == {"body": value}


def test_a_text_cannot_hide_its_name_from_the_reading(desk):
    sent = "  " + text("LINK", desk.draft.pk).replace("entityMap", "\\u0065ntityMap")
    assert str(desk.draft.pk) not in read(desk, body=sent)["body"]


@pytest.mark.parametrize("field", ["plan_image", "floor_image"])
def test_a_picture_of_another_community_cannot_be_chosen_as_a_plan(desk, field):
    answer = desk.editor.browser.post(
        "/admin/centres/new/", {field: desk.picture.pk, "community": desk.one.pk}
    )
    assert desk.picture.title not in answer.content.decode()
