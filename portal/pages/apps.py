"""Pages as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Public pages (公开页面)."""

    name = "portal.pages"
    label = "pages"
    verbose_name = _("Public pages")
    default_auto_field = "django.db.models.BigAutoField"
