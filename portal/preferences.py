"""What a reader has chosen for one browser, kept in first-party cookies and nowhere else.

Nothing of it stands in the session or in an account; without cookies every page works by its
address alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

THEME_COOKIE = "portal_theme"
MODE_COOKIE = "portal_mode"
COMMUNITY_COOKIE = "portal_community"
LANGUAGE_COOKIE = "portal_language"

THEMES = ("light", "dark")
ELDER = "elder"
ONE_YEAR_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Display:
    """How pages look to this reader (显示方式): theme (empty: as the system has it) and mode."""

    theme: str = ""
    mode: str = "standard"

    @property
    def is_elder(self) -> bool:
        """Large type and a simpler layout (大字版)."""
        return self.mode == ELDER

    @property
    def is_dark(self) -> bool:
        """Dark by choice; what the system has is the style sheet's business."""
        return self.theme == "dark"


def display_of(request: HttpRequest) -> Display:
    """The display that the cookies of a request ask for; unknown values count for nothing."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    mode = request.COOKIES.get(MODE_COOKIE, "")
    return Display(theme if theme in THEMES else "", ELDER if mode == ELDER else "standard")


def community_id_of(request: HttpRequest) -> int | None:
    """The number of the community that the reader has chosen; None when none or nonsense."""
    value = request.COOKIES.get(COMMUNITY_COOKIE, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Keeps a choice for a year in a cookie of this host; an empty value forgets it."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name,
        value,
        max_age=ONE_YEAR_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
