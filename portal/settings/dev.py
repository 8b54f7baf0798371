"""Settings of `make run`: embedded defaults on one machine, errors shown as residents see them."""

import os
import secrets

from .base import *  # noqa: F403
from .base import PORTAL, VAR_DIR

DEBUG = os.environ.get("PORTAL_DEBUG", "") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
PORTAL = {**PORTAL, "DEMO_ACCOUNTS": True, "SECOND_FACTOR": "offered"}


def _secret_key() -> str:
    """The key of this machine, made once and readable by its owner alone."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    path = VAR_DIR / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = os.environ.get("SECRET_KEY") or _secret_key()
