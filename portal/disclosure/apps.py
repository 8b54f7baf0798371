"""Finance disclosure as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    """Finance disclosure (财务公开)."""

    name = "portal.disclosure"
    label = "disclosure"
    verbose_name = _("Finance disclosure")
    default_auto_field = "django.db.models.BigAutoField"
