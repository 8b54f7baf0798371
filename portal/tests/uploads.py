"""Files and pictures in the portal, and texts that show them."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from wagtail.images.models import Filter
from wagtail.models import Collection

from portal.models import Document, Image
from portal.tests.made_uploads import picture


def make_file(
    data: bytes = "停水安排（演示）".encode(), name: str = "plan.txt", **values: Any
) -> Document:
    """A file for download."""
    values.setdefault("title", "停水安排（演示）")
    return Document.objects.create(file=ContentFile(data, name=name), **values)


def make_picture(**values: Any) -> Image:
    """A red picture."""
    values.setdefault("title", "红色（演示）")
    return Image.objects.create(file=ContentFile(picture(), name="red.jpg"), **values)


def linking(*files: Document) -> str:
    """A text with links to files."""
    links = (f'<a linktype="document" id="{file.pk}">附件</a>' for file in files)
    return f"<p>停水安排见附件：{'、'.join(links)}。</p>"


def showing(image: Image) -> str:
    """A text with a picture."""
    return f'<p>停水。</p><embed embedtype="image" id="{image.pk}" format="fullwidth" alt="红色"/>'


def collection_of(community: Any) -> Collection:
    """The collection in which the files of a community lie."""
    return Collection.objects.get(name__endswith=f"({community.code})")


def body_of(response: Any) -> bytes:
    """The bytes of an answer that streams."""
    return b"".join(response.streaming_content)


def sized(image: Image) -> Any:
    """The picture in a small size; made anew, for Wagtail keeps those of other tests in mind."""
    return image.create_rendition(Filter(spec="width-20"))


def replaced(file: Document, data: bytes, name: str = "plan-2.txt") -> Document:
    """The file with another upload under the same address."""
    file = Document.objects.get(pk=file.pk)
    file.file = ContentFile(data, name=name)
    file.save()
    return file
