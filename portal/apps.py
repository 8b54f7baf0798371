"""The foundation as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The portal's foundation (社区门户)."""

    name = "portal"
    label = "portal"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the checks of our settings; takes the places of Wagtail's mails and batches
        of redirects; notes who signs in.
        """
        from . import checks, desk_audit, redirecting, staff_signals  # noqa: F401

        staff_signals.take_places()
        redirecting.take_place()
        desk_audit.listen()
