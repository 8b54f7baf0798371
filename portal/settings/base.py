"""Settings shared by every way of running, safe for production.

The environment is read only in this package. Options of ours stand in one dict per package
(PORTAL, SEARCH) and are validated by `portal/checks.py` and `search/checks.py`.
"""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from .database import configured
from .search_server import search_options
from .signing_in import *  # noqa: F403

# --- Places -------------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var")

# --- Applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",  # first: a test that restores the database needs it first
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",  # early: every static link of a page looks for it from the top
    "portal",
    "portal.publication",
    "portal.pages",
    "portal.matters",
    "portal.disclosure",
    "search",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "portal.sign_in.apps.AccountTables",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.humanize",  # its words for times that the desk shows
    "django.contrib.sessions",
    "django.contrib.messages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.CompressionMiddleware",
    "portal.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.LazyMessageMiddleware",
    "portal.tenancy.TenancyMiddleware",  # after those that know the person
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.VaryMiddleware",
    "portal.middleware.RefusalMiddleware",
    "portal.middleware.MovedMiddleware",
    "portal.sign_in.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "portal.context.frame",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------
DATABASES = configured(VAR_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Users --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "portal.User"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_ENGINE = "portal.session_store"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True

# --- Languages: of the interface only; content shows as written ---------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LOCALE_PATHS = [
    BASE_DIR / "portal" / "locale",
    BASE_DIR / "portal" / "desk_locale",  # what Wagtail leaves in English
]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_addresses.StaticFiles"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "社区门户"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "portal.writing.editor.TextEditor"}}
WAGTAILADMIN_BASE_URL = os.environ.get("PORTAL_BASE_URL", "http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "portal.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "portal.Document"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""  # it names drafts and guarded pages of everybody
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []  # no address that a user typed is fetched
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # Wagtail keeps those as clear text
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.file_forms.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.file_forms.FileForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "txt", "csv"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.wagtail_backend"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_FINISH_WORKFLOW_ACTION = "portal.publication.finishing.publish_approved"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
TAGGIT_CASE_INSENSITIVE = True

# --- Background work ----------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "portal.task_queue.OnceBackend", "QUEUES": []}}

# --- Mail of staff: shown on the console until an installation names its server -----------------
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = "portal@localhost"

# --- Content security: public pages; the admin's own policy is in portal/middleware.py ----------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
}
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own previews in a frame of its desk
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

# --- What went wrong goes to the standard error, where the service manager keeps it --------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portal.log_lines.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "level": "WARNING"}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "axes": {"level": "ERROR"},  # wrong tries stand in the record of what staff did
        "elastic_transport": {"level": "ERROR"},  # search says itself when its server is away
        "django.request": {"level": "ERROR"},  # an address that does not exist is no fault of ours
    },
}

DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.error_reports.Filter"

# --- Ours ---------------------------------------------------------------------------------------
PORTAL: dict[str, Any] = {
    "SOURCES": os.environ.get("PORTAL_SOURCES", ""),
    "UNIT_CODE": os.environ.get("PORTAL_UNIT_CODE", "YS"),
    "PROXIES": int(os.environ.get("PORTAL_PROXIES") or 0),
    "SECURITY_CONTACT": os.environ.get("PORTAL_SECURITY_CONTACT", ""),
    "SCANNER": os.environ.get("PORTAL_SCANNER", ""),
    "LINKS_CHECKED_AT": os.environ.get("PORTAL_LINKS_CHECKED_AT", "03:30"),
    "LINKS_MAY_BE_PRIVATE": os.environ.get("PORTAL_LINKS_MAY_BE_PRIVATE", "") == "1",
    "DEMO_ACCOUNTS": False,
    "SCHEDULER_INTERVAL_SECONDS": 15,
    "SECOND_FACTOR": os.environ.get("PORTAL_SECOND_FACTOR") or "offered",
    "MAIL_RETRIES_SECONDS": (60, 300, 900, 3600, 4 * 3600, 12 * 3600),
}
SEARCH: dict[str, Any] = search_options()
# The table of whole words of pypinyin would cost every process 40 MB; single characters do.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
