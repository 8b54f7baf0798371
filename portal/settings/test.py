"""Settings of the tests: pinned, offline, and on a database file as in production."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, PORTAL, SEARCH
from .database import SQLITE_OPTIONS

SECRET_KEY = "only-for-tests-" + "x" * 50
DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False  # tests of signing in switch it on
WAGTAILADMIN_BASE_URL = "http://testserver"
PORTAL = {
    **PORTAL,
    "SOURCES": os.environ.get("PORTAL_SOURCES", ""),
    "DEMO_ACCOUNTS": True,
    "LINKS_CHECKED_AT": "",
    "MAIL_RETRIES_SECONDS": (0, 0, 1),
}
SEARCH = {**SEARCH, "URL": "", "USER": "", "PASSWORD": "", "API_KEY": "", "CA_FILE": ""}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        **SQLITE_OPTIONS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
    }
    # One file per process, so that several test runs on one machine never share a database.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"portal-test-{os.getpid()}.sqlite3")
    }
