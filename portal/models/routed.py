"""Pages with addresses of their own below them."""

from __future__ import annotations

from functools import partial
from typing import Any

from wagtail.contrib.routable_page.models import RoutablePageMixin


class RoutedPage(RoutablePageMixin):
    """A page that answers addresses below its own; stands left of `BasePage` among the bases.

    Wagtail's mixin shows a draft by its routes and asks no further base, so that the form would be
    beside a preview without hints, or without any preview at all: no policy would allow it there.
    """

    def serve_preview(self: Any, request: Any, mode_name: str) -> Any:
        """As every page of ours: with hints, and allowed beside the form."""
        shown = partial(RoutablePageMixin.serve_preview, self, request, mode_name)
        return self.told_in_preview(shown)
