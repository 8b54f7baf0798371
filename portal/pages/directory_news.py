"""News that rows of a directory changed: its page was not saved, but its public text is another."""

from __future__ import annotations

from portal import signals
from portal.models import Community

from .models import Directory


def tell_directory(community: Community) -> None:
    """Tells who listens (search) that the page of the community's service centre changed."""
    pages = Directory.objects.live().child_of(community)
    signals.content_changed.send(sender=Directory, queryset=pages)
