"""What a reader may answer about a procedure (帮到您了吗), decided on paper."""

from __future__ import annotations

from portal.privacy import looks_personal
from portal.problems import Problem, gettext_noop

LONGEST_WHY = 300


def problems_with_why(why: str) -> list[Problem]:
    """What keeps a reason from being kept: its length, and numbers of people, which nobody needs.

    A no without a reason counts too.
    """
    if len(why) > LONGEST_WHY:
        message = gettext_noop("This is %(count)s characters long; %(most)s are enough for us.")
        params = {"count": len(why), "most": LONGEST_WHY}
        return [Problem("useful.too_long", message, "why", params)]
    if looks_personal(why):
        message = gettext_noop(
            "Please leave out telephone numbers, identity numbers and mail addresses: we do not "
            "need them."
        )
        return [Problem("useful.personal_data", message, "why")]
    return []
