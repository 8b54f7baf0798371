"""The form of a notice on the desk: only the parts that its kind needs stand open."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_editor_js")
def kinds_script() -> SafeString:
    """The small script that folds away what another kind of notice needs."""
    return format_html('<script src="{}" defer></script>', static("js/notice-kinds.js"))
