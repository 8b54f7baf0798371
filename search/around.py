"""What stands around an answer, put together while the server still looks for it (页面外框).

Of a page without an answer only the words asked for and the address are of one visit: the rest is
kept like every part of the frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape

from portal.navigation import Frame, frame_of
from portal.templatetags.kept import pieces_of

from .forms import Asking

WORDS, FEED, ANSWER = "\x02words\x02", "\x02feed\x02", "\x02answer\x02"
"""Where these go; no text of ours holds such signs."""


@dataclass
class Around:
    """The page of a visit without its answer."""

    request: HttpRequest
    asking: Asking

    @cached_property
    def parts(self) -> tuple[str, str]:
        """What comes before the answer, and what after it."""
        frame = frame_of(self.request)
        words, feed = self.asking.words, self.asking.feed_address
        if not frame.state or frame.offered_language:
            page = self._page(frame, words, feed)
        else:
            name = ("search page", bool(words), bool(feed), frame.banners_told)
            pieces = pieces_of(
                frame, name, lambda kept: self._page(kept, words and WORDS, feed and FEED)
            )
            page = frame.with_address(pieces, {WORDS: escape(words), FEED: escape(feed)})
        before, _, after = page.rpartition(ANSWER)
        return before, after

    def _page(self, frame: Frame, words: str, feed: str) -> str:
        context = {"frame": frame, "words": words, "feed_address": feed, "main": ANSWER}
        return render_to_string("search/search.html", context, self.request)

    def with_answer(self, context: dict[str, Any]) -> str:
        """The whole page."""
        return render_to_string("search/answer.html", context, self.request).join(self.parts)
