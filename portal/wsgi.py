"""The door for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # all views are read in before the first visitor comes
# Half a million objects of the frameworks live as long as the process: looking through them for
# rubbish again and again held single answers up for tens of milliseconds.
gc.freeze()
# What an answer is made of is rubbish once it is sent: no use in looking for it before.
gc.set_threshold(10_000)
