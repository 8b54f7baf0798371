"""Sessions in the database, asked only for keys that can be one (会话)."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own; a key that a visitor made up is none.

    PostgreSQL refuses a text with a NUL, which a quoted cookie may carry.
    """

    def __init__(self, session_key: str | None = None, **options: Any) -> None:
        usable = session_key is not None and session_key.isascii() and session_key.isalnum()
        super().__init__(session_key if usable else None, **options)
