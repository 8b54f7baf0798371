"""Gives every template the frame of the site, read when first asked for."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.navigation import frame_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame`: site, settings, words of the navigation, communities."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}
