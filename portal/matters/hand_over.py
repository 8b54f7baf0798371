"""What of the service matters a leaving person has in hand (交接), and how it passes on.

Posts and duty hang on the contact card of the person: the card passes to the colleague without the
name, for nobody else has agreed to be named. What happened before stays as it was.
"""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.pages.directory_news import directories_of, tell
from portal.pages.models import ContactAssignment
from portal.signals import HAND_OVER_PARTS
from portal.staffing.handing_over import Item

from .choices import AdmissionState
from .models import AdmissionRequest, AdmissionStep, Catalogue, Duty, MatterEntry, Post


@hooks.register(HAND_OVER_PARTS)
class Posts:
    """Posts that the person holds, or stands in for (AB岗)."""

    words = _("Posts held or stood in for (A/B)")

    def items(self, user: Any) -> list[Item]:
        """By centre."""
        mine = Q(a_holder__account=user) | Q(b_holder__account=user)
        rows = Post.objects.filter(mine).select_related("centre")
        url = "posts:edit"
        return [Item(f"{row} · {row.centre.name}", reverse(url, args=[row.pk])) for row in rows]

    def pass_on(self, user: Any, to: Any) -> None:
        """They follow the card; where the colleague is the other holder, one place falls free."""
        Post.objects.filter(a_holder__account=user, b_holder__account=to).update(a_holder=None)
        Post.objects.filter(b_holder__account=user, a_holder__account=to).update(b_holder=None)


@hooks.register(HAND_OVER_PARTS)
class Duties:
    """Days to come on which the person is on duty, or stands in (值班)."""

    words = _("Duty from today on")

    def _rows(self, user: Any) -> QuerySet[Duty]:
        mine = Q(holder__account=user) | Q(backup__account=user)
        return Duty.objects.filter(mine, date__gte=timezone.localdate())

    def items(self, user: Any) -> list[Item]:
        """By day."""
        rows = self._rows(user).select_related("community").order_by("date", "pk")
        url = "duty-roster:edit"
        return [Item(f"{row} · {row.community.title}", reverse(url, args=[row.pk])) for row in rows]

    def pass_on(self, user: Any, to: Any) -> None:
        """They follow the card; nobody stands in for oneself."""
        rows = self._rows(user)
        rows.filter(holder__account=user, backup__account=to).update(backup=None)
        rows.filter(backup__account=user, holder__account=to).update(backup=None)


@hooks.register(HAND_OVER_PARTS, order=1)
class Cards:
    """The contact cards of the person; after posts and duty, which hang on them."""

    words = _("Contact cards")

    def items(self, user: Any) -> list[Item]:
        """By unit."""
        rows = ContactAssignment.objects.filter(account=user)
        return [Item(str(row), reverse("contact-cards:edit", args=[row.pk])) for row in rows]

    def pass_on(self, user: Any, to: Any) -> None:
        """Without the name and without the consent, which were the leaver's own."""
        for card in ContactAssignment.objects.filter(account=user).select_related("unit"):
            card.account, card.display_name, card.consent_public = to, "", False
            card.save()
            tell(directories_of(card))


@hooks.register(HAND_OVER_PARTS)
class Requests:
    """Requests for admission that the person has taken in and not submitted yet (准入申请)."""

    words = _("Drafts of requests to admit work")

    def _rows(self, user: Any) -> QuerySet[AdmissionRequest]:
        steps = AdmissionStep.objects.filter(request=OuterRef("pk")).order_by("-at", "-pk")
        rows = AdmissionRequest.objects.filter(state=AdmissionState.DRAFT)
        return rows.alias(last_by=Subquery(steps.values("by")[:1])).filter(last_by=user.pk)

    def items(self, user: Any) -> list[Item]:
        """Newest first."""
        url = "admission-requests:edit"
        return [Item(str(row), reverse(url, args=[row.pk])) for row in self._rows(user)]

    def pass_on(self, user: Any, to: Any) -> None:
        """A further step says so; who took it in first stays on record."""
        words, now = gettext("Taken over from a colleague who left."), timezone.now()
        for row in self._rows(user):
            row.steps.create(state=row.state, by=to, at=now, reason=words)


@hooks.register(HAND_OVER_PARTS)
class CatalogueDrafts:
    """Drafts of the catalogue in which the person has written."""

    words = _("Drafts of the catalogue")

    def _rows(self, user: Any) -> QuerySet[Catalogue]:
        mine = Q(written_by=user) | Q(entries__written_by=user)
        return Catalogue.objects.filter(mine, published_at=None).distinct()

    def items(self, user: Any) -> list[Item]:
        """By district."""
        url = "catalogues:edit"
        return [Item(str(row), reverse(url, args=[row.pk])) for row in self._rows(user)]

    def pass_on(self, user: Any, to: Any) -> None:
        """The colleague stands for it now, and so cannot be the second person."""
        drafts = Catalogue.objects.filter(published_at=None)
        drafts.filter(written_by=user).update(written_by=to)
        entries = MatterEntry.objects.filter(catalogue__in=drafts, written_by=user)
        entries.update(written_by=to)
