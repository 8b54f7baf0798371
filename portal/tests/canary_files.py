"""Files and pictures for each state of the other community's pages, and some of the own.

A file of a live page is public as it stands; its next version waits and is for nobody else. Of all
others not even the name may be told.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import UploadedFile

from portal.models import Document, FileClearance, FileText, Image
from portal.tests.canary_words import OWN, STATES, word
from portal.tests.uploads import sized


def plant_files(world: SimpleNamespace) -> None:
    """`documents` and `images` by state, and `upload`, which somebody has not finished."""
    world.documents = {state: _document(world, state) for state in STATES}
    world.images = {state: _image(world, state) for state in STATES}
    picture = get_test_image_file(filename="own.png")
    world.images[OWN] = Image.objects.create(
        title="自己的", file=picture, collection=world.own_collection
    )
    world.documents[OWN] = Document.objects.create(
        title="自己的", file=ContentFile(b"x", name="own.txt"), collection=world.own_collection
    )
    world.upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(Document),
        file=ContentFile(b"x", name=f"{word('upload', 'file')}.txt"),
        uploaded_by_user=world.author,
    )


def _document(world: SimpleNamespace, state: str) -> Document:
    is_open = state == "live"
    text = "公开的附件。" if is_open else word(state, "text")
    name = "open" if is_open else word(state, "document")
    return Document.objects.create(
        title="公开的附件" if is_open else word(state, "file"),
        file=ContentFile(text.encode(), name=f"{name}.txt"),
        collection=world.collection,
        uploaded_by_user=world.author,
    )


def _image(world: SimpleNamespace, state: str) -> Image:
    picture = get_test_image_file(filename=f"{word(state, 'picture')}.png")
    image = Image.objects.create(
        title=word(state, "image"),
        file=picture,
        collection=world.collection,
        uploaded_by_user=world.author,
    )
    sized(image)
    return image


def plant_next_versions(world: SimpleNamespace) -> None:
    """Each file gets a second version with its note, its hidden text and what was judged of it."""
    for state in STATES:
        name, text = f"{word(state, 'next', 'document')}.txt", word(state, "next", "text")
        file: Any = Document.objects.get(pk=world.documents[state].pk)
        file.version_note = word(state, "why")
        file.file = ContentFile(text.encode(), name=name)
        file.save()
        version = file.versions.first()
        FileText.objects.filter(version=version).update(hidden_text=word(state, "hidden"))
        FileClearance.objects.create(
            version=version, about="hidden", by=world.author, at=timezone.now(),
            reason=word(state, "reason"),
        )  # fmt: skip
