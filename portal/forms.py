"""What staff type in the admin, turned into clean values or problems."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm


class WithdrawalForm(forms.Form):
    """Why a page is taken away from the public (撤回理由); the sentence stays readable."""

    reason = forms.CharField(
        label=_("Reason, for the public"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence. Residents read it at the old address."),
        error_messages={
            "required": _("Say in one sentence, for the public, why this is withdrawn.")
        },
    )
    include_descendants = forms.BooleanField(
        label=_("Withdraw the pages below it too"), required=False
    )

    def __init__(self, *args: Any, has_descendants: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_descendants:
            del self.fields["include_descendants"]


class BulkWithdrawalForm(WithdrawalForm, DefaultPageForm):
    """The same reason for several pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, has_descendants=True, **kwargs)


class OverrideForm(forms.Form):
    """Why personal data may be public as it stands."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("By which law, or with whose agreement. Write no numbers here."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
