"""Who may do what with a page: nobody publishes from a form or in bulk, and everybody may withdraw
who may publish.

Wagtail asks one tester for buttons, forms, copies and bulk actions; a person who may publish there
approves what others submit instead.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester


class TwoPersonTester(PagePermissionTester):
    """Wagtail's tester for our pages: publishing is approving the work of another person."""

    def holds_publish(self) -> bool:
        """Whether the person has the right to publish here, which is used by approving."""
        return bool(super().can_publish())

    def can_publish(self) -> bool:
        """Nobody, superusers included: forms and bulk actions publish the own work."""
        return False

    def can_publish_subpage(self) -> bool:
        """Nobody: neither a new page nor a copy or a mirror made by hand is public at once."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Guarding a page takes it away from the public and needs one person."""
        return self.holds_publish()

    def can_unschedule(self) -> bool:
        """Stopping what is planned needs one person."""
        return self.holds_publish()


def holds_publish(user: Any, page: Page) -> bool:
    """Whether `user` has the right to publish at this page."""
    tester = page.permissions_for_user(user)
    ask = getattr(tester, "holds_publish", tester.can_publish)
    return bool(ask())
