"""Asks the portal in this container whether it serves; the health check of its service.

Status 0 when it does. It asks as the proxy in front does: by the portal's own name, over https.
"""

import os
import sys
import urllib.error
import urllib.request

WAIT_SECONDS = 5


def main() -> int:
    """Only a portal that cannot serve anybody answers other than 200."""
    host = os.environ["PORTAL_HOSTS"].split(",")[0].strip()
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/",
        headers={"Host": host, "X-Forwarded-Proto": "https"},
    )
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310 - http, above
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
