"""A demo file that cannot be used is refused with its name and line."""

from datetime import date
from pathlib import Path

import pytest

from portal.demo.files import Shelf
from portal.demo.markup import plain_lines, rich_text
from portal.problems import Refused

SUNDAY = date(2026, 11, 22)


def shelf_with(tmp_path: Path, text: str) -> tuple[Shelf, Path]:
    """A shelf with one file of this text."""
    path = tmp_path / "linhe" / "x.txt"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return Shelf(path.parent, SUNDAY), path


def test_header_and_text_are_parted_by_the_first_empty_line(tmp_path: Path) -> None:
    shelf, path = shelf_with(tmp_path, "title: 停水：明天\ntopics: 停水, 物业\n\n一\n\n键: 值\n")
    file = shelf.read(path, required=("title",), optional=("topics",))
    shelf.settle()
    assert file.text("title") == "停水：明天"
    assert file.words("topics") == ["停水", "物业"]
    assert file.body == "一\n\n键: 值"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("title: a\ncolour: red\n", "linhe/x.txt:2"),
        ("title: a\n标题：乙\n", "linhe/x.txt:2"),
        ("summary: a\n", "linhe/x.txt:1"),
        ("title:\nsummary: a\n", "linhe/x.txt:1"),
        ("", "linhe/x.txt:1"),
    ],
)
def test_unknown_missing_and_unreadable_lines_name_file_and_line(
    tmp_path: Path, text: str, where: str
) -> None:
    shelf, path = shelf_with(tmp_path, text)
    shelf.read(path, required=("title",), optional=("summary",))
    with pytest.raises(Refused) as refusal:
        shelf.settle()
    assert where in [problem.where for problem in refusal.value.problems]


def test_all_bad_values_of_a_file_are_refused_at_once(tmp_path: Path) -> None:
    shelf, path = shelf_with(tmp_path, "kind: red\ndays: many\nday: 2026-13-01\n\n{soon}\n")
    file = shelf.read(path, required=("kind", "days", "day"))
    file.choice("kind", ["notice", "result"])
    file.number("days")
    file.day("day", on=SUNDAY)
    file.filled(file.body, on=SUNDAY)
    with pytest.raises(Refused) as refusal:
        shelf.settle()
    lines = [problem.where for problem in refusal.value.problems]
    assert lines == [f"linhe/x.txt:{number}" for number in (1, 2, 3, 5)]


def test_a_file_that_is_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    shelf, path = shelf_with(tmp_path, "")
    path.write_bytes("title: 通知公告\n".encode("gbk"))
    shelf.read(path, required=("title",))
    with pytest.raises(Refused, match=r"linhe/x\.txt"):
        shelf.settle()


def test_text_becomes_paragraphs_headings_and_lists() -> None:
    text = "时间：9:00\n地点：二楼\n\n## 带什么\n\n- 证件 <原件>\n- 合同\n就这些"
    assert rich_text(text) == (
        "<p>时间：9:00<br/>地点：二楼</p><h2>带什么</h2>"
        "<ul><li>证件 &lt;原件&gt;</li><li>合同</li></ul><p>就这些</p>"
    )


def test_duties_become_plain_lines() -> None:
    assert plain_lines("办事的人。\n\n- 1号窗：居住登记\n- 2号窗：医保\n") == (
        "办事的人。\n1号窗：居住登记\n2号窗：医保"
    )
