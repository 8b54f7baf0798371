"""What an administrator types about people: clean values, or problems by field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.models import City, Community, District
from portal.role_table import ROLES, Role

from . import rules
from .actions import problems_with_hand_over, reach_of_place


def _role_choices() -> list[tuple[str, str]]:
    return [(role.key, f"{gettext(role.label)}：{gettext(role.task)}") for role in ROLES]


class PlaceField(forms.ModelChoiceField):
    """City, districts and communities, each below the other."""

    def __init__(self, **options: Any) -> None:
        kinds = [model._meta.model_name for model in (City, District, Community)]
        places = Page.objects.filter(
            content_type__app_label="portal", content_type__model__in=kinds
        ).order_by("path")
        super().__init__(places, **options)

    def label_from_instance(self, place: Any) -> str:
        """Moved to the right by its depth."""
        return "　" * (place.depth - 2) + str(place.title)


class PostForm(forms.Form):
    """A role and the place where it holds (角色与范围)."""

    role = forms.ChoiceField(label=_("Role"), choices=_role_choices)
    place = PlaceField(
        label=_("Place"), required=False, help_text=_("An administrator needs no place.")
    )

    def clean(self) -> dict[str, Any]:
        """`role` as a line of the table and `place` as its own class."""
        values = super().clean() or {}
        if "role" not in values or "place" not in values:
            return values
        role = next(role for role in ROLES if role.key == values["role"])
        place = values["place"].specific if values["place"] else None
        for problem in rules.problems_with_post(role.reach, reach_of_place(place)):
            self.add_error(problem.field, str(problem))
        return {**values, "role": role, "place": place}

    @property
    def post(self) -> tuple[Role, Any]:
        """The clean role and place."""
        return self.cleaned_data["role"], self.cleaned_data["place"]


class InviteForm(PostForm):
    """A person who is new here."""

    field_order = ["username", "name", "email", "role", "place"]

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=get_user_model()._meta.get_field("username").validators,  # type: ignore[union-attr]
        help_text=_("Letters and digits; it cannot be changed later."),
    )
    name = forms.CharField(label=_("name shown to colleagues"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def clean_username(self) -> str:
        """A name that nobody has yet."""
        username = str(self.cleaned_data["username"])
        if get_user_model()._default_manager.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Somebody has this user name already."))
        return username


class HandOverForm(forms.Form):
    """To whom everything passes."""

    to = forms.ModelChoiceField(get_user_model()._default_manager.none(), label=_("Colleague"))

    def __init__(self, *args: Any, leaver: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaver = leaver
        field: Any = self.fields["to"]
        users = get_user_model()._default_manager.filter(is_active=True).exclude(pk=leaver.pk)
        fit = [user.pk for user in users if not problems_with_hand_over(leaver, user)]
        field.queryset = users.filter(pk__in=fit).order_by("username")

    @property
    def has_colleagues(self) -> bool:
        """Whether anybody can take over at all."""
        field: Any = self.fields["to"]
        return bool(field.queryset.exists())
