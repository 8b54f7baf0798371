"""What the desk shows of signing in: a line in one's account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel


class SecondFactorPanel(BaseSettingsPanel):
    """A line in the account (两步验证) that leads to its own page."""

    name = "second_factor"
    title = _("Second step of signing in")
    order = 250
    template_name = "portal/sign_in/account_line.html"
    form_class = forms.Form

    def get_form(self) -> forms.Form:
        """Nothing is typed here."""
        return forms.Form(prefix=self.name)
