"""Text out of Word documents: what is read, what is left out and said, what is refused."""

from __future__ import annotations

import random
import stat
import zipfile
from io import BytesIO

import pytest
from docx import Document

from portal.filetext import read_file_text
from portal.problems import Refused
from portal.tests.made_files import (
    NAMESPACES,
    links,
    paragraph,
    table,
    word,
    word_members,
    zipped,
)

ARTICLE = paragraph("第一条 居民议事。")
INSERTED = '<w:ins w:author="演示"><w:r><w:t>百</w:t></w:r></w:ins>'
DELETED = '<w:del w:author="演示"><w:r><w:delText>千</w:delText></w:r></w:del>'
BOMB = (
    '<!DOCTYPE d [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def refusal_of(data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read_file_text(data, name="演示.docx")
    (problem,) = refusal.value.problems
    assert problem.where.startswith("演示.docx")
    return problem.code.removeprefix("filetext.")


def lines_of(body: str) -> list[str]:
    return read_file_text(word(body), name="a.docx").text.split("\n")


def warnings_of(data: bytes) -> dict[str, object]:
    found = read_file_text(data, name="a.docx")
    return {
        warning.code.removeprefix("filetext."): warning.params.get("count")
        for warning in found.warnings
    }


def test_headings_paragraphs_and_tables_come_in_order() -> None:
    body = (
        paragraph("第一章 总则", "Heading1")
        + ARTICLE
        + table([paragraph("户数"), paragraph("人") + paragraph("数")], ["<w:p/>", "<w:p/>"])
        + "<w:p/>"
        + paragraph("完")
    )
    assert lines_of(body) == ["第一章 总则", "第一条 居民议事。", "户数\t人 数", "完"]


def test_a_document_of_another_writer_is_read() -> None:
    document = Document()
    document.add_heading("第一章 总则", level=1)
    document.add_paragraph("第一条 居民议事。")
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "户数", "人数"
    out = BytesIO()
    document.save(out)
    found = read_file_text(out.getvalue(), name="a.docx")
    assert found.text.split("\n") == ["第一章 总则", "第一条 居民议事。", "户数\t人数"]
    assert found.warnings == ()


def test_a_frame_of_one_cell_keeps_its_paragraphs_as_lines() -> None:
    inner = table([paragraph("甲"), paragraph("乙")])
    assert lines_of(table([ARTICLE + inner + paragraph("完")])) == [
        "第一条 居民议事。",
        "甲\t乙",
        "完",
    ]


def test_tabs_breaks_and_runs_make_one_paragraph() -> None:
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>第</w:t></w:r>'
        '<w:r><w:t xml:space="preserve">一条 </w:t><w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>'
        "<w:hyperlink><w:r><w:t>丙</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert lines_of(body) == ["第一条 \t甲", "乙丙"]


def test_a_text_box_is_read_once_and_not_its_fallback() -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert sorted(lines_of(body)) == ["框内", "框外"]


def test_tracked_changes_are_read_as_accepted_and_reported() -> None:
    body = f"<w:p><w:r><w:t>甲</w:t></w:r>{INSERTED}{DELETED}<w:r><w:t>乙</w:t></w:r></w:p>"
    assert lines_of(body) == ["甲百乙"]
    assert warnings_of(word(body)) == {"tracked_changes": 2}


def test_moved_text_is_read_where_it_went() -> None:
    body = (
        f"<w:p><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom></w:p>{ARTICLE}"
        "<w:p><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo></w:p>"
    )
    assert lines_of(body) == ["第一条 居民议事。", "新"]


def test_what_is_left_out_is_counted() -> None:
    body = (
        '<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>甲</w:t><w:commentReference w:id="1"/>'
        '<w:footnoteReference w:id="1"/></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>乙</w:t></w:r></w:p>'
    )
    data = word(body, word__embeddings__a="x", word__comments="王某")
    assert read_file_text(data, name="a.docx").text == "甲乙"
    assert warnings_of(data) == {
        "automatic_numbers": 1,
        "comments": 1,
        "embedded_objects": 1,
        "footnotes": 1,
        "hidden_text": 1,
    }


def test_the_main_part_is_found_by_its_link_in_both_dialects() -> None:
    members = word_members(ARTICLE, main="word/document2.xml")
    strict = str(members["word/document2.xml"]).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    found = read_file_text(zipped({**members, "word/document2.xml": strict}), name="a.docx")
    assert found.text == "第一条 居民议事。"


def test_hyperlinks_and_a_local_template_do_no_harm() -> None:
    rows = links(
        ("hyperlink", "https://example.org/", "External"),
        ("attachedTemplate", r"file:///C:\demo\Normal.dotm", "External"),
        ("styles", "styles.xml", ""),
    )
    data = zipped({**word_members(ARTICLE), "word/_rels/document.xml.rels": rows})
    assert read_file_text(data, name="a.docx").text == "第一条 居民议事。"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "https://example.org/a.png"),
        ("oleObject", "file:///C:/a.xls"),
        ("attachedTemplate", "https://example.org/a.dotm"),
        ("attachedTemplate", "file://server/share/a.dotm"),
        ("attachedTemplate", r"\\server\share\a.dotm"),
        ("frame", "a.htm"),
    ],
)
def test_parts_loaded_from_elsewhere_are_refused(kind: str, target: str) -> None:
    rows = links((kind, target, "External"))
    data = zipped({**word_members(ARTICLE), "word/_rels/settings.xml.rels": rows})
    assert refusal_of(data) == "external_target"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"word/_rels/document.xml.rels": links(("aFChunk", "a.html", ""))}, "foreign_part"),
        (word_members(f'{ARTICLE}<w:altChunk r:id="r1"/>'), "foreign_part"),
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"[Content_Types].xml": "<Types a='document.macroEnabled.main+xml'/>"}, "macros"),
        ({"word/document.xml": f"{BOMB}<d>&c;</d>"}, "entities"),
        ({"word/document.xml": f"{OUTSIDE}<d>&a;</d>"}, "entities"),
        ({"_rels/.rels": f"{BOMB}<d>&c;</d>"}, "entities"),
        ({"word/document.xml": f"<w:document {NAMESPACES}><w:body>"}, "damaged"),
        ({"word/document.xml": b"\xff\xfe\x00"}, "damaged"),
        ({"_rels/.rels": links()}, "content_differs"),
        (word_members("<w:p/>"), "no_text"),
        ({"../evil.txt": "x"}, "archive_path"),
        ({"/etc/evil": "x"}, "archive_path"),
        ({"a\\..\\..\\evil": "x"}, "archive_path"),
        ({"C:evil": "x"}, "archive_path"),
        ({"WORD/document.xml": "x"}, "archive_duplicate"),
        ({"word/media/bomb.bin": bytes(30_000_000)}, "archive_ratio"),
        ({f"word/media/{number}": b"" for number in range(2_000)}, "archive_members"),
    ],
)
def test_a_document_made_to_harm_is_refused(members: dict[str, bytes | str], code: str) -> None:
    assert refusal_of(zipped({**word_members(ARTICLE), **members})) == code


def with_member(member: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    out = BytesIO(zipped(word_members(ARTICLE)))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(member, content)
    return out.getvalue()


def test_a_symbolic_link_in_the_archive_is_refused() -> None:
    member = zipfile.ZipInfo("word/link")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal_of(with_member(member, b"/etc/passwd")) == "archive_link"


def test_a_rare_packing_method_is_refused() -> None:
    member = zipfile.ZipInfo("word/rare")
    member.compress_type = zipfile.ZIP_LZMA
    assert refusal_of(with_member(member)) == "damaged"


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(zipped(word_members(ARTICLE)))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal_of(bytes(data)) == "encrypted"


@pytest.mark.parametrize(
    ("lie", "code"),
    [(1, "damaged"), (10, "damaged"), (9_000_000, "archive_ratio"), (250_000_000, "archive_size")],
)
def test_a_member_that_lies_about_its_size_is_refused(lie: int, code: str) -> None:
    data = bytearray(zipped(word_members(ARTICLE)))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = lie.to_bytes(4, "little")
    assert refusal_of(bytes(data)) == code


def test_a_document_nested_deeply_is_read_without_recursion() -> None:
    deep = "<w:sdt>" * 50_000 + ARTICLE + "</w:sdt>" * 50_000
    noise = paragraph("".join(chr(0x4E00 + number) for number in range(5_000)))
    assert lines_of(deep + noise)[0] == "第一条 居民议事。"


def test_bytes_turned_at_random_never_crash_the_reading() -> None:
    chance = random.Random(20261122)
    good = word(paragraph("第一条") * 50 + table([ARTICLE, ARTICLE]))
    for _ in range(25):
        data = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        cut = chance.choice([len(data), chance.randrange(5, len(data))])
        try:
            assert read_file_text(bytes(data[:cut]), name="a.docx").text
        except Refused as refusal:
            assert refusal.problems
