"""An office procedure as its reader meets it: the answer first, then what to bring, then how.

Everything that other parts of the portal know of a procedure is asked here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from portal.citations import article_slug
from portal.models import RuleSetting

from .choices import FeeKind, LimitUnit, MaterialSource, Necessity
from .procedure_rows import Parts, parts_of
from .procedure_rules import REVIEW_KEY, is_stale, review_due, standing_of

SITUATION, SHORT = "situation", "short"
"""Parameters of the page: which situation the list is for, and that the short version is wanted."""
LOCAL_FACTS = ("place", "hours", "consult_phone", "complaint_phone")


@dataclass(frozen=True)
class ListedMaterial:
    """A material on the reader's list; `only_for` names the situations that need it."""

    row: Any
    only_for: tuple[str, ...]

    @property
    def may_follow(self) -> bool:
        """Whether the application is taken in without it."""
        return bool(self.row.necessity == Necessity.LATER)


@dataclass(frozen=True)
class Checklist:
    """What to bring in one situation, or in all of them; `looked_up` is found by the office."""

    chosen: int
    situations: list[str]
    listed: list[ListedMaterial]
    looked_up: list[Any]

    @property
    def situation(self) -> str:
        """The situation chosen, in words; empty when none is."""
        return self.situations[self.chosen - 1] if self.chosen else ""


def checklist_of(parts: Parts, asked: str) -> Checklist:
    """The list for the situation numbered `asked`; without a known number the list of everything.

    Every material that some situation needs then says in which.
    """
    names = [row.name.strip() for row in parts.situations]
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    chosen = chosen if 0 < chosen <= len(names) else 0
    listed, looked_up = [], []
    for row in parts.materials:
        needed_in = tuple(row.situation_names)
        if chosen and needed_in and names[chosen - 1] not in needed_in:
            continue
        if row.source == MaterialSource.SHARED:
            looked_up.append(row)
        else:
            listed.append(ListedMaterial(row, needed_in))
    return Checklist(chosen, names, listed, looked_up)


def words_of_limit(value: int | None, unit: str) -> str:
    """A limit as a resident says it; empty when nothing was entered."""
    if unit == LimitUnit.AT_ONCE:
        return gettext("at once, while you wait")
    if unit == LimitUnit.NONE:
        return gettext("no limit is laid down")
    if value is None:
        return ""
    if unit == LimitUnit.WORKING_DAYS:
        return ngettext("%(n)s working day", "%(n)s working days", value) % {"n": value}
    return ngettext("%(n)s day", "%(n)s days", value) % {"n": value}


def money(amount: Decimal) -> str:
    """Yuan without fractions that are nothing."""
    text = f"{amount:,.2f}"
    return text.removesuffix(".00")


def fee_lines(page: Any, parts: Parts) -> list[str]:
    """What must be paid, one line each; empty when it is free of charge."""
    if page.fee_kind != FeeKind.CHARGED:
        return []
    return [
        gettext("%(name)s %(amount)s yuan") % {"name": row.name, "amount": money(row.amount)}
        + (f" / {row.unit}" if row.unit else "")
        for row in parts.fees
    ]


def where_of(page: Any, local: Any = None) -> dict[str, str]:
    """Place, hours and telephones; what a community has entered for itself stands in their stead.

    `local_names` are those that are the community's own.
    """
    values = {name: getattr(local, name, "") or getattr(page, name) for name in LOCAL_FACTS}
    own = [name for name in LOCAL_FACTS if getattr(local, name, "")]
    return {**values, "local_names": own}  # type: ignore[dict-item]


def opening_of(local: Any) -> Any:
    """Whether the community's window is open now; None where no window is named."""
    from .window_reading import states_at

    window = local.window if local is not None else None
    return states_at([window], timezone.now())[window.pk] if window else None


def bases_of(parts: Parts, today: date) -> list[dict[str, Any]]:
    """Each legal basis: its words, page and part where the library has it, what became of it."""
    from .basis_reading import states_of

    shown, states = [], states_of(parts.bases, today)
    for row in parts.bases:
        linked = row.regulation if row.regulation and row.regulation.live else None
        part = f"{article_slug(row.number, row.suffix)}/" if linked and row.number else ""
        shown.append({"row": row, "page": linked, "part": part, "state": states.get(row.pk)})
    return shown


def _review(page: Any, today: date) -> dict[str, Any]:
    """When it was checked, when it must be checked again, and whether that day has passed."""
    days: int | None = getattr(page, "review_days", None)
    return {
        "review_due": review_due(page.reviewed_on, days),
        "is_stale": is_stale(page.reviewed_on, days=days, today=today),
    }


@dataclass(frozen=True)
class Entry:
    """What catalogues say of the matter today; `name` and `url_path` of what is done instead."""

    status: str | None = None
    reason: str = ""
    go_to: str = ""
    name: str = ""
    url_path: str = ""


def _standing(page: Any) -> dict[str, Any]:
    """Whether the matter is done today; joined to the page when it is served."""
    joined = getattr(page, "entry", None) or {}
    entry = Entry(**{name: value for name, value in joined.items() if value})
    return {"entry": entry, "standing": standing_of(entry.status)}


def values_of(page: Any, request: Any, *, local: Any = None) -> dict[str, Any]:
    """All that the page of a procedure shows; `local` is what one community adds to it."""
    from .procedure_ways import ways_of

    today, parts = timezone.localdate(), parts_of(page)
    asked: Mapping[str, str] = request.GET
    return {
        "parts": parts,
        "tags": parts.topics,
        "bases": bases_of(parts, today),
        "checklist": checklist_of(parts, asked.get(SITUATION, "")),
        "where": where_of(page, local),
        "local": local,
        "opening": opening_of(local),
        "ways": ways_of(page, request),
        "promised": words_of_limit(page.promised_limit, page.promised_limit_unit),
        "legal": words_of_limit(page.legal_limit, page.legal_limit_unit),
        "fees": fee_lines(page, parts),
        "asks_short": SHORT in asked,
        "here": request.path,
        **_standing(page),
        **_review(page, today),
    }


def review_rule(on: date) -> Any:
    """The number of days of the rule, as a column of the page's own statement."""
    return RuleSetting.objects.number_in(REVIEW_KEY, on=on)
