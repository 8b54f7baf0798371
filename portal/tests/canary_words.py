"""The words that others must not read: each says where it was planted (state and part)."""

from __future__ import annotations

import hashlib

WORD = "kanari"
STATES = ("draft", "review", "live", "scheduled", "withdrawn", "expired", "restricted")
OPEN_TITLES = {"live", "withdrawn", "expired"}
"""The states in which everybody may read the title."""
OWN = "own"
"""Beside the states: things of the own community, whose screens must not tell of others."""


def word(*parts: str) -> str:
    """A word that stands nowhere else; letters only, so that no form or mail changes it."""
    mark = (
        hashlib.sha256("".join(parts).encode())
        .hexdigest()[:6]
        .translate(str.maketrans("0123456789", "ghijklmnop"))
    )
    return WORD + "".join(parts) + mark
