"""Uploads made for tests, one for each way in which a file can be hostile or hide something.

Every maker gives the bytes of one file; nothing here is taken from anywhere.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image

from portal.tests.made_files import (
    NAMESPACES,
    OFFICE,
    PACKAGE,
    links,
    paragraph,
    pdf,
    word,
    word_members,
    zipped,
)

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORDS = "停水通知（演示）：周二停水六小时。"
ID_NUMBER = "990000199001010017"


# --- PDF ------------------------------------------------------------------------------------------
def changed_pdf(change: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    """A PDF with text, changed by qpdf's own means."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(WORDS))) as book:
        change(book)
        book.save(out, **options)
    return out.getvalue()


def pdf_with_javascript() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        page = book.pages[0].obj
        page.AA = pikepdf.Dictionary(O=_action("/JavaScript", JS="app.alert(1)"))

    return changed_pdf(change)


def pdf_that_acts_when_opened() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        book.Root.OpenAction = _action("/URI", URI="https://example.invalid/")

    return changed_pdf(change)


def pdf_that_opens_at_a_page() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        place = pikepdf.Array([book.pages[0].obj, pikepdf.Name.Fit])
        book.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=place)

    return changed_pdf(change)


def pdf_that_launches() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Link,
            Rect=pikepdf.Array([0, 0, 9, 9]),
            A=_action("/Launch", F="cmd.exe"),
        )
        book.pages[0].obj.Annots = pikepdf.Array([book.make_indirect(note)])

    return changed_pdf(change)


def pdf_with_a_program() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        book.attachments["setup.exe"] = b"MZ\x90\x00" + b"\0" * 60

    return changed_pdf(change)


def pdf_with_film() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia, Rect=pikepdf.Array([0, 0, 9, 9]))
        book.pages[0].obj.Annots = pikepdf.Array([book.make_indirect(note)])

    return changed_pdf(change)


def pdf_that_sends_a_form() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        book.Root.AA = pikepdf.Dictionary(WC=_action("/SubmitForm", F="https://example.invalid/"))

    return changed_pdf(change)


def pdf_with_a_password() -> bytes:
    secret = pikepdf.Encryption(owner="owner", user="user")
    return changed_pdf(lambda book: None, encryption=secret)


def pdf_with_a_comment() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Text, Rect=pikepdf.Array([0, 0, 9, 9]), Contents=ID_NUMBER
        )
        book.pages[0].obj.Annots = pikepdf.Array([book.make_indirect(note)])

    return changed_pdf(change)


def pdf_with_an_author() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        book.docinfo["/Author"] = "演示某人"

    return changed_pdf(change)


def pdf_with_a_layer_off() -> bytes:
    def change(book: pikepdf.Pdf) -> None:
        layer = book.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="底稿"))
        shown = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        book.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=shown)

    return changed_pdf(change)


def pdf_and_web_page() -> bytes:
    return pdf(WORDS).replace(b"%PDF-1.7\n", b"%PDF-1.7\n%<html><script>1</script>\n", 1)


def pdf_and_web_page_behind() -> bytes:
    return pdf(WORDS) + b"<html><script>1</script></html>"


def pdf_and_archive() -> bytes:
    return pdf(WORDS) + zipped({"a.txt": "x"})


def pdf_with_something_behind() -> bytes:
    return pdf(WORDS) + b"x" * 1500 + b"%%EOF\n" + b"y" * 1500 + b"%%EOF"[:0]


def pdf_cut_off() -> bytes:
    return pdf(WORDS)[:-60]


def pdf_in_a_ring() -> bytes:
    """The table of places names itself as the one before it."""
    whole = pdf(WORDS)
    place = whole.rindex(b"startxref\n") + len(b"startxref\n")
    start = int(whole[place : whole.index(b"\n", place)])
    return pdf(WORDS, trailer=f"/Prev {start}")


def pdf_of_a_million_objects() -> bytes:
    data = pdf(WORDS)
    return data[:9] + b"".join(b"%d 0 obj\n1\nendobj\n" % n for n in range(20, 400_000)) + data[9:]


def pdf_of_many_packed_objects() -> bytes:
    """Packed, none of the objects can be counted from outside."""

    def change(book: pikepdf.Pdf) -> None:
        rows = [book.make_indirect(pikepdf.Dictionary(N=number)) for number in range(200_100)]
        book.Root.Rows = pikepdf.Array(rows)

    return changed_pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_of_many_pages() -> bytes:
    return pdf(WORDS, count=100_000)


def pdf_of_pictures() -> bytes:
    return pdf("", "")


def pdf_with_a_picture_page() -> bytes:
    return pdf(WORDS, "")


def pdf_with_a_number() -> bytes:
    return pdf(f"张某某（演示）{ID_NUMBER}")


def _action(kind: str, **values: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(kind), **values)


# --- Word documents -------------------------------------------------------------------------------
PROPERTIES = (
    f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>%s</dc:creator></cp:coreProperties>'
)


def docx_with(**parts: bytes | str) -> bytes:
    """A Word document with text and further parts; `__` in a name stands for `/`."""
    return zipped({**word_members(paragraph(WORDS)), **_named(parts)})


def _named(parts: dict[str, bytes | str]) -> dict[str, bytes | str]:
    """`word__comments__xml` is `word/comments.xml`."""
    return {
        re.sub(r"/(\w+)$", r".\1", name.replace("__", "/")): content
        for name, content in parts.items()
    }


def docx_linking(kind: str, target: str, mode: str = "External") -> bytes:
    members = word_members(paragraph(WORDS))
    return zipped({**members, "word/_rels/document.xml.rels": links((kind, target, mode))})


def docx_field(words: str) -> bytes:
    """A field whose words are cut into two runs, as Word does."""
    half = len(words) // 2
    runs = "".join(
        f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in (words[:half], words[half:])
    )
    return word(f"<w:p>{runs}</w:p>{paragraph(WORDS)}")


def docx_with_deleted_words() -> bytes:
    gone = f"<w:del><w:r><w:delText>{ID_NUMBER}</w:delText></w:r></w:del>"
    return word(f"<w:p>{gone}<w:r><w:t>{WORDS}</w:t></w:r></w:p>")


def docx_with_hidden_words() -> bytes:
    run = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{ID_NUMBER}</w:t></w:r>"
    return word(f"<w:p>{run}<w:r><w:t>{WORDS}</w:t></w:r></w:p>")


def docx_with_a_comment() -> bytes:
    text = f"<w:r><w:t>{ID_NUMBER}</w:t></w:r>"
    inner = f'<w:comment w:author="甲"><w:p>{text}</w:p></w:comment>'
    return docx_with(word__comments__xml=_side("comments", inner))


def docx_with_a_footnote() -> bytes:
    inner = f"<w:footnote><w:p><w:r><w:t>{ID_NUMBER}</w:t></w:r></w:p></w:footnote>"
    return docx_with(word__footnotes__xml=_side("footnotes", inner))


def _side(name: str, inner: str) -> str:
    return f"<w:{name} {NAMESPACES}>{inner}</w:{name}>"


def docx_with_entities() -> bytes:
    members = word_members(paragraph("&a;"))
    bomb = '<!DOCTYPE w [<!ENTITY a "x">]>'
    members["word/document.xml"] = bomb + str(members["word/document.xml"])
    return zipped(members)


# --- Zip archives ---------------------------------------------------------------------------------
def archive_with(name: str, content: bytes = b"x", **facts: int) -> bytes:
    """A Word document with one further member of any name and facts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, value in word_members(paragraph(WORDS)).items():
            archive.writestr(key, value)
        member = zipfile.ZipInfo(name)
        for fact, number in facts.items():
            setattr(member, fact, number)
        archive.writestr(member, content)
    return out.getvalue()


def archive_with_two_of_a_name() -> bytes:
    return archive_with("WORD/document.xml")


def archive_that_lies() -> bytes:
    """A member that says it is smaller than it is."""
    data = bytearray(archive_with("word/media/a.bin", b"A" * 5000))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<L", 10)
    return bytes(data)


def archive_of_archives() -> bytes:
    inner = zipped({"b.zip": zipped({"c.txt": "x" * 100})})
    return archive_with("word/media/a.bin", inner)


def archive_with_a_foreign_name() -> bytes:
    out = archive_with("word/media/aaaa.txt")
    return out.replace(b"word/media/aaaa.txt", b"word/media/\xc4\xe3\xba\xc3.txt")


def archive_that_swells() -> bytes:
    return archive_with("word/media/a.bin", b"\0" * 50_000_000, compress_type=zipfile.ZIP_DEFLATED)


# --- Workbooks ------------------------------------------------------------------------------------
def xlsx(
    rows: str = "", *, sheet: str = "", state: str = "", names: str = "", **parts: bytes | str
) -> bytes:
    """A workbook of one shown sheet and, with `sheet`, a second one in the given state."""
    sheets = '<sheet name="公开" sheetId="1" r:id="r0"/>'
    if sheet:
        sheets += f'<sheet name="底稿" sheetId="2" state="{state}" r:id="r1"/>'
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>'
        f"<definedNames>{names}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml", ""), ("worksheet", "worksheets/sheet2.xml", "")
        ),
        "xl/worksheets/sheet1.xml": worksheet(rows or row(cell("收支表（演示）"))),
    }
    if sheet:
        members["xl/worksheets/sheet2.xml"] = worksheet(sheet)
    return zipped({**members, **_named(parts)})


def worksheet(rows: str) -> str:
    """A sheet; `rows` may begin with settings of columns."""
    return f'<worksheet xmlns="{SHEET}">{rows}</worksheet>'


def row(*cells: str, hidden: bool = False) -> str:
    mark = ' hidden="1"' if hidden else ""
    return f"<row{mark}>{''.join(cells)}</row>"


def cell(text: str, place: str = "") -> str:
    where = f' r="{place}"' if place else ""
    return f'<c{where} t="inlineStr"><is><t>{text}</t></is></c>'


def number(value: str) -> str:
    return f"<c><v>{value}</v></c>"


def xlsx_formula(formula: str) -> bytes:
    return xlsx(f"<row><c><f>{formula}</f><v>0</v></c></row>")


def xlsx_with_hidden_row() -> bytes:
    return xlsx(row(cell(ID_NUMBER), hidden=True))


def xlsx_with_hidden_column() -> bytes:
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    return xlsx(columns + f"<sheetData>{row(cell('甲', 'A1'), cell(ID_NUMBER, 'B1'))}</sheetData>")


def xlsx_with_a_far_cell() -> bytes:
    return xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


# --- Pictures -------------------------------------------------------------------------------------
def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A red picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def picture_with_a_place() -> bytes:
    """A photograph that lies on its side and says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "demo camera"
    exif[0x8825] = {1: "N", 2: (30.0, 0.0, 0.0)}
    return picture(exif=exif, comment=b"taken by somebody")


def picture_too_large() -> bytes:
    """The head of a PNG that says it is 50,000 by 50,000 points large."""
    data = bytearray(picture("PNG"))
    data[16:24] = struct.pack(">LL", 50_000, 50_000)
    crc = zlib.crc32(bytes(data[12:29]))
    data[29:33] = struct.pack(">L", crc)
    return bytes(data)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script><foreignObject/></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40
