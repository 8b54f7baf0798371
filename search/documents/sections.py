"""Entries of sections: the section itself, and of a community's services windows and facilities.

A window (窗口) and a service facility (便民服务设施) are parts of the section under which residents
read them: found with it, gone with it, and shown in its group. Only what is in operation counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from portal.matters.choices import FacilityKind
from portal.matters.local_rules import hours_in_words
from portal.matters.models import MatterSection, ServiceFacility, Window
from portal.models import Community

from .entry import Entry
from .pages import Context, page_entry

WINDOW, FACILITY = "window", "facility"
Parts = dict[str, list[Entry]]

WINDOW_WORDS = "窗口 柜台 service window counter"
EASIER = MappingProxyType(
    {
        "low_counter": ("低位柜台", "轮椅 wheelchair low counter"),
        "sign_language": ("手语", "聋人 sign language"),
        "large_print": ("大字材料", "large print"),
    }
)
"""What makes a window easy to use, and by which other words residents ask for it."""
KIND_WORDS = MappingProxyType(
    {
        FacilityKind.DAY_CARE: "日间照料 托老 白天照看老人 没人照看 day care for older people",
        FacilityKind.HOME_CARE: "居家养老 上门照护 上门照看老人 home care for older people",
        FacilityKind.HEALTH: "卫生服务 看病 打针 clinic health",
        FacilityKind.RECREATION: "文体活动 娱乐 打牌 下棋 跳舞 culture sports recreation",
        FacilityKind.NURSERY: "托幼 托儿所 幼儿园 nursery kindergarten",
        FacilityKind.REPAIR: "维修 修理 配钥匙 repair shop",
        FacilityKind.SHOP: "便利店 超市 买东西 convenience store shop",
        FacilityKind.HOUSEKEEPING: "家政 保洁 保姆 housekeeping cleaning",
        FacilityKind.MAIL: "邮政快递 取件 寄件 mail parcel locker",
        FacilityKind.TALKING_POINT: "居民说事点 议事 反映问题 place to talk matters over",
        FacilityKind.SHARED: "共享设施 对居民开放 facility open to residents",
        FacilityKind.MARKET: "菜市场 农贸市场 买菜 food market vegetables",
        FacilityKind.OUTLET: "便民网点 邮政 银行 outlet post office",
        FacilityKind.OTHER: "便民服务 convenience service",
    }
)
"""By which words residents ask for a kind of facility, in Chinese and in English."""


def entries(pages: list[Any], context: Context) -> Iterator[Entry]:
    """One entry a section, and those of its parts; as many statements for one as for hundreds."""
    own = {
        context.community_of(page): page_entry(page, context)
        for page in pages
        if isinstance(page, MatterSection)
    }
    parts = _parts_of({key: entry for key, entry in own.items() if key})
    for page in pages:
        entry = page_entry(page, context)
        yield entry
        if own.get(entry.community) == entry:
            yield from parts[entry.community]


def _parts_of(own: Mapping[str, Entry]) -> Parts:
    """The windows and facilities of communities, by community; three statements at most."""
    found: Parts = defaultdict(list)
    if not own:
        return found
    keys = [int(key) for key in own]
    names = dict(Community.objects.filter(pk__in=keys).values_list("pk", "title"))
    for window in _windows(keys):
        place = window.centre.community_id
        found[str(place)].append(_of_window(own[str(place)], window, names[place]))
    for row in ServiceFacility.objects.filter(community__in=keys, is_active=True):
        place = row.community_id
        found[str(place)].append(_of_facility(own[str(place)], row, names[place]))
    return found


def _windows(communities: list[int]) -> Any:
    rows = Window.objects.filter(centre__community__in=communities).select_related("centre")
    return rows.prefetch_related("matters", "hours", "centre__shared_by")


def _of_window(section: Entry, window: Any, community: str) -> Entry:
    """A window with what is done there, when and where, and for whom it is easy to use."""
    spans = [(row.weekday, row.opens, row.closes) for row in window.hours.all()]
    easier = [words for name, words in EASIER.items() if getattr(window, name)]
    body = [
        "、".join(matter.name for matter in window.matters.all()),
        f"{window.centre.name} {window.centre.address}",
        window.posted_from,
        hours_in_words(spans),
        window.phone,
        "、".join(told for told, _asked in easier),
    ]
    also = _lines([*(asked for _told, asked in easier), WINDOW_WORDS])
    part = f"{WINDOW}-{window.pk}"
    entry = _part(section, WINDOW, part, f"windows/#{part}", f"{community} {section.title}")
    sharers = tuple(str(place.pk) for place in window.centre.shared_by.all())
    heading = f"{window.no}号窗口 {window.name}"
    return replace(entry, heading=heading, body=_lines(body), also=also, communities=sharers)


def _of_facility(section: Entry, row: ServiceFacility, community: str) -> Entry:
    """A facility with who provides it, where, when and at what fee."""
    body = [
        f"{row.hours}；{row.fee}",
        f"{row.provider} {row.owner_unit} {row.address}",
        row.phone,
        row.note,
    ]
    part = f"{FACILITY}-{row.pk}"
    entry = _part(section, FACILITY, part, f"facilities/#{part}", f"{community} {section.title}")
    also = KIND_WORDS[FacilityKind(row.kind)]
    return replace(entry, heading=row.name, body=_lines(body), also=also)


def _part(section: Entry, kind: str, part: str, path: str, title: str) -> Entry:
    return replace(section, kind=kind, part=part, path=path, title=title)


def _lines(parts: list[str]) -> str:
    return "\n".join(line.strip() for line in parts if line.strip())
