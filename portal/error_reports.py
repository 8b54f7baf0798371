"""What a page of an error shows a developer of settings and requests: never a password or key."""

from __future__ import annotations

import re

from django.views.debug import SafeExceptionReporterFilter

ADDRESSES = "DATABASE_URL|SEARCH_URL"
"""Variables of the environment that hold a password inside an address."""


class Filter(SafeExceptionReporterFilter):
    """Hides what Django hides, and addresses that hold a password."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|{ADDRESSES}", flags=re.IGNORECASE
    )
