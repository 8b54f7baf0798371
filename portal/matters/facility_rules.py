"""Questions about service facilities that can be answered on paper (便民服务设施)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.pages.centre_rules import problems_with_position
from portal.problems import Problem, gettext_noop

from .choices import FacilityKind

DEMANDED: Mapping[str, Mapping[str, str]] = {
    FacilityKind.MARKET: {
        "function": gettext_noop("Say what the market is for."),
        "complaint_phone": gettext_noop("Give the telephone for complaints about the market."),
        "supervisor": gettext_noop("Name who watches over the market, with the address."),
        "supervisor_phone": gettext_noop("Give the telephone of who watches over the market."),
    },
    FacilityKind.OUTLET: {
        "price_list": gettext_noop("List the prices: nothing else may be charged."),
        "complaint_phone": gettext_noop("Give the telephone for complaints about the outlet."),
    },
}
"""What a kind of facility must say, and how it is asked for."""
_PRICE = re.compile(
    r"[0-9０-９]|免费|免費|免收|不收费|不收費|无偿|無償|[一二两兩三四五六七八九十百半][元块塊角毛分]"
)
LATITUDES, LONGITUDES = (-90, 90), (-180, 180)


def problems_with_facility(
    *,
    latitude: Any,
    longitude: Any,
    is_active: Any,
    ended_on: date | None,
    ended_reason: str | None,
) -> list[Problem]:
    """Half a position or one that is not on earth; a withdrawn facility without day and reason.

    A facility in operation has no last day (便民服务点撤销须说明).
    """
    problems = problems_with_position(latitude, longitude)
    for name, value, (least, most) in (
        ("latitude", latitude, LATITUDES), ("longitude", longitude, LONGITUDES),
    ):  # fmt: skip
        if value is not None and not least <= value <= most:
            message = gettext_noop("Degrees lie between %(least)s and %(most)s.")
            params = {"least": least, "most": most}
            problems.append(Problem("facility.no_position", message, name, params))
    return problems + _with_end(bool(is_active), ended_on, (ended_reason or "").strip())


def problems_with_supervision(
    kind: str, values: Mapping[str, Any], *, today: date
) -> list[Problem]:
    """What a market or an outlet must say besides, prices that are none, days that cannot be so.

    A market gives telephone and address of who watches over it, and takes complaints
    (北京市社区菜市场建设管理办法 draft article 26); an outlet charges nothing but its prices. What
    is withdrawn is asked for nothing any more.
    """
    demanded = DEMANDED.get(kind, {}) if values.get("is_active") else {}
    problems = [
        Problem(f"facility.{name}_missing", message, name)
        for name, message in demanded.items()
        if not str(values.get(name) or "").strip()
    ]
    bare = gettext_noop("Line %(line)s of the price list says no price.")
    for line, words in enumerate((values.get("price_list") or "").splitlines(), start=1):
        if words.strip() and not _PRICE.search(words):
            problems.append(Problem("facility.price_missing", bare, "price_list", {"line": line}))
    return problems + _with_days(values, today)


def _with_days(values: Mapping[str, Any], today: date) -> list[Problem]:
    problems = []
    checked, starts, ends = (
        values.get(name) for name in ("prices_checked_on", "starts_on", "ended_on")
    )
    if checked and checked > today:
        message = gettext_noop("The day of the check lies in the future.")
        problems.append(Problem("facility.checked_ahead", message, "prices_checked_on"))
    if starts and ends and ends < starts:
        message = gettext_noop("It was withdrawn before it began.")
        problems.append(Problem("facility.ends_early", message, "ended_on"))
    return problems


def _with_end(is_active: bool, ended_on: date | None, reason: str) -> list[Problem]:
    if is_active and (ended_on or reason):
        message = gettext_noop("It is in operation: leave day and reason of the end empty.")
        return [Problem("facility.ended_and_active", message, "is_active")]
    if is_active:
        return []
    problems = []
    if not ended_on:
        message = gettext_noop("Say on which day it was withdrawn.")
        problems.append(Problem("facility.end_day_missing", message, "ended_on"))
    if not reason:
        message = gettext_noop("Say why it was withdrawn and where residents can go instead.")
        problems.append(Problem("facility.end_reason_missing", message, "ended_reason"))
    return problems
