"""Run `check --deploy` under production settings with throw-away values: no warning is allowed."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Answer the exit status of the check."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("SEARCH_")},
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "PORTAL_HOSTS": "portal.example",
            "PORTAL_BASE_URL": "https://portal.example",
            "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
            "PORTAL_VAR": folder,
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
