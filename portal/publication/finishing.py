"""What Wagtail calls when a workflow is finished: the approved revision becomes public.

Named in the settings and imported while Wagtail's models are still being made, so it imports
nothing before it is called.
"""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publishes or schedules the revision that was approved; Wagtail's own takes the latest one."""
    from .approval_actions import publish_submission

    publish_submission(workflow_state)
