"""What a finding is, and the marks by which it is shown without showing it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MASK = "****"


class Kind(StrEnum):
    """What leads to a person."""

    IDENTITY = "identity"
    CARD = "card"
    MOBILE = "mobile"
    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True)
class Finding:
    """A place in a text that leads to a person: from `start` up to, not including, `end`.

    `mask` is what should stand there instead; `digits` what tells one finding from another, never
    to be stored or shown.
    """

    kind: Kind
    start: int
    end: int
    digits: str = ""
    mask: str = MASK

    def overlaps(self, other: Finding) -> bool:
        """Whether both share a sign of the text."""
        return self.start < other.end and other.start < self.end
