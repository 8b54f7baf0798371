"""A corpus of any size: the demo's own articles, varied so that no two documents are equal.

`documents(count)` needs nothing; `documents(count, path)` reads a JSON list made elsewhere with the
keys slug, title, date, summary and body (paragraphs), so that peers can be given the same texts.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
PLACES = ["南岗", "东篱", "桐荫", "青禾", "渡口", "柳湾", "云渡", "石桥", "上坪", "杏林"]
OFFICES = ["社区服务中心", "街道办事处", "居民委员会", "议事协商委员会", "物业服务站"]
TOPICS = ["养老服务", "物业管理", "环境卫生", "财务公开", "居民议事", "志愿服务", "消防安全"]


@dataclass(frozen=True)
class Text:
    """One document as it is loaded and sent to peers."""

    slug: str
    title: str
    day: date
    summary: str
    body: str


def articles() -> list[str]:
    """The articles of all demo regulations, in the order of their files."""
    found: list[str] = []
    for path in sorted(FIXTURES.rglob("*.txt")):
        parts = re.split(r"(?m)^第[一二三四五六七八九十百]+条\s*", path.read_text(encoding="utf-8"))
        found += [part.strip() for part in parts[1:] if len(part.strip()) > 20]
    return found


def documents(count: int, source: Path | None = None) -> Iterator[Text]:
    """`count` documents of about 600 characters; the same input gives the same documents."""
    if source is not None:
        yield from _read(source, count)
        return
    choose = random.Random(20260101)
    seeds = articles()
    for number in range(count):
        place, office, topic = choose.choice(PLACES), choose.choice(OFFICES), choose.choice(TOPICS)
        chosen = choose.sample(seeds, k=min(6, len(seeds)))
        body = "".join(f"<p>{part}</p>" for part in chosen)
        lead = f"<p>{place}{office}就{topic}一事公告，编号RY2026-{number:06d}。</p>"
        yield Text(
            slug=f"doc-{number:06d}",
            title=f"{place}{office}关于{topic}的第{number}号通知",
            day=date(2016, 1, 1) + timedelta(days=number % 3600),
            summary=f"{place}{office}{topic}",
            body=lead + body,
        )


def _read(source: Path, count: int) -> Iterator[Text]:
    for row in json.loads(source.read_text(encoding="utf-8"))[:count]:
        yield Text(
            slug=row["slug"],
            title=row["title"],
            day=date.fromisoformat(row["date"][:10]),
            summary=row["summary"][:300],
            body="".join(f"<p>{paragraph}</p>" for paragraph in row["body"]),
        )
