"""Text out of files: what is checked before the child is asked, plain text, web pages, the caps."""

from __future__ import annotations

import io
import os
import re
import time
from pathlib import Path

import pytest
from django.utils import translation

from portal.file_child import child_environment
from portal.file_findings import MESSAGES
from portal.filereaders import limits
from portal.filetext import FileText, read_file_text
from portal.problems import Refused
from portal.tests.made_files import pdf, zipped

LAW = "演示办法\n第一条　居民议事，公开。\n第二条 本办法自公布之日起施行。"


def refusal_of(source: Path | bytes, name: str = "") -> tuple[str, str]:
    """The code and the words of the one problem for which a file is refused."""
    with pytest.raises(Refused) as refusal, translation.override("en"):
        read_file_text(source, name=name)
    (problem,) = refusal.value.problems
    with translation.override("en"):
        return problem.code, str(problem)


def warned(text: FileText) -> list[str]:
    return [warning.code.removeprefix("filetext.") for warning in text.warnings]


@pytest.mark.parametrize(
    "data",
    [
        LAW.encode(),
        LAW.encode("utf-8-sig"),
        LAW.encode("utf-16"),
        b"\xfe\xff" + LAW.encode("utf-16-be"),
        LAW.encode("gb18030"),
        LAW.replace("\n", "\r\n").encode(),
        LAW.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16", "utf-16 big end", "gb18030", "crlf", "cr"],
)
def test_plain_text_is_read_unaltered_in_every_known_encoding(data: bytes) -> None:
    found = read_file_text(data, name="演示.txt")
    assert (found.text, found.kind, found.lines, found.pages) == (LAW, "txt", 3, 0)
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("第一條 社區。\n".encode("big5") * 5, 1),
        ("第一条\n".encode("utf-16-le"), 1),
        (f"{LAW}\n".encode() + b"\xe7\xac\n" + LAW.encode(), 4),
        ("第一条 甲。\n".encode("gb18030") * 3 + b"\xff\xff", 4),
        (b"abc\ndef\x00ghi", 2),
    ],
)
def test_text_that_cannot_be_decoded_is_refused_naming_the_line(data: bytes, line: int) -> None:
    code, words = refusal_of(data, "演示.txt")
    assert code == "filetext.undecodable"
    assert words.startswith(f"演示.txt, line {line}: ")


def test_odd_characters_stay_in_the_text_but_are_reported_with_their_line() -> None:
    text = "第一条\n社\u200b区\u202e\n第二\ue123条"
    with translation.override("en"):
        found = read_file_text(text.encode(), name="演示.txt")
        assert found.text == text
        assert warned(found) == ["invisible_characters", "private_characters"]
        assert [warning.where for warning in found.warnings] == [
            "演示.txt, line 2",
            "演示.txt, line 3",
        ]


def test_control_characters_become_a_mark_and_are_reported() -> None:
    found = read_file_text("第一条\x0b甲\x1a".encode(), name="a.txt")
    assert found.text == "第一条\ufffd甲\ufffd"
    assert warned(found) == ["replaced_characters"]


def test_a_page_gives_its_visible_text_one_line_per_block() -> None:
    page = """<!DOCTYPE html><html><head><title>页名</title><style>p{}</style></head><body>
      <h1>演示办法</h1><script>alert('不要')</script>
      <p>第一条&nbsp;居民<b>议</b>事
         公开。<br>第二条 施行。</p><ul><li>甲<li>乙</ul>
      <table><tr><td>户数</td><td>人数</td></tr></table>
      <span hidden>水印<i>一</i></span><div style="display : none">水印二</div>完
      <!-- 注释 --><pre>一\n二</pre><noscript>无</noscript></body></html>"""
    found = read_file_text(page.encode(), name="a.html")
    assert found.text.split("\n") == [
        "演示办法",
        "第一条\xa0居民议事 公开。",
        "第二条 施行。",
        "甲",
        "乙",
        "户数\t人数",
        "完",
        "一",
        "二",
    ]
    assert warned(found) == ["hidden_text"]


@pytest.mark.parametrize(
    ("label", "encoding"),
    [("gb2312", "gb18030"), ("GBK", "gbk"), ("Big5", "big5"), ("utf-8", "utf-8")],
)
def test_a_page_is_read_in_the_encoding_it_names(label: str, encoding: str) -> None:
    page = f'<html><meta charset="{label}"><p>第一條 社區</p>'
    assert read_file_text(page.encode(encoding), name="a.htm").text == "第一條 社區"


def test_a_saved_page_with_an_old_label_is_read_as_the_utf8_it_is() -> None:
    page = f"<html><meta charset=gb2312><p>{LAW}</p>"
    assert read_file_text(page.encode(), name="a.html").text.startswith("演示办法")


@pytest.mark.parametrize(
    "page",
    [
        b"<" * 1_000_000 + b" x",
        b"<ul><li>" * 5_000 + b"x",
        b"<!--" * 500_000 + b"--><p>x",
        b"<a href='<!-- x --><img onerror=alert(1)>'>x</a>",
        b"<p>x" + b"</div>" * 500_000,
        b"<p>" + b"x" * 9_000_000,
        b"<p>&#0;&#55296;x&#x110000;",
    ],
    ids=["angles", "nested", "comments", "quoted", "unopened", "long", "entities"],
)
def test_pages_made_to_hurt_are_read_all_the_same(page: bytes) -> None:
    assert "x" in read_file_text(page, name="a.html").text


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b" \r\n\t", "a.txt", "empty"),
        (b"\xef\xbb\xbf", "a.txt", "no_text"),
        (b"<html><script>x</script>", "a.html", "no_text"),
        (LAW.encode(), "a.doc", "kind_unknown"),
        (LAW.encode(), "txt", "kind_unknown"),
        (LAW.encode(), "a.txt.exe", "kind_unknown"),
        (b"<!DOCTYPE html><p>x", "a.pdf", "content_differs"),
        (b"\xef\xbb\xbf <HTML><p>x", "a.txt", "content_differs"),
        (pdf("demo"), "a.txt", "content_differs"),
        (pdf("demo"), "a.html", "content_differs"),
        (pdf("demo"), "a.docx", "content_differs"),
        (b"x" + pdf("demo"), "a.pdf", "content_differs"),
        (zipped({"a.txt": "x"}), "a.docx", "content_differs"),
        (zipped({"a.txt": "x"}), "a.pdf", "content_differs"),
        (pdf("demo") + zipped({"a.txt": "x"}), "a.pdf", "content_differs"),
        (b"\x7fELF" + b"x" * 99, "a.txt", "content_differs"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.docx", "old_office"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    data: bytes, name: str, code: str
) -> None:
    found, words = refusal_of(data, name)
    assert found == f"filetext.{code}"
    assert words.startswith(f"{name}: ")


def test_a_file_over_the_limit_is_refused_without_being_read_whole() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size == limits.FILE_BYTES + 1
            return b"x" * size

    with pytest.raises(Refused, match="20 MB"), translation.override("en"):
        read_file_text(Endless(), name="a.txt")  # type: ignore[arg-type]


def test_folders_pipes_and_missing_files_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in ("pipe.txt", "folder.txt", "missing.txt"):
        assert refusal_of(tmp_path / name)[0] == "filetext.unavailable"


def test_a_file_on_disk_is_read_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "演示.TXT"
    path.write_text(LAW, encoding="utf-8")
    found = read_file_text(path)
    assert (found.name, found.text) == ("演示.TXT", LAW)


def test_a_hostile_file_name_is_shown_on_one_line_without_folders() -> None:
    _, words = refusal_of(b"", "../../etc/\r\nfake log\u202e\x1b[0m.txt")
    assert "\n" not in words and "/" not in words
    assert "\u202e" not in words and "\x1b" not in words


def test_reading_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 1)
    started = time.monotonic()
    code, words = refusal_of(b"<div>" * 100_000 + b"x", "a.html")
    assert (code, "1 seconds" in words) == ("filetext.too_slow", True)
    assert time.monotonic() - started < 10


def test_reading_that_takes_too_much_memory_is_refused() -> None:
    assert refusal_of(b"<p>x" * 5_000_000, "a.html")[0] == "filetext.too_heavy"


def test_text_beyond_the_limit_is_refused() -> None:
    data = b"x" * (limits.TEXT_CHARACTERS + 1)
    assert refusal_of(data, "a.txt")[0] == "filetext.text_too_long"


def test_the_child_gets_no_secret_of_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "canary")
    assert "canary" not in child_environment().values()
    assert child_environment()["PATH"] == os.environ["PATH"]


def test_a_place_in_the_text_is_told_by_line_or_by_page() -> None:
    with translation.override("en"):
        plain = FileText("甲\n乙\n丙", "txt", "a.txt")
        assert [plain.place_of(offset) for offset in (0, 1, 2, 4)] == [
            "a.txt, line 1",
            "a.txt, line 1",
            "a.txt, line 2",
            "a.txt, line 3",
        ]
        paged = FileText("甲\n乙", "pdf", "a.pdf", page_starts=(0, 2))
        assert [paged.place_of(offset) for offset in (0, 1, 2)] == [
            "a.pdf, page 1",
            "a.pdf, page 1",
            "a.pdf, page 2",
        ]


def test_every_code_has_words_and_every_word_is_used() -> None:
    package = Path(__file__).parents[1]
    readers = [
        *(package / "filereaders").glob("*.py"),
        package / "filetext.py",
        package / "file_checking.py",
    ]
    readers += [package / name for name in ("virus_scanner.py", "file_child.py", "file_tables.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in readers)
    raised = set(re.findall(r'(?:Unreadable|Finding)\(\s*"(\w+)"', source))
    assert raised <= set(MESSAGES)
    named_otherwise = {code for code in MESSAGES if f'"{code}"' in source.replace(f'"{code}":', "")}
    put_together = {code for code in MESSAGES if f'"{code.removeprefix("hides_")}"' in source}
    assert set(MESSAGES) == raised | named_otherwise | put_together
