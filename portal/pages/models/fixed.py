"""What is published never changes: saving or deleting a row of a published version is refused."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from portal.pages.choices import VersionState
from portal.problems import Problem, Refused, gettext_noop

_FIXED = gettext_noop("This version is published and never changes. Begin a new version.")


def demand_draft(version_id: int | None) -> None:
    """Refuses a version that is published, by what the database says now."""
    versions = apps.get_model("pages.RegulationVersion")._default_manager
    if versions.filter(pk=version_id or 0, state=VersionState.PUBLISHED).exists():
        raise Refused([Problem("version.published", _FIXED)])


class FixedOncePublished:
    """A version or a part of it (版本、条文); `version_key` names where its version's key is."""

    version_key = "pk"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses when the stored version is published; publishing itself is the last change."""
        demand_draft(getattr(self, self.version_key))
        super().save(*args, **kwargs)  # type: ignore[misc]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuses when the version is published."""
        demand_draft(getattr(self, self.version_key))
        return super().delete(*args, **kwargs)  # type: ignore[misc]
