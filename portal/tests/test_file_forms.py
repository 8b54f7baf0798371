"""Every way by which the desk takes files and pictures ends in the same check."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.models import UploadedFile

from portal.models import Document, Image
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.problems import Refused
from portal.tests import made_uploads as made
from portal.tests.admin_forms import fields_of, opened_and_sent, words_of
from portal.tests.desks import make_desk
from portal.tests.made_files import pdf
from portal.tests.uploads import collection_of, linking, make_file, make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities; the collection of the first."""
    desk = make_desk()
    desk.collection = collection_of(desk.one)
    return desk


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def values(desk: Any, file: Any, **more: Any) -> dict[str, Any]:
    return {"title": "演示", "collection": desk.collection.pk, "tags": "", "file": file, **more}


# --- Each way gives the words of the answer -------------------------------------------------------
def by_the_form(desk: Any, kind: str, file: Any) -> str:
    address = reverse(f"wagtail{kind}s:add")
    return words_of(desk.editor.browser.post(address, values(desk, file), follow=True))


def by_many_at_once(desk: Any, kind: str, file: Any) -> str:
    address = reverse(f"wagtail{kind}s:add_multiple")
    sent = {"title": "演示", "collection": desk.collection.pk, "files[]": file}
    answer = desk.editor.browser.post(address, sent, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    return str(answer.json())


def by_the_chooser(desk: Any, kind: str, file: Any) -> str:
    address = reverse(f"wagtail{kind}s_chooser:create")
    prefix = {"doc": "document-chooser-upload", "image": "image-chooser-upload"}[kind]
    sent = {f"{prefix}-{name}": value for name, value in values(desk, file).items()}
    return str(desk.editor.browser.post(address, sent).json())


def by_replacing(desk: Any, kind: str, file: Any) -> str:
    former = make_file(collection=desk.collection)
    address = reverse("wagtaildocs:edit", args=[former.pk])
    answer = opened_and_sent(desk.editor.browser, address, values(desk, file))
    if answer.status_code == 302:
        return ""
    former.refresh_from_db()
    assert former.file.storage.exists(former.file.name)
    former.delete()
    return words_of(answer)


WAYS = [by_the_form, by_many_at_once, by_the_chooser]
for_pictures = pytest.mark.parametrize("way", WAYS, ids=lambda one: one.__name__)
for_files = pytest.mark.parametrize("way", [*WAYS, by_replacing], ids=lambda one: one.__name__)


@for_files
def test_a_hostile_file_is_refused_in_plain_words_on_every_way(desk, way) -> None:
    words = way(desk, "doc", upload(made.pdf_with_javascript(), "a.pdf"))
    assert "JavaScript" in words
    assert not Document.objects.exists()


@for_pictures
def test_a_hostile_picture_is_refused_in_plain_words_on_every_way(desk, way) -> None:
    words = way(desk, "image", upload(made.HEIC, "a.jpg"))
    assert "HEIC" in words
    assert not Image.objects.exists()


@for_files
def test_a_good_file_becomes_a_version_with_its_text_on_every_way(desk, way) -> None:
    way(desk, "doc", upload(pdf("停水（演示）"), "a.pdf"))
    version = Document.objects.get().versions.first()
    assert (version.name, version.kind, version.by) == ("a.pdf", "pdf", desk.editor.user)
    assert version.reading.text == "停水（演示）"
    assert Document.objects.get().file.name == version.file.name


@for_pictures
def test_a_good_picture_is_drawn_anew_on_every_way(desk, way) -> None:
    way(desk, "image", upload(made.picture_with_a_place(), "IMG_20260101.jpg"))
    image = Image.objects.get()
    with image.file.storage.open(image.file.name) as stored:
        data = stored.read()
    with Pillow.open(io.BytesIO(data)) as picture:
        assert dict(picture.getexif()) == {}
    assert (image.width, image.height) == (30, 40)
    assert image.file_size == len(data)
    assert "IMG" not in image.file.name and image.drawn == image.file.name


# --- The second half of an upload that lacked a title --------------------------------------------
def half_done(desk: Any, model: Any, data: bytes, name: str) -> UploadedFile:
    return UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(model),
        file=ContentFile(data, name=name),
        uploaded_by_user=desk.editor.user,
    )


def finish(desk: Any, half: UploadedFile, way: str, prefix: str) -> Any:
    sent = {"title": "演示", "collection": desk.collection.pk, "tags": ""}
    data = {f"{prefix}-{half.pk}-{name}": value for name, value in sent.items()}
    return desk.editor.browser.post(reverse(way, args=[half.pk]), data)


def test_an_upload_finished_later_is_looked_at_too(desk) -> None:
    half = half_done(desk, Document, pdf("停水（演示）"), "a.pdf")
    finish(desk, half, "wagtaildocs:create_multiple_from_uploaded_document", "uploaded-document")
    assert Document.objects.get().versions.get().reading.text == "停水（演示）"


def test_a_hostile_upload_finished_later_is_refused(desk) -> None:
    half = half_done(desk, Document, made.pdf_with_javascript(), "a.pdf")
    finish(desk, half, "wagtaildocs:create_multiple_from_uploaded_document", "uploaded-document")
    assert not Document.objects.exists()


def test_a_picture_finished_later_is_drawn_anew_too(desk) -> None:
    half = half_done(desk, Image, made.picture_with_a_place(), "a.jpg")
    finish(desk, half, "wagtailimages:create_multiple_from_uploaded_image", "uploaded-image")
    image = Image.objects.get()
    with image.file.storage.open(image.file.name) as stored:
        assert b"demo camera" not in stored.read()


def test_what_code_stores_is_looked_at_as_well() -> None:
    with pytest.raises(Refused):
        Document.objects.create(title="演示", file=ContentFile(b"<html>", name="a.pdf"))
    with pytest.raises(Refused):
        Image(title="演示", file=ContentFile(made.picture("PNG"), name="a.jpg")).save()


# --- Replacing ------------------------------------------------------------------------------------
def test_replacing_at_the_desk_keeps_the_address_and_the_former_file(client, desk) -> None:
    file = make_file(collection=desk.collection)
    make_notice(make_notice_section(desk.one), body=linking(file))
    address = reverse("wagtaildocs:edit", args=[file.pk])
    sent = values(desk, upload("周三（演示）".encode(), "b.txt"), version_note="改期")
    opened_and_sent(desk.editor.browser, address, sent)
    new, old = file.versions.all()
    assert (new.note, new.by, new.public_at) == ("改期", desk.editor.user, None)
    assert client.get(file.url).status_code == 200
    file.refresh_from_db()
    assert file.file.name == old.file.name and old.file.storage.exists(old.file.name)


def test_a_new_title_does_not_make_a_version(desk) -> None:
    file = make_file(collection=desk.collection)
    address = reverse("wagtaildocs:edit", args=[file.pk])
    opened_and_sent(desk.editor.browser, address, values(desk, "", title="新题目"))
    file.refresh_from_db()
    assert (file.title, file.versions.count()) == ("新题目", 1)


def test_a_stored_picture_keeps_its_file_at_the_desk(desk) -> None:
    image = make_picture(collection=desk.collection)
    former, address = image.file.name, reverse("wagtailimages:edit", args=[image.pk])
    sent = values(desk, upload(made.picture("PNG"), "b.png"), title="新题目")
    opened_and_sent(desk.editor.browser, address, sent)
    image.refresh_from_db()
    assert (image.title, image.file.name) == ("新题目", former)
    assert image.file.storage.exists(former)


def test_a_stored_picture_keeps_its_file_in_code_too() -> None:
    image = make_picture()
    image.file = ContentFile(made.picture("PNG"), name="b.png")
    with pytest.raises(Refused):
        image.save()


def test_a_portrait_of_staff_is_drawn_anew_and_served_to_nobody_outside(client, desk) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(desk.editor.user)
    profile.avatar = upload(made.picture_with_a_place(), "me.jpg")
    profile.save()
    with profile.avatar.storage.open(profile.avatar.name) as stored:
        assert b"demo camera" not in stored.read()
    assert client.get(profile.avatar.url).status_code == 404
    assert desk.editor.browser.get(profile.avatar.url).status_code == 200


@pytest.mark.parametrize("kind", ["doc", "image"])
def test_one_of_many_files_gets_its_title_right_after_the_upload(desk, kind) -> None:
    file = upload("停水（演示）".encode(), "a.txt")
    file = file if kind == "doc" else upload(made.picture("PNG"), "a.png")
    mark = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    address = reverse(f"wagtail{kind}s:add_multiple")
    sent = {"title": "演示", "files[]": file, "collection": desk.collection.pk}
    answer = desk.editor.browser.post(address, sent, **mark).json()
    shown = SimpleNamespace(content=answer["form"])
    key = answer.get("doc_id") or answer["image_id"]
    fields = {**fields_of(shown), f"{kind}-{key}-title": "新题目"}
    edit = reverse(f"wagtail{kind}s:edit_multiple", args=[key])
    assert desk.editor.browser.post(edit, fields, **mark).json()["success"]
    assert {"doc": Document, "image": Image}[kind].objects.get().title == "新题目"
