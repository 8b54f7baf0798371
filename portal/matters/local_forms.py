"""The form of a community's local details: only the city's procedures and the own windows."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from portal import roles
from portal.row_forms import RowForm

from .local_reading import city_procedures
from .local_rules import problems_with_details
from .models import Window


class LocalForm(RowForm):
    """What one community adds to a procedure of the city."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procedures: Any = self.fields["procedure"]
        procedures.queryset = city_procedures().order_by("title", "pk")
        windows: Any = self.fields["window"]
        own = roles.visible_to(self.for_user, Window.objects.select_related("centre__community"))
        windows.queryset = own
        windows.label_from_instance = lambda row: f"{row} · {row.centre.community.title}"

    def clean(self) -> dict[str, Any]:
        """Adds what the rules say of all values together."""
        values = super().clean() or self.cleaned_data
        window, community = values.get("window"), values.get("community")
        is_own = not (window and community) or window.centre.community_id == community.pk
        for problem in problems_with_details(
            values, today=timezone.localdate(), is_own_window=is_own
        ):
            self.add_error(problem.field or None, str(problem))
        return values
