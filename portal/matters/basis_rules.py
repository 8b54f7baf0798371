"""Whether a legal basis still holds (设定依据), decided on paper from what the library has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.problems import gettext_noop


class BasisState(StrEnum):
    """What became of an article since somebody last looked at it."""

    REPEALED = "repealed"
    NOT_IN_FORCE = "not_in_force"
    GONE = "gone"
    AMENDED = "amended"


WORDS = {
    BasisState.REPEALED: gettext_noop("This regulation has been repealed; the matter is reviewed."),
    BasisState.NOT_IN_FORCE: gettext_noop("This regulation is not in force on this day."),
    BasisState.GONE: gettext_noop("The version in force has no such article any more."),
    BasisState.AMENDED: gettext_noop(
        "This article has been amended since the matter was last reviewed."
    ),
}
"""What residents and staff read of it."""


@dataclass(frozen=True)
class Cited:
    """What the library has of one basis on a day (依据现状).

    `is_over`: the regulation is marked as repealed or expired. `now` is the version in force,
    `seen` the one of the last review. The texts are those of the cited article, None where there is
    no such article; without a number there is none to look for.
    """

    is_over: bool
    now: int | None
    seen: int | None
    has_number: bool
    text_now: str | None = None
    text_seen: str | None = None


def state_of(cited: Cited) -> BasisState | None:
    """The gravest thing that is to be said; None while the basis holds as it was seen.

    What nobody has looked at yet has no earlier text to be compared with. A basis that cites a
    regulation as a whole is looked at again with each new version.
    """
    if cited.is_over:
        return BasisState.REPEALED
    if cited.now is None:
        return BasisState.NOT_IN_FORCE
    if cited.has_number and cited.text_now is None:
        return BasisState.GONE
    if cited.seen is None or cited.seen == cited.now:
        return None
    if cited.has_number and cited.text_now == cited.text_seen:
        return None
    return BasisState.AMENDED
