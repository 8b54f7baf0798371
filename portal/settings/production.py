"""Settings of a city's installation: refuses to start without its secrets and its address."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import AUTH_PASSWORD_VALIDATORS, PORTAL

SHORTEST_SECRET_KEY = 50
SHORTEST_PASSWORD = 12


def _demanded(name: str, hint: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {hint}")
    return value


def _host_names(text: str) -> list[str]:
    """Exact names only: a wildcard would let a forged Host header into links of mails."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names or any("*" in name for name in names):
        raise ImproperlyConfigured("PORTAL_HOSTS must name hosts exactly, without *")
    return names


# --- Demanded -----------------------------------------------------------------------------------
SECRET_KEY = _demanded("SECRET_KEY", "a random text of at least 50 characters")
if len(SECRET_KEY) < SHORTEST_SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters")
ALLOWED_HOSTS = _host_names(_demanded("PORTAL_HOSTS", "host names, separated by commas"))
WAGTAILADMIN_BASE_URL = _demanded("PORTAL_BASE_URL", "the https:// address of the portal")
if not WAGTAILADMIN_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("PORTAL_BASE_URL must start with https://")
_demanded("DATABASE_URL", "where the content is kept; it is never guessed in production")

# --- Pinned -------------------------------------------------------------------------------------
DEBUG = False
PORTAL = {
    **PORTAL,
    "DEMO_ACCOUNTS": False,
    "PROXIES": int(os.environ.get("PORTAL_PROXIES") or 1),
    "SECOND_FACTOR": os.environ.get("PORTAL_SECOND_FACTOR") or "demanded",
}
for validator in AUTH_PASSWORD_VALIDATORS:
    if validator["NAME"].endswith("MinimumLengthValidator"):
        validator["OPTIONS"] = {"min_length": SHORTEST_PASSWORD}

# --- Transport: a proxy of ours ends TLS and sets the header below, removing any from outside ----
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = False  # Wagtail's desk reads the token for its own requests

# --- Mail: for passwords and workflow messages of staff ------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("PORTAL_MAIL_FROM", f"portal@{ALLOWED_HOSTS[0]}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
