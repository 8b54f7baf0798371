"""First passwords of people who are new here: long, random, and fit to be read out."""

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """Sixteen letters and digits that cannot be mistaken for each other, in groups of four."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
