"""Where staff find the import of regulations in Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.desk.reach import may_somewhere

from .views import (
    CONFIRM_URL,
    UPLOAD_URL,
    ConfirmView,
    UploadView,
)


class ImportMenuItem(MenuItem):
    """Shown to those who may add regulations somewhere (法规导入)."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asks what is known of the person already; the screen itself asks for a section."""
        return may_somewhere(request.user, "add_page")


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    """Addresses below the admin, which demands that a person is signed in."""
    return [
        path("regulations/import/", UploadView.as_view(), name=UPLOAD_URL),
        path("regulations/import/confirm/", ConfirmView.as_view(), name=CONFIRM_URL),
    ]


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """The entry in the main menu."""
    return ImportMenuItem(
        gettext_lazy("Import regulations"), reverse(UPLOAD_URL), icon_name="upload", order=140
    )
