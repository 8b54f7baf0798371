"""The editor of texts (正文编辑器): Wagtail's own, which never fails at what was stored.

Imports and old faults leave markup that is nested badly; Wagtail's editor answers it with an error,
and nobody could mend the page any more. Here it is put in order first.
"""

from __future__ import annotations

import logging
from typing import Any

import nh3
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea

from portal import safe_html

from .pasting import cleaned

logger = logging.getLogger(__name__)

UNREADABLE = (AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What Wagtail's reader of markup stumbles with."""
TAGS = {*safe_html.TAGS, "embed"}
ATTRIBUTES = {
    **safe_html.ATTRIBUTES,
    "*": {"data-block-key"},
    "a": {"href", "linktype", "id"},
    "embed": {"embedtype", "id", "format", "alt", "url"},
}


class TextEditor(DraftailRichTextArea):
    """Wagtail's editor; what it cannot read is nested anew, and if need be only its text is kept.

    The stored text stays as it is until somebody saves the form.
    """

    def format_value(self, value: Any) -> Any:
        """What the editor is filled with."""
        try:
            return super().format_value(value)
        except UNREADABLE:
            logger.warning("A stored text is nested badly and was put in order for the editor")
        try:
            return super().format_value(nested_anew(str(value)))
        except UNREADABLE:
            return super().format_value(cleaned(str(value)).html)


def nested_anew(markup: str) -> str:
    """The markup with every element closed inside the one that holds it."""
    return nh3.clean(
        markup, tags=TAGS, attributes=ATTRIBUTES, url_schemes=safe_html.SCHEMES, link_rel=None
    )
