"""Service matters as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MattersConfig(AppConfig):
    """What can be done at a centre, and how (服务事项)."""

    name = "portal.matters"
    label = "matters"
    verbose_name = _("Service matters")
    default_auto_field = "django.db.models.BigAutoField"
