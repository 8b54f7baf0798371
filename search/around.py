"""The search page as HTML, most of it kept from one visit to the next (页面外框).

Of what stands around an answer only the words asked for and the address are of one visit; it is put
together while the server still looks for the answer. An answer that nothing narrows is much the
same on every page, too: its rows and addresses are filled into an outline.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.navigation import frame_of
from portal.templatetags.kept import pieces_of

from .chips import bounds_of
from .forms import Asking
from .page import sorts_of, title_of
from .templatetags import results

Values = Mapping[str, str]

TITLE, ANSWER = "\x02title\x02", "\x02answer\x02"
"""Where the title and the answer go; no text of ours holds such signs."""
MANY = 2
"""No language of ours has another word for three than for two."""


@dataclass
class Around:
    """The page of a visit."""

    request: HttpRequest
    asking: Asking

    @cached_property
    def parts(self) -> tuple[str, str, str]:
        """What comes before the title, what between it and the answer, and what after that."""
        return self._parts(self.asking.feed_address)

    def _parts(self, feed_address: str) -> tuple[str, str, str]:
        asking, within = self.asking, str(self.asking.within or "")
        values = {"words": asking.words, "feed_address": feed_address, "within": within}
        values["joined"] = "1" if asking.asks_something or within or asking.mistakes else ""
        told = frame_of(self.request).banners_told
        open_ones = {"title": TITLE, "main": ANSWER}
        page = self._filled("search/search.html", values, lambda own: {**own, **open_ones}, told)
        head, _, page = page.partition(TITLE)
        before, _, after = page.rpartition(ANSWER)
        return head, before, after

    @cached_property
    def sorts(self) -> dict[str, str]:
        """The address of the answer in each order."""
        return sorts_of(self.asking)

    def prepare(self) -> object:
        """Put together what does not depend on the answer, and keep it till then."""
        return self.parts, self.sorts

    def with_answer(self, context: dict[str, Any]) -> str:
        """The whole page."""
        now, meant = context["now"], context["answer"].meant
        head, before, after = self._parts(now.feed_address) if meant else self.parts
        own = self._answer(context, _rows(context))
        return "".join((head, escape(title_of(context)), before, own, after))

    def _answer(self, context: dict[str, Any], rows: dict[str, str]) -> str:
        if not _is_plain(context):
            return render_to_string("search/answer.html", context | rows, self.request)
        pages, words = context["pages"], context["now"].words
        values = rows | {
            "words": words,
            "number": str(pages.number),
            "first_address": context["first_address"],
            "next_address": pages.next_address if pages.has_next else "",
            "previous_address": pages.previous_address if pages.has_previous else "",
        }
        sort, total = context["now"].sort, min(context["total"], MANY)
        outline = {"sort": sort, "total": total}
        return self._filled(
            "search/answer.html", values, lambda own: _outline(own, **outline), (sort, total)
        )

    def _filled(
        self,
        template: str,
        values: Values,
        context: Callable[[Values], dict[str, Any]],
        depends_on: tuple[Hashable, ...],
    ) -> str:
        """A template with some values, which it shows where there are any, and no more.

        `context` is made of them, or of tokens in their place, and of nothing else of this visit
        but what the text `depends_on`.
        """
        frame = frame_of(self.request)
        if not frame.state or frame.offered_language:
            return render_to_string(template, context(values), self.request)
        tokens = {name: _token(name) if value else "" for name, value in values.items()}
        pieces = pieces_of(
            frame,
            (template, *depends_on, *map(bool, values.values())),
            lambda kept: render_to_string(
                template, context(tokens) | {"frame": kept}, self.request
            ),
        )
        own = {
            tokens[name]: value if isinstance(value, SafeString) else escape(value)
            for name, value in values.items()
        }
        return frame.with_address(pieces, own)


@cache
def _token(name: str) -> str:
    return "\x02{}\x02".format(name.replace("_", "-"))


def _rows(context: Mapping[str, Any]) -> dict[str, str]:
    """What is found, and the choices beside it, as HTML."""
    cited = context["cited"]
    return {
        "places": results.place_links(context["places"]),
        "facets": results.facet_groups(context["facets"]),
        "sorts": results.sort_links(context["sorts"], context["now"].sort),
        "cited": results.found_groups(cited, best=len(cited) == 1),
        "found": results.found_groups(context["found"]),
        "related": results.found_groups(context["related"]),
        "counted": str(context["total"]),
    }


def _is_plain(context: Mapping[str, Any]) -> bool:
    """Whether something was found as it was asked for, and nothing narrows it."""
    answer, now = context["answer"], context["now"]
    special = (context["chips"], context["filled"], now.mistakes, now.as_typed, answer.meant)
    return bool(answer.hits) and not any(special) and not answer.shown.from_reserve


def _outline(values: Values, *, sort: str, total: int) -> dict[str, Any]:
    """A plain answer, as far as the template asks for it."""
    pages = {"has_next": values["next_address"], "has_previous": values["previous_address"]}
    return {
        **values,
        "asking": {"words": values["words"]},
        "now": {"words": values["words"], "sort": sort},
        "answer": {"hits": True},
        "bounds": bounds_of(Asking()),
        "total": total,
        "pages": {**values, **pages},
    }
