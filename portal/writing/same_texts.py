"""Texts that nobody changed (未改动的正文): the keys that the editor gives are no change.

Without this, who approves a text that was written by a program would count as its author.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.functional import cached_property

_KEY = re.compile(r' data-block-key="[^"]*"')


class SameTexts:
    """Mixin of a form: a text counts as changed when a person changed it."""

    @cached_property
    def changed_data(self) -> list[str]:
        """The names of the fields that were changed."""
        names: list[str] = super().changed_data  # type: ignore[misc]
        return [name for name in names if not self._is_same_text(name)]

    def _is_same_text(self, name: str) -> bool:
        form: Any = self
        field = form[name]
        widget: Any = field.field.widget
        converter = getattr(widget, "converter", None)  # the rich text editor has one
        if converter is None:
            return False
        shown = converter.to_database_format(widget.format_value(field.initial))
        return _KEY.sub("", shown) == _KEY.sub("", field.data or "")
