"""Settings of a city's installation: refuses to start without its secrets and its address."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403


def _demanded(name: str, hint: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {hint}")
    return value


SECRET_KEY = _demanded("SECRET_KEY", "a random text of at least 50 characters")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters")
ALLOWED_HOSTS = _demanded("PORTAL_HOSTS", "host names of the portal, separated by commas").split(",")
WAGTAILADMIN_BASE_URL = _demanded("PORTAL_BASE_URL", "the https:// address of the portal")
if not WAGTAILADMIN_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("PORTAL_BASE_URL must start with https://")

DEBUG = False
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
