"""What was done to many things at once (批量操作): said by name, with what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages

MOST_NAMED = 12


def say(request: HttpRequest, objects: Iterable[Any], action: Any) -> None:
    """Names what was treated, and what was chosen but left out for want of the right to it.

    Wagtail's own message has the count; what the person may not see at all is counted, not named.
    """
    done = list(objects)
    if done:
        messages.info(request, gettext("Treated: %(names)s") % {"names": _names(done)})
    chosen = {key for key in request.GET.getlist("id") if key.isdigit()}
    left = chosen - {str(row.pk) for row in done}
    if left:
        words = gettext(
            "Left out, because you have no right to it or its state does not allow it: %(n)d"
        )
        messages.warning(request, words % {"n": len(left)})


def _names(rows: list[Any]) -> str:
    names = [_name(row) for row in rows[:MOST_NAMED]]
    more = len(rows) - len(names)
    joined = gettext(", ").join(names)
    return gettext("%(names)s and %(n)d more") % {"names": joined, "n": more} if more else joined


def _name(row: Any) -> str:
    return str(row.get_admin_display_title() if hasattr(row, "get_admin_display_title") else row)
