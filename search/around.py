"""What stands around an answer, put together while the server still looks for it (页面外框)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from .forms import Asking

ANSWER = "\x02answer\x02"
"""Where the answer goes; no text of ours holds such a sign."""


@dataclass
class Around:
    """The page of a visit without its answer."""

    request: HttpRequest
    asking: Asking

    @cached_property
    def parts(self) -> tuple[str, str]:
        """What comes before the answer, and what after it."""
        feed = replace(self.asking, page=1).address if self.asking.asks_something else ""
        context = {"asking": self.asking, "feed_address": feed, "main": ANSWER}
        page = render_to_string("search/search.html", context, self.request)
        before, _, after = page.partition(ANSWER)
        return before, after

    def with_answer(self, context: dict[str, Any]) -> str:
        """The whole page."""
        return render_to_string("search/answer.html", context, self.request).join(self.parts)
