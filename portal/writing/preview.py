"""The preview beside the form: as wide as a telephone first, with hints on the text it shows."""

from __future__ import annotations

import json
from typing import Any

from csp.constants import SELF
from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy
from wagtail.fields import RichTextField

from .hints import hints_in
from .pictures import problems_with_pictures

SIZES = [
    {
        "name": "mobile",
        "icon": "mobile-alt",
        "device_width": 390,
        "label": gettext_lazy("As on a telephone"),
    },
    {
        "name": "tablet",
        "icon": "tablet-alt",
        "device_width": 768,
        "label": gettext_lazy("As on a tablet"),
    },
    {
        "name": "desktop",
        "icon": "desktop",
        "device_width": 1280,
        "label": gettext_lazy("As on a screen"),
    },
]
ESCAPED = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"}


def hints_on(page: Any) -> list[str]:
    """The hints on all texts of a page; what will stop it comes first.

    Kinds of pages that are made of elements say themselves what is missing.
    """
    found = list(problems_with_pictures(page))
    found += getattr(page, "hints_while_writing", list)()
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            found += hints_in(getattr(page, field.name))
    return [str(hint) for hint in found]


def with_hints(page: Any, response: Any) -> Any:
    """The preview with its hints as data at its end, from where the form takes them.

    Beside the form it stands in a frame, which the policy of public pages allows to nobody.
    """
    response._csp_replace = {"frame-ancestors": [SELF]}
    hints = hints_on(page) or []
    done = gettext("Nothing to say about this text.")
    data = json.dumps({"hints": hints, "none": done}, ensure_ascii=False)
    for sign, escaped in ESCAPED.items():
        data = data.replace(sign, escaped)
    block = f'<script type="application/json" id="writing-hints">{data}</script></body>'

    def add(rendered: HttpResponse) -> None:
        rendered.content = rendered.content.replace(b"</body>", block.encode(), 1)

    if hasattr(response, "add_post_render_callback"):
        response.add_post_render_callback(add)
    return response
