"""People who sign in: staff of centres, city and district. Residents need no account."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff (工作人员) who signs in; `portal.roles` says what the person may do."""

    display_name = models.CharField(_("name shown to colleagues"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.display_name or self.get_username()

    def get_full_name(self) -> str:
        """The name shown to colleagues, wherever a screen asks for the full name."""
        return self.display_name or super().get_full_name()
