"""Days in demo files: told from the day of loading, so that the demo never looks old.

Pure: the day of loading is always an argument.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_OFFSET = re.compile(r"[+-]\d{1,4}")
_SEASONAL = re.compile(r"(?P<month>\d{2})-(?P<day>\d{2})(?:/(?P<years>\d))?")
_PLACE = re.compile(r"\{([^{}]*)\}")
_PLACED = re.compile(r"(?P<offset>[+-]\d{1,3})(?P<weekday> [a-z]{3})?(?P<form> (?:long|en))?")

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE_WEEKDAYS = "一二三四五六日"


def day_from(text: str, *, on: date) -> date:
    """The day that `text` means when the demo is loaded on the day `on`.

    `-37` is so many days before, `+45` after; `2024-12-16` is itself; `09-20` is the latest
    20 September before `on`, and `09-20/1` the one a year earlier. Raises ValueError otherwise.
    """
    if _OFFSET.fullmatch(text):
        return on + timedelta(days=int(text))
    seasonal = _SEASONAL.fullmatch(text)
    if not seasonal:
        return date.fromisoformat(text)
    latest = date(on.year, int(seasonal["month"]), int(seasonal["day"]))
    years = int(seasonal["years"] or 0) + (latest >= on)
    return latest.replace(year=on.year - years)


def with_days(text: str, *, on: date) -> str:
    """`text` with its places filled, counted from the day `on` on which it was published.

    `{+5}` becomes 9月20日, `{+5 sat}` the first Saturday from that day on with its weekday,
    `{+5 long}` and `{+5 sat long}` add the year, `{+5 en}` is English; `{year}` is the year.
    Raises ValueError for any other place.
    """
    return _PLACE.sub(lambda match: _filled(match[1], on), text)


def _filled(place: str, on: date) -> str:
    if place == "year":
        return str(on.year)
    match = _PLACED.fullmatch(place)
    if not match:
        raise ValueError(f"{{{place}}}")
    day = on + timedelta(days=int(match["offset"]))
    weekday = (match["weekday"] or "").strip()
    if weekday:
        day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    return _written(day, (match["form"] or "").strip(), with_weekday=bool(weekday))


def _written(day: date, form: str, *, with_weekday: bool) -> str:
    if form == "en":
        return f"{day:%A}, {day.day} {day:%B %Y}" if with_weekday else f"{day.day} {day:%B %Y}"
    year = f"{day.year}年" if form == "long" else ""
    weekday = f"（星期{_CHINESE_WEEKDAYS[day.weekday()]}）" if with_weekday else ""
    return f"{year}{day.month}月{day.day}日{weekday}"
