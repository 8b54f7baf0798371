"""Where an administrator finds the screens of staffing at the desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from . import actions, views


class PeopleMenuItem(MenuItem):
    """Shown to administrators (人员)."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asks for the administrator."""
        return bool(request.user.is_superuser)


def urls() -> list[URLPattern | URLResolver]:
    """Addresses below the desk."""
    own = [
        path("", views.StaffListView.as_view(), name="index"),
        path("invite/", views.InviteView.as_view(), name="invite"),
        path("<int:pk>/", views.ChangeView.as_view(), name="change"),
        path("<int:pk>/hand-over/", views.HandOverView.as_view(), name="hand_over"),
    ]
    return [path("staff/", include((own, "staff")))]


def menu_item() -> MenuItem:
    """The entry in the main menu."""
    return PeopleMenuItem(_("People"), reverse_lazy("staff:index"), icon_name="group", order=900)


def log_actions(registry: object) -> None:
    """Words of what staffing writes into the log."""
    words = {
        actions.INVITED: (_("Invite"), _("Account made")),
        actions.GIVEN: (_("Give a role"), _("Role given")),
        actions.TAKEN: (_("Take a role"), _("Role taken away")),
        actions.HANDED_OVER: (_("Hand over"), _("Everything passed on, account switched off")),
        actions.PASSED_ON: (_("Pass on"), _("Passed on to a colleague")),
    }
    for key, (label, message) in words.items():
        registry.register_action(key, label, message)  # type: ignore[attr-defined]
