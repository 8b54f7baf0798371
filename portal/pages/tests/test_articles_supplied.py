"""The supplied documents: what they are is known; what they say stays outside this repository."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from portal.pages.articles import Instrument, ParsedFile, parse_regulations, read_hints

HINTS = Path(__file__).parents[3] / "fixtures" / "import_hints.json"


pytestmark = [
    pytest.mark.sources,
    pytest.mark.skipif(
        "PORTAL_SOURCES" not in os.environ, reason="supplied documents: PORTAL_SOURCES is not set"
    ),
]


@cache
def supplied() -> dict[str, tuple[Instrument, ParsedFile]]:
    folder = os.environ["PORTAL_SOURCES"]
    hints = read_hints(HINTS)
    found = {}
    for path in sorted(Path(folder).glob("*.txt")):
        file = parse_regulations(path.read_text(encoding="utf-8"), path.name, hints)
        found |= {one.title: (one, file) for one in file.instruments}
    return found


@pytest.mark.parametrize(
    ("title", "articles", "lost", "doubtful", "missing", "headings"),
    [
        ("贵阳市社区管理暂行办法", 27, 5, 1, (), 4),
        ("How to manage the community", 34, 0, 0, (), 4),
        ("貴陽市社區工作條例", 47, 0, 0, (), 5),
        ("北京市社区服务站建设管理办法", 29, 0, 0, (), 6),
        ("北京市社区菜市场建设管理办法(送审稿)", 37, 0, 0, (), 0),
        ("北京市社区管理办法(试行)", 33, 0, 0, ((15, 23),), 6),
        ("社区管理办法篇2", 28, 0, 0, (), 6),
        ("社区管理办法篇3", 12, 0, 0, (), 0),
        ("北京市社区服务站服务项目", 0, 0, 0, (), 0),
        ("便民服务站建设管理办法", 0, 0, 0, (), 0),
    ],
)
def test_the_supplied_documents_have_the_articles_they_have(
    title: str,
    articles: int,
    lost: int,
    doubtful: int,
    missing: tuple[tuple[int, int], ...],
    headings: int,
) -> None:
    found, _file = supplied()[title]
    assert (len(found.articles), found.lost, found.doubtful) == (articles, lost, doubtful)
    assert found.missing_numbers == missing
    assert len(found.divisions) == headings


def test_the_damaged_document_has_22_articles_without_hints() -> None:
    _found, file = supplied()["贵阳市社区管理暂行办法"]
    (bare,) = parse_regulations(file.text, file.name).instruments
    assert (len(bare.articles), bare.lost, bare.doubtful) == (22, 0, 1)
    assert bare.missing_numbers == ((8, 8), (13, 13), (17, 18), (22, 23))
    assert sum(one.is_empty for one in bare.articles) == 1


def test_every_supplied_document_is_found_whole() -> None:
    found = supplied()
    assert len(found) == 16
    shapes = [one.shape for one, _file in found.values()]
    assert (shapes.count("articles"), shapes.count("sections"), shapes.count("plain")) == (8, 5, 3)
    assert [one.title for one in found["貴陽市社區工作條例"][0].sections] == [
        "審議結果報告",
        "相關報導",
        "相關新聞",
        "審議意見報告",
    ]


def test_no_supplied_article_swallows_what_is_not_its_own() -> None:
    foreign = re.compile(
        r"。\s*第[一二三四五六七八九十]+[条條章]\s|^第[一二三四五六七八九十]+[章篇]"
        r"|^Chapter|^Article \d|Subscribe|Advanced Search|下载.*文档|相關[報新詞]|范文|的说明$",
        re.M,
    )
    for found, file in supplied().values():
        for article in found.articles:
            assert not foreign.search(article.text), (found.title, article.number)
            assert all(part in file.text for part in article.text.split("\n"))
