"""Public search: a guest of the portal, which runs without it."""
