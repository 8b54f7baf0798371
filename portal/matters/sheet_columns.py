"""The columns of the catalogue as a table (表格的列), and how words in them are written.

Headings and words of choice are understood in every language of the portal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from portal.citations import NUMERAL, to_chinese, to_int
from portal.folding import fold
from portal.problems import gettext_noop

from .choices import MatterAudience, MatterRole, MatterStatus, WindowGroup

_TITLE = re.compile(r"《([^《》]{1,255})》(.*)", re.DOTALL)
_ARTICLE = re.compile(f"第({NUMERAL})条(?:之({NUMERAL}))?")
_BETWEEN = re.compile(r"[、，,和及\s]*")


@dataclass(frozen=True)
class Column:
    """One column of the table (列): its heading as an English message id."""

    key: str
    heading: str
    is_needed: bool = False
    longest: int = 120
    choices: Any = None


COLUMNS = (
    Column("code", gettext_noop("Matter code"), is_needed=True, longest=40),
    Column("name", gettext_noop("Name of the matter"), is_needed=True),
    Column("field", gettext_noop("Field"), is_needed=True),
    Column("role", gettext_noop("Role of the centre"), is_needed=True, choices=MatterRole),
    Column("implementer", gettext_noop("Implementing body"), is_needed=True),
    Column("audience", gettext_noop("Serves"), is_needed=True, choices=MatterAudience),
    Column("window_group", gettext_noop("Group at the window"), choices=WindowGroup),
    Column("bases", gettext_noop("Legal basis of the matter"), longest=1_000),
    Column("status", gettext_noop("Status"), choices=MatterStatus),
    Column("reason", gettext_noop("Reason"), longest=300),
    Column("go_to", gettext_noop("Where to go instead"), longest=300),
    Column("successor", gettext_noop("Code of what is done instead"), longest=40),
    Column("occasions", gettext_noop("Life events and groups"), longest=500),
)
BY_KEY = {column.key: column for column in COLUMNS}


# --- Words in every language ----------------------------------------------------------------------
@cache
def heading_words() -> dict[str, str]:
    """The key of each column by its heading, in every language."""
    return _in_all_languages([(column.key, column.heading) for column in COLUMNS], gettext)


@cache
def choice_words(choices: Any) -> dict[str, str]:
    """The value of each choice by its words, in every language."""
    words = {fold(value): value for value in choices.values}
    return words | _in_all_languages(choices.choices, str)


def _in_all_languages(
    pairs: Iterable[tuple[str, Any]], say: Callable[[Any], str]
) -> dict[str, str]:
    """What each thing is called in every language of the portal, folded; also without （…）."""
    found: dict[str, str] = {}
    pairs = list(pairs)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for key, words in pairs:
                said = fold(say(words))
                found.setdefault(said, key)
                found.setdefault(re.sub(r"\([^()]*\)", "", said), key)
    return found


# --- Legal bases ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class BasisText:
    """One legal basis as it is written: title and number of the article."""

    title: str
    number: int | None = None
    suffix: int = 0


def bases_in(text: str) -> list[BasisText] | None:
    """《…》第九条、第十条之一 as one basis for each article; None when it is written otherwise."""
    match = _TITLE.fullmatch(text.strip())
    if match is None:
        return None
    title, rest = match[1].strip(), match[2].strip()
    articles = [
        BasisText(title, to_int(number), to_int(suffix) or 0 if suffix else 0)
        for number, suffix in _ARTICLE.findall(rest)
    ]
    if _BETWEEN.sub("", _ARTICLE.sub("", rest)) or any(one.number is None for one in articles):
        return None
    return articles or [BasisText(title)]


def basis_in_words(title: str, number: int | None, suffix: int) -> str:
    """A basis as `bases_in` reads it."""
    if not number:
        return f"《{title}》"
    after = f"之{to_chinese(suffix)}" if suffix else ""
    return f"《{title}》第{to_chinese(number) if number < 10_000 else number}条{after}"
