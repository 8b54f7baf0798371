"""Pictures in a text need words for those who do not see them (图片替代文字)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from wagtail.fields import RichTextField
from wagtail.images import get_image_model

from portal.problems import Problem, gettext_noop

_FILE_NAME = re.compile(
    r"^(?:(?:img|dsc|image|pic|photo|screenshot|mmexport|图片|照片|截图|微信图片)[\s_\-]*)?"
    r"[\d_\-\s.]*(?:\.(?:jpe?g|png|gif|webp|bmp))?$",
    re.I,
)


class _Pictures(HTMLParser):
    """Gathers the pictures of a stored text: key of the picture, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only pictures of the library stand in a text."""
        facts = dict(attrs)
        if tag == "embed" and facts.get("embedtype") == "image":
            self.found.append((facts.get("id") or "", (facts.get("alt") or "").strip()))


def pictures_in(html: str) -> list[tuple[str, str]]:
    """(key of the picture, alternative text) of each picture in a stored text."""
    reader = _Pictures()
    reader.feed(html or "")
    return reader.found


def says_nothing(words: str) -> bool:
    """Whether an alternative text is empty, or only the name that a camera gave the file."""
    return bool(_FILE_NAME.match(words.strip()))


def problems_with_pictures(page: Any) -> list[Problem]:
    """Each picture in the texts of a page that has no alternative text, by its title.

    A picture that only decorates has no place in a public text (GB/T 37668-2019, 5.1.1: every
    picture that carries meaning has words of the same meaning).
    """
    missing = [
        (name, key)
        for name, key, words in _pictures_of(page)
        if says_nothing(words)
    ]  # fmt: skip
    if not missing:
        return []
    rows = get_image_model().objects.filter(pk__in={key for _, key in missing if key.isdigit()})
    titles = {str(pk): title for pk, title in rows.values_list("pk", "title")}
    message = gettext_noop(
        "The picture “%(title)s” has no alternative text: say in a few words what it shows."
    )
    return [
        Problem("picture.no_alternative", message, name, {"title": titles.get(key, key)})
        for name, key in dict.fromkeys(missing)
    ]


def _pictures_of(page: Any) -> Iterator[tuple[str, str, str]]:
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            for key, words in pictures_in(getattr(page, field.name)):
                yield field.name, key, words
