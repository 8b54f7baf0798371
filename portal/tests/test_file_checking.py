"""What is uploaded is looked at: one made file for each danger, named by its finding."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import zipfile

import pytest
from PIL import Image

from portal.file_checking import check_file, personal_in, redraw_picture
from portal.file_child import child_environment
from portal.problems import Refused
from portal.tests import made_uploads as made
from portal.tests.made_files import pdf, zipped

HOSTILE = [
    ("script in a PDF", "a.pdf", made.pdf_with_javascript, "pdf_javascript"),
    ("PDF that acts when opened", "a.pdf", made.pdf_that_acts_when_opened, "pdf_open_action"),
    ("PDF that starts a program", "a.pdf", made.pdf_that_launches, "pdf_launch"),
    ("program attached to a PDF", "a.pdf", made.pdf_with_a_program, "pdf_attachments"),
    ("film in a PDF", "a.pdf", made.pdf_with_film, "pdf_media"),
    ("PDF that sends a form", "a.pdf", made.pdf_that_sends_a_form, "pdf_form"),
    ("PDF with a password", "a.pdf", made.pdf_with_a_password, "encrypted"),
    ("PDF cut off", "a.pdf", made.pdf_cut_off, "truncated"),
    ("PDF in a ring", "a.pdf", made.pdf_in_a_ring, "damaged"),
    ("PDF of a million objects", "a.pdf", made.pdf_of_a_million_objects, "too_many_objects"),
    ("PDF of packed objects", "a.pdf", made.pdf_of_many_packed_objects, "too_many_objects"),
    ("PDF of 100,000 pages", "a.pdf", made.pdf_of_many_pages, "too_many_pages"),
    ("PDF that is a web page", "a.pdf", made.pdf_and_web_page, "content_differs"),
    ("web page behind a PDF", "a.pdf", made.pdf_and_web_page_behind, "content_differs"),
    ("archive behind a PDF", "a.pdf", made.pdf_and_archive, "content_differs"),
    ("web page named PDF", "a.pdf", lambda: b"<html>x</html>", "content_differs"),
    ("web page named text", "a.txt", lambda: b"<html>x</html>", "content_differs"),
    ("web page", "a.html", lambda: b"<html>x</html>", "kind_not_taken"),
    ("program", "a.exe", lambda: b"MZ\x90\x00", "kind_not_taken"),
    ("two endings", "a.pdf.exe", lambda: pdf("x"), "kind_not_taken"),
    ("no ending", "a", lambda: pdf("x"), "kind_not_taken"),
    ("archive", "a.zip", lambda: zipped({"a": "b"}), "kind_not_taken"),
    ("old Word file", "a.doc", lambda: made.OLE, "kind_not_taken"),
    ("old Word file renamed", "a.docx", lambda: made.OLE + b"x" * 600, "old_office"),
    (
        "encrypted workbook",
        "a.xlsx",
        lambda: made.OLE + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    ("macros", "a.docx", lambda: made.docx_with(word__vbaProject__bin=b"x"), "macros"),
    ("macros in a workbook", "a.xlsx", lambda: made.xlsx(xl__vbaProject__bin=b"x"), "macros"),
    (
        "OLE object",
        "a.docx",
        lambda: made.archive_with("word/embeddings/o.bin", made.OLE),
        "ole_object",
    ),
    (
        "file in a document",
        "a.docx",
        lambda: made.archive_with("word/embeddings/b.xlsx", made.xlsx()),
        "embedded_file",
    ),
    (
        "program in a document",
        "a.docx",
        lambda: made.archive_with("word/media/a", b"\x7fELF"),
        "program",
    ),
    (
        "picture from elsewhere",
        "a.docx",
        lambda: made.docx_linking("image", "https://example.invalid/a.png"),
        "external_target",
    ),
    (
        "template from elsewhere",
        "a.docx",
        lambda: made.docx_linking("attachedTemplate", "https://example.invalid/a.dotm"),
        "external_target",
    ),
    (
        "link that runs",
        "a.docx",
        lambda: made.docx_linking("hyperlink", "javascript:alert(1)"),
        "external_target",
    ),
    ("foreign part", "a.docx", lambda: made.docx_linking("aFChunk", "a.html", ""), "foreign_part"),
    (
        "call of a program",
        "a.docx",
        lambda: made.docx_field(' DDEAUTO c:\\\\cmd.exe "/k x"'),
        "dde",
    ),
    ("call in a cell", "a.xlsx", lambda: made.xlsx_formula("cmd|'/C calc'!A0"), "dde"),
    ("call in a text table", "a.csv", lambda: "甲,=cmd|'/C calc'!A0\n".encode(), "dde"),
    (
        "figures from elsewhere",
        "a.xlsx",
        lambda: made.xlsx(xl__externalLinks__externalLink1__xml="<a/>"),
        "external_links",
    ),
    ("entities", "a.docx", made.docx_with_entities, "entities"),
    ("path that leads out", "a.docx", lambda: made.archive_with("../../etc/x"), "archive_path"),
    (
        "link to another file",
        "a.docx",
        lambda: made.archive_with("word/a", b"/etc/passwd", external_attr=0o120777 << 16),
        "archive_link",
    ),
    ("two members of a name", "a.docx", made.archive_with_two_of_a_name, "archive_duplicate"),
    ("member that lies", "a.docx", made.archive_that_lies, "damaged"),
    ("archives in archives", "a.docx", made.archive_of_archives, "nested_archive"),
    ("zip bomb", "a.docx", made.archive_that_swells, "archive_ratio"),
    ("names in unknown letters", "a.docx", made.archive_with_a_foreign_name, "archive_name"),
    ("zip of nothing", "a.docx", lambda: zipped({"a": "b"}), "content_differs"),
    ("document named workbook", "a.xlsx", lambda: made.docx_with(), "content_differs"),
    ("test virus", "a.txt", lambda: made.TEST_VIRUS, "virus"),
    (
        "test virus unpacked",
        "a.docx",
        lambda: made.archive_with("word/a", made.TEST_VIRUS),
        "virus",
    ),
    (
        "test virus in a stored archive",
        "a.docx",
        lambda: zipped({"a": made.TEST_VIRUS}, zipfile.ZIP_STORED),
        "virus",
    ),
    ("nothing", "a.pdf", lambda: b"", "empty"),
    ("no known encoding", "a.txt", lambda: b"\xff\xfe\xff\xff\xd8", "undecodable"),
    ("20 MB and one byte", "a.txt", lambda: b"x" * (20 * 1024 * 1024 + 1), "too_large"),
]
PICTURES = [
    ("drawing", "a.svg", lambda: made.SVG, "picture_svg"),
    ("drawing named PNG", "a.png", lambda: made.SVG, "picture_svg"),
    ("picture of a telephone", "a.heic", lambda: made.HEIC, "picture_heic"),
    ("picture of a telephone renamed", "a.jpg", lambda: made.HEIC, "picture_heic"),
    ("50,000 by 50,000 points", "a.png", made.picture_too_large, "picture_points"),
    ("PNG named JPG", "a.jpg", lambda: made.picture("PNG"), "content_differs"),
    ("web page named PNG", "a.png", lambda: b"<html>x</html>", "content_differs"),
    ("PDF named JPG", "a.jpg", lambda: pdf("x"), "content_differs"),
    ("broken picture", "a.jpg", lambda: made.picture()[:40], "picture_damaged"),
    ("bitmap", "a.bmp", lambda: made.picture("BMP"), "picture_kind_unknown"),
    ("test virus in a picture", "a.jpg", lambda: made.picture() + made.TEST_VIRUS, "virus"),
    ("no picture", "a.png", lambda: b"", "empty"),
]


def _cases(rows):
    return [row[1:] for row in rows]


def _names(rows):
    return [row[0] for row in rows]


def codes_of(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code.removeprefix("filetext.") for problem in error.value.problems]


@pytest.mark.parametrize(
    ("name", "make", "code"), [r[1:] for r in HOSTILE], ids=[r[0] for r in HOSTILE]
)
def test_a_hostile_file_is_refused_by_name(name, make, code) -> None:
    with pytest.raises(Refused) as error:
        check_file(make(), name=name)
    assert codes_of(error) == [code]
    assert all(str(problem) for problem in error.value.problems)


@pytest.mark.parametrize(
    ("name", "make", "code"), [r[1:] for r in PICTURES], ids=[r[0] for r in PICTURES]
)
def test_a_hostile_picture_is_refused_by_name(name, make, code) -> None:
    with pytest.raises(Refused) as error:
        redraw_picture(make(), name=name)
    assert codes_of(error) == [code]


def test_all_that_is_wrong_with_a_file_is_said_at_once() -> None:
    rels = made.links(("aFChunk", "a.html", ""))
    data = made.docx_with(word__vbaProject__bin=b"x", word___rels__document__rels=rels)
    with pytest.raises(Refused) as error:
        check_file(data, name="a.docx")
    assert set(codes_of(error)) == {"macros", "foreign_part"}


HARMLESS = [
    ("a.pdf", lambda: pdf(made.WORDS)),
    ("a.pdf", made.pdf_that_opens_at_a_page),
    ("a.docx", lambda: made.docx_with()),
    ("a.docx", lambda: made.docx_linking("hyperlink", "https://example.invalid/")),
    ("a.xlsx", lambda: made.xlsx()),
    ("a.xlsx", made.xlsx_with_a_far_cell),
    ("a.csv", lambda: "项目,金额\n水费,-5.00\n".encode("gb18030")),
    ("a.txt", lambda: "=1+1 是一道题 | 好!".encode()),
]


@pytest.mark.parametrize(("name", "make"), HARMLESS)
def test_a_harmless_file_is_taken_with_nothing_to_confirm(name, make) -> None:
    checked = check_file(make(), name=name)
    assert (checked.hidden, checked.personal) == ([], [])
    assert checked.text


HIDING = [
    ("a.pdf", made.pdf_with_an_author, ["properties"], False),
    ("a.pdf", made.pdf_with_a_comment, ["hides_comments"], True),
    ("a.pdf", made.pdf_with_a_layer_off, ["hides_layers"], False),
    ("a.pdf", made.pdf_of_pictures, ["hides_in_pictures"], False),
    ("a.pdf", made.pdf_with_a_picture_page, ["pages_without_text"], False),
    ("a.docx", made.docx_with_deleted_words, ["hides_tracked_changes"], True),
    ("a.docx", made.docx_with_hidden_words, ["hides_hidden_text"], True),
    ("a.docx", made.docx_with_a_comment, ["hides_comments"], True),
    ("a.docx", made.docx_with_a_footnote, [], True),
    (
        "a.docx",
        lambda: made.docx_with(docProps__core__xml=made.PROPERTIES % "演示某人"),
        ["properties"],
        False,
    ),
    ("a.docx", lambda: made.docx_with(docProps__core__xml=made.PROPERTIES % "openpyxl"), [], False),
    (
        "a.xlsx",
        lambda: made.xlsx(sheet=made.row(made.cell(made.ID_NUMBER)), state="hidden"),
        ["hides_sheet"],
        True,
    ),
    (
        "a.xlsx",
        lambda: made.xlsx(sheet=made.row(made.cell(made.ID_NUMBER)), state="veryHidden"),
        ["hides_sheet_deep"],
        True,
    ),
    (
        "a.xlsx",
        lambda: made.xlsx(made.row(made.cell(made.ID_NUMBER), hidden=True)),
        ["hides_rows"],
        True,
    ),
    ("a.xlsx", made.xlsx_with_hidden_column, ["hides_columns"], True),
    (
        "a.xlsx",
        lambda: made.xlsx(names=f'<definedName name="x">"{made.ID_NUMBER}"</definedName>'),
        ["hides_names"],
        True,
    ),
    (
        "a.xlsx",
        lambda: made.xlsx(xl__comments1__xml=f"<comments><t>{made.ID_NUMBER}</t></comments>"),
        ["hides_comments"],
        True,
    ),
    (
        "a.xlsx",
        lambda: made.xlsx(xl__pivotCache__pivotCacheRecords1__xml="<a/>"),
        ["hides_pivot"],
        False,
    ),
]


@pytest.mark.parametrize(("name", "make", "codes", "personal"), HIDING)
def test_what_a_file_hides_is_named_and_searched(name, make, codes, personal) -> None:
    checked = check_file(make(), name=name)
    assert [row["code"] for row in checked.hidden] == codes
    assert bool(checked.personal) is personal
    assert made.ID_NUMBER not in checked.text


def test_personal_data_in_the_text_is_found() -> None:
    assert check_file(made.pdf_with_a_number(), name="a.pdf").personal


def test_personal_data_in_the_name_is_found() -> None:
    assert check_file(b"x", name=f"{made.ID_NUMBER}.txt").personal


def test_a_telephone_kept_as_a_number_is_found() -> None:
    checked = check_file(made.xlsx(made.row(made.number("1.3000000000E10"))), name="a.xlsx")
    assert "13000000000" in checked.text
    assert checked.personal


def test_a_workbook_is_read_sheet_by_sheet_and_row_by_row() -> None:
    strings = f'<sst xmlns="{made.SHEET}"><si><t>水</t><rPh><t>shui</t></rPh></si></sst>'
    rows = f'<row><c t="s"><v>0</v></c>{made.number("1234.50")}</row>{made.row(made.cell("乙"))}'
    checked = check_file(made.xlsx(rows, xl__sharedStrings__xml=strings), name="a.xlsx")
    assert checked.text == "公开\n水\t1234.50\n乙"


# --- Pictures ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.gif", "GIF"), ("a.webp", "WEBP")]
)
def test_a_picture_is_drawn_anew_as_the_same_kind(name, kind) -> None:
    data, _kind = redraw_picture(made.picture(kind), name=name)
    with Image.open(io.BytesIO(data)) as drawn:
        assert (drawn.format, drawn.size) == (kind, (40, 30))


def test_place_and_camera_are_gone_and_the_picture_stands_upright() -> None:
    raw = made.picture_with_a_place()
    data, _kind = redraw_picture(raw, name="a.jpg")
    with Image.open(io.BytesIO(data)) as drawn:
        assert dict(drawn.getexif()) == {}
        assert drawn.size == (30, 40)
    assert b"demo camera" in raw and b"demo camera" not in data
    assert b"taken by somebody" not in data


def test_what_stands_behind_a_picture_is_gone() -> None:
    data, _kind = redraw_picture(made.picture("PNG") + zipped({"a": "canary"}), name="a.png")
    assert not zipfile.is_zipfile(io.BytesIO(data))


def test_seeing_through_a_picture_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    data, _kind = redraw_picture(out.getvalue(), name="a.png")
    with Image.open(io.BytesIO(data)) as drawn:
        assert drawn.convert("RGBA").getpixel((0, 0))[3] == 0


# --- Caps ----------------------------------------------------------------------------------------
def test_the_child_may_take_neither_more_memory_nor_write_a_file() -> None:
    """Asked of the child itself: what it is allowed after it has capped itself."""
    program = (
        "import resource;from portal.filereaders import __main__ as m;m._cap_this_process();"
        "print(*[resource.getrlimit(k)[0] for k in (resource.RLIMIT_AS,resource.RLIMIT_CPU,"
        "resource.RLIMIT_FSIZE)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=child_environment(), check=True
    )
    assert done.stdout.split() == [b"%d" % (512 * 1024 * 1024), b"20", b"0"]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != 512 * 1024 * 1024


@pytest.mark.parametrize("lines", [0, 1, 20_000])
def test_personal_data_is_found_however_far_down_a_long_text(lines) -> None:
    assert personal_in("水费\t12.50\n" * lines + made.ID_NUMBER)
    assert personal_in("水费\t12.50\n" * lines) == []
