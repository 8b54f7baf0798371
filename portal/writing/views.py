"""What the editor of a text asks the server while somebody writes."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from .draftail_tables import FEATURE
from .pasted_blocks import Losses
from .pasting import cleaned

FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", FEATURE]


@require_POST
def paste(request: HttpRequest) -> HttpResponse:
    """What a clipboard held, in the form in which the editor takes it, and what was left out."""
    pasted = cleaned(request.POST.get("html", ""))
    content = ContentstateConverter(FEATURES).from_database_format(pasted.html)
    return JsonResponse({"content": json.loads(content), "notes": notes_on(pasted.losses)})


def notes_on(losses: Losses) -> list[str]:
    """What was left out of what was pasted, and what to do about it, in words."""
    counted: list[tuple[int, Any]] = [
        (
            losses.pictures,
            ngettext(
                "%(n)d picture was not pasted: put it into the picture library, then insert it.",
                "%(n)d pictures were not pasted: put them into the picture library, then insert "
                "them.",
                losses.pictures,
            ),
        ),
        (losses.films, gettext("Films and sound cannot stand in a text; %(n)d left out.")),
        (
            losses.links,
            gettext("%(n)d links led to a file on a computer or nowhere; their words stay."),
        ),
        (losses.table_links, gettext("In tables only the words of %(n)d links stay.")),
    ]
    return [words % {"n": count} for count, words in counted if count]
