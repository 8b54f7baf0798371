"""Publication as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    """Publication (公开发布)."""

    name = "portal.publication"
    label = "publication"
    verbose_name = _("Publication")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connects the gate to saves of bare pages."""
        from . import signals  # noqa: F401
