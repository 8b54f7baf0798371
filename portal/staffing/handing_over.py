"""What a person leaves behind (交接清单), and how each kind of it passes to a colleague.

Other packages add their kinds by the hook `HAND_OVER_PARTS`. Versions of a page keep the name of
who wrote them: history is not passed on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page, Revision, WorkflowState

from portal import roles
from portal.publication.models import Approval, ErrorReport
from portal.role_table import Verb
from portal.signals import HAND_OVER_PARTS


@dataclass(frozen=True)
class Item:
    """One thing that is left behind; `page` where it belongs to one."""

    words: str
    url: str = ""
    page: Page | None = None


class Part(Protocol):
    """One kind of things that are left behind."""

    words: str | Promise

    def items(self, user: Any) -> list[Item]:
        """What `user` leaves of this kind."""

    def pass_on(self, user: Any, to: Any) -> None:
        """Gives all of it to a colleague; called inside the transaction of the hand-over."""


def _of_page(page: Page) -> Item:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Item(page.get_admin_display_title(), url, page)


class Drafts:
    """Pages of one's own that are not public or have changes that are not."""

    words = _("Drafts")

    def items(self, user: Any) -> list[Item]:
        """Newest first."""
        pages = Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), owner=user)
        return [_of_page(page) for page in pages.order_by("-latest_revision_created_at", "pk")]

    def pass_on(self, user: Any, to: Any) -> None:
        """All pages of one's own, the public ones too."""
        Page.objects.filter(owner=user).update(owner=to)


class Reviews:
    """What the person submitted and nobody has approved yet."""

    words = _("Submitted, not yet approved")

    def _rows(self, user: Any) -> Any:
        return WorkflowState.objects.filter(
            requested_by=user, status=WorkflowState.STATUS_IN_PROGRESS
        )

    def items(self, user: Any) -> list[Item]:
        """Oldest first: it waits longest."""
        rows = self._rows(user).order_by("created_at")
        return [_of_page(row.content_object) for row in rows if row.content_object]

    def pass_on(self, user: Any, to: Any) -> None:
        """The colleague stands for it now, and so cannot approve it."""
        self._rows(user).update(requested_by=to)


class Locks:
    """Pages that the person has locked."""

    words = _("Locked pages")

    def _rows(self, user: Any) -> Any:
        return Page.objects.filter(locked=True, locked_by=user)

    def items(self, user: Any) -> list[Item]:
        """By title."""
        return [_of_page(page) for page in self._rows(user).order_by("title")]

    def pass_on(self, user: Any, to: Any) -> None:
        """The lock stays; the colleague can open it."""
        self._rows(user).update(locked_by=to)


class Scheduled:
    """Pages that the person has timed to go out."""

    words = _("Timed to go public")

    def _pages(self, user: Any) -> Any:
        revisions = Revision.page_revisions.filter(user=user, approved_go_live_at__isnull=False)
        keys = {int(key) for key in revisions.values_list("object_id", flat=True)}
        return Page.objects.filter(pk__in=keys)

    def items(self, user: Any) -> list[Item]:
        """By title."""
        return [_of_page(page) for page in self._pages(user).order_by("title")]

    def pass_on(self, user: Any, to: Any) -> None:
        """They go out on their day; the colleague is the one to ask."""
        self._pages(user).update(owner=to)


class Unconfirmed:
    """Emergency notices that the person published alone and nobody has confirmed yet."""

    words = _("Published alone, not confirmed yet")

    def items(self, user: Any) -> list[Item]:
        """What must be confirmed first stands first."""
        rows = Approval.objects.unconfirmed().filter(by=user).select_related("page")
        return [_of_page(row.page) for row in rows.order_by("confirm_until", "pk")]

    def pass_on(self, user: Any, to: Any) -> None:
        """Who published it stays on record; the colleagues have it on their desks."""


class Reports:
    """Reports of errors in the person's reach that wait for an answer."""

    words = _("Reports of errors without an answer")

    def items(self, user: Any) -> list[Item]:
        """Oldest first; none for who may not answer them."""
        if user.is_superuser or not roles.has_verb(user, Verb.CHANGE, "publication.errorreport"):
            return []
        rows = roles.visible_to(user, ErrorReport.objects.waiting()).order_by("received_at")
        url = "error-reports:edit"
        return [Item(str(row), reverse(url, args=[row.pk])) for row in rows]

    def pass_on(self, user: Any, to: Any) -> None:
        """They belong to the place, not to a person; the colleague has the same reach."""


def parts() -> list[Part]:
    """All kinds: those of the foundation, then what packages add."""
    added: Iterable[Any] = hooks.get_hooks(HAND_OVER_PARTS)
    more = [make() for make in added]
    return [Drafts(), Reviews(), Locks(), Scheduled(), Unconfirmed(), Reports(), *more]


def list_for(user: Any) -> list[tuple[str | Promise, list[Item]]]:
    """What `user` leaves behind, kind by kind; kinds of which there is nothing are left out."""
    found = [(part.words, part.items(user)) for part in parts()]
    return [(words, items) for words, items in found if items]
