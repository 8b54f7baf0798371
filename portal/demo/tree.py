"""Lays demo pages into the tree and remembers, in Wagtail's log, which file became which page.

The place of a file in its folder is the place of its page. Because the log remembers, a page that
staff have renamed, moved, edited or withdrawn is left as it is when the demo is loaded again.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from portal.publication.actions import publish

PUBLISHING_TIME = time(9, 30)
_CREATED, _MARK = "wagtail.create", "demo_file"


def moment(day: date, at: time = PUBLISHING_TIME) -> datetime:
    """A working moment of `day` in local time."""
    return timezone.make_aware(datetime.combine(day, at))


class LaidPages:
    """The demo pages that have been laid down (已载入的演示页面), by the address of their file."""

    def __init__(self) -> None:
        rows = PageLogEntry.objects.filter(action=_CREATED, data__has_key=_MARK)
        self._page_ids = {data[_MARK]: page for data, page in rows.values_list("data", "page_id")}

    def __contains__(self, address: object) -> bool:
        return address in self._page_ids

    def __len__(self) -> int:
        return len(self._page_ids)

    def page(self, address: str) -> Any | None:
        """The page that the file at `address` became, fresh; None when there is none (any more)."""
        page = Page.objects.filter(pk=self._page_ids.get(address)).first()
        return page.specific if page else None

    def parent_of(self, address: str) -> Any | None:
        """The page above the one at `address`."""
        return self.page(address.rpartition("/")[0])

    def add(
        self, page: Any, *, below: Page, address: str, at: datetime, by: AbstractUser | None
    ) -> Any:
        """Adds `page` below a page and publishes it as of `at`, through the gate."""
        page.live = False
        page.first_published_at = at
        below.add_child(instance=page)
        self.remember(page, address=address, by=by)
        return publish(page, by=by, at=at)

    def remember(self, page: Any, *, address: str, by: AbstractUser | None) -> None:
        """Notes in the log that `page` came from the file at `address`."""
        log(page, _CREATED, user=by, data={_MARK: address})
        self._page_ids[address] = page.pk
