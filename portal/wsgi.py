"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # all views are read in before the first visitor comes

from portal import afterwards  # noqa: E402 - after everything that lasts has been read in

afterwards.wait_for_answers()
