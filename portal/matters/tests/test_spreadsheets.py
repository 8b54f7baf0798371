"""Tables of a catalogue: what is read of them, and what is refused, by row and column."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from portal.matters.catalogue_import import read
from portal.matters.models import EntryBasis
from portal.matters.sheet_columns import BasisText, bases_in, basis_in_words
from portal.matters.spreadsheet_writing import as_csv as written_csv
from portal.matters.spreadsheet_writing import as_xlsx, entries_to_write
from portal.matters.taxonomy import load_taxonomy
from portal.matters.tests.factories import make_catalogue, make_entry, make_matter
from portal.matters.tests.sheets import (
    GOOD,
    HEADS,
    as_csv,
    book,
    codes,
    line,
    sheet_of,
    xml_row,
)
from portal.tests import made_uploads as made
from portal.tests.factories import make_city, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fields() -> None:
    load_taxonomy()


# --- Reading -------------------------------------------------------------------------------------
def test_a_row_is_read_with_all_its_columns() -> None:
    row = line(窗口分组="协助及委托", 改办事项编码="YL-002", 人生事件和服务人群="看病就医、老年人")
    row[HEADS.index("法律依据")] = "《办法（演示）》第九条；《规定》"
    sheet = sheet_of(row)
    assert codes(sheet) == []
    (one,) = sheet.rows
    assert (one.number, one.code, one.role, one.audience) == (2, "YL-001", "lead", "person")
    assert (one.window_group, one.status, one.successor) == ("assisted", "active", "YL-002")
    assert one.bases == [BasisText("办法（演示）", 9), BasisText("规定")]
    assert len(one.occasions) == 2


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_template_is_understood_in_whatever_language_it_was_fetched(language: str) -> None:
    catalogue = make_catalogue(make_district(make_city()))
    make_entry(catalogue)
    with translation.override(language):
        data = as_xlsx(entries_to_write(catalogue))
    assert codes(read(data, name="a.xlsx")) == []


def test_an_empty_template_says_that_it_has_no_rows() -> None:
    assert codes(read(as_xlsx([]), name="模板.xlsx")) == ["sheet.no_rows"]


@pytest.mark.parametrize("write", [as_xlsx, written_csv])
def test_what_was_exported_is_read_again_unchanged(write: Any) -> None:
    catalogue = make_catalogue(make_district(make_city()))
    entry = make_entry(
        catalogue, name="=1+1", status="superseded", reason="@取消", go_to="＝到派出所",
        successor=make_matter(code="YL-777"),
    )  # fmt: skip
    EntryBasis.objects.create(entry=entry, title="规定", number=12, suffix=1)
    name = "a.xlsx" if write is as_xlsx else "a.csv"
    sheet = read(write(entries_to_write(catalogue)), name=name)
    assert codes(sheet) == []
    (row,) = sheet.rows
    assert (row.name, row.reason, row.go_to) == ("=1+1", "@取消", "＝到派出所")
    assert row.bases == [BasisText("社区服务办法（演示）", 9), BasisText("规定", 12, 1)]
    assert row.successor == "YL-777"


def test_no_cell_of_an_export_is_a_formula() -> None:
    catalogue = make_catalogue(make_district(make_city()))
    make_entry(catalogue, name='=HYPERLINK("http://x")')
    rows = list(entries_to_write(catalogue))
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows))).worksheets[0]
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    assert "\"'=HYPERLINK" in written_csv(rows).decode()


BASES = [
    ("《条例》第九条", [BasisText("条例", 9)]),
    ("《条例》第九条、第十条之一", [BasisText("条例", 9), BasisText("条例", 10, 1)]),
    ("《条例》", [BasisText("条例")]),
    ("《条例》第12条", [BasisText("条例", 12)]),
    ("条例第九条", None),
    ("《条例》关于办事的规定", None),
    ("《条例》第九百条条", None),
]


@pytest.mark.parametrize(("text", "expected"), BASES)
def test_a_basis_is_read_as_it_is_cited(text: str, expected: Any) -> None:
    assert bases_in(text) == expected


@pytest.mark.parametrize("basis", [("条例", None, 0), ("条例", 19, 0), ("条例", 10, 2)])
def test_a_basis_in_words_is_read_again(basis: Any) -> None:
    assert bases_in(basis_in_words(*basis)) == [BasisText(*basis)]


# --- Problems by row and column ------------------------------------------------------------------
WRONG = [
    (line(事项编码=""), "sheet.empty"),
    (line(事项编码="YL 001"), "sheet.code_wrong"),
    (line(事项编码="x" * 41), "sheet.long"),
    (line(事项名称="名" * 121), "sheet.long"),
    (line(事项名称="医\u202e保"), "sheet.unseen"),
    (line(领域="登月"), "sheet.field"),
    (line(承担方式="领导"), "sheet.choice"),
    (line(服务对象=""), "sheet.empty"),
    (line(状态="合计"), "sheet.choice"),
    (line(法律依据="有关规定"), "sheet.basis"),
    (line(人生事件和服务人群="中奖"), "sheet.occasion"),
    (line(实施主体="张三 990000199001010017"), "sheet.identity"),
    ([*line(), "备注"], "sheet.beyond"),
    (HEADS, "sheet.heads_again"),
]


@pytest.mark.parametrize(("row", "code"), WRONG)
def test_what_is_wrong_in_a_cell_is_said_with_row_and_column(row: list[str], code: str) -> None:
    sheet = sheet_of(line(事项编码="YL-000"), row)
    assert code in codes(sheet)
    problem = next(one for one in sheet.problems if one.code == code)
    assert problem.where.startswith("第 3 行“")


def test_a_person_is_never_repeated_in_the_message() -> None:
    sheet = sheet_of(line(实施主体="张三 990000199001010017"))
    assert "9900" not in " ".join(map(str, sheet.problems))


def test_everything_wrong_is_said_at_once() -> None:
    sheet = sheet_of(line(事项编码="", 领域="登月"), line(承担方式="无", 服务对象=""))
    assert codes(sheet) == ["sheet.empty", "sheet.field", "sheet.choice", "sheet.empty"]


def test_what_is_wrong_in_a_row_is_told_from_left_to_right() -> None:
    found = [one.field for one in sheet_of(line(事项名称="", 领域="登月", 实施主体="")).problems]
    assert found == ["name", "field", "implementer"]


def test_a_code_may_stand_once() -> None:
    sheet = sheet_of(line(), line(事项编码="YL-002"), line())
    assert [str(one) for one in sheet.problems] == [
        "第 4 行“事项编码”: 编码 YL-001 在第 2 行已经有了。"
    ]


def test_missing_unknown_and_doubled_headings_are_named() -> None:
    heads = ["事项编码", "事项编码", "名称？", *HEADS[2:]]
    found = codes(sheet_of(line(), heads=heads))
    assert found == ["sheet.column_twice", "sheet.unknown_column", "sheet.column_missing"]


def test_columns_may_stand_in_any_order_and_some_may_be_left_out() -> None:
    heads, row = list(reversed(HEADS[:6])), list(reversed(line()[:6]))
    sheet = sheet_of(row, heads=heads)
    assert codes(sheet) == [] and sheet.rows[0].code == "YL-001"
    assert sheet.rows[0].status == "draft"


# --- Hostile sheets ------------------------------------------------------------------------------
def good_row(number: int = 2, **values: str) -> str:
    return xml_row(GOOD, number, **values)


def csv_text() -> str:
    return as_csv(line()).decode()


FAR = '<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'
HOSTILE = [
    ("one cell in the last corner", "a.xlsx",
     lambda: book(good_row(), f'<row r="1048576">{FAR}</row>'), "table_outside"),
    ("blanks that unpack", "a.xlsx", lambda: book(" " * 30_000_000), "archive_ratio"),
    ("row number 0", "a.xlsx", lambda: book(good_row(0)), "table_row_numbers"),
    ("row twice", "a.xlsx", lambda: book(good_row(2), good_row(2)), "table_row_numbers"),
    ("rows out of order", "a.xlsx", lambda: book(good_row(3), good_row(2)), "table_row_numbers"),
    ("cell of another row", "a.xlsx",
     lambda: book('<row r="2"><c r="A7" t="inlineStr"><is><t>x</t></is></c></row>'),
     "table_row_numbers"),
    ("fault in a cell", "a.xlsx",
     lambda: book(good_row(more='<c r="J2" t="e"><v>#REF!</v></c>')), "table_fault"),
    ("formula without a value", "a.xlsx",
     lambda: book(good_row(more='<c r="J2"><f>1+1</f></c>')), "table_formula"),
    ("formula with a value", "a.xlsx",
     lambda: book(good_row(more='<c r="J2"><f>1+1</f><v>3</v></c>')), "table_formula"),
    ("joined cells", "a.xlsx",
     lambda: book(good_row(), after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'),
     "table_joined"),
    ("hidden row", "a.xlsx", lambda: book(good_row(mark=' hidden="1"')), "table_hidden"),
    ("hidden column", "a.xlsx",
     lambda: book(good_row(), before='<cols><col min="2" max="2" hidden="1"/></cols>'),
     "table_hidden"),
    ("text that does not exist", "a.xlsx",
     lambda: book('<row r="2"><c r="A2" t="s"><v>99</v></c></row>'), "damaged"),
    ("too many rows", "a.csv", lambda: as_csv(*[line()] * 5_001), "table_rows"),
    ("too many columns", "a.csv", lambda: as_csv(["x"] * 100_000), "table_columns"),
    ("open quotation mark", "a.csv", lambda: (csv_text() + '"YL-002,').encode(), "table_quote"),
    ("NUL", "a.csv", lambda: as_csv(line(事项名称="医\x00保")), "undecodable"),
    ("mixed encodings", "a.csv",
     lambda: as_csv(line()) + "登记,居民医保".encode("gb18030"), "undecodable"),
    ("old Office file", "a.xlsx", lambda: made.OLE + b"x" * 600, "old_office"),
    ("locked file", "a.xlsx",
     lambda: made.OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ("web page", "a.xlsx", lambda: b"<html><table><tr><td>1", "content_differs"),
    ("zip in zip", "a.xlsx",
     lambda: made.xlsx(xl__worksheets__more__zip=made.zipped({"a": "b"})), "nested_archive"),
    ("another zip", "a.xlsx", lambda: made.zipped({"a.txt": "b"}), "content_differs"),
    ("xls by name", "a.xls", lambda: made.OLE, "kind_not_taken"),
    ("text file", "a.txt", lambda: as_csv(line()), "table_kind"),
    ("nothing", "a.csv", lambda: b"", "empty"),
    ("only blanks", "a.csv", lambda: b",,,\n,,,\n", "no_text"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE]
)
def test_a_hostile_sheet_is_refused_with_a_clear_reason(name: str, make: Any, code: str) -> None:
    sheet = read(make(), name=name)
    assert f"filetext.{code}" in codes(sheet)
    assert all(str(problem) for problem in sheet.problems)


READABLE = [
    ("UTF-16", lambda: b"\xff\xfe" + csv_text().encode("utf-16-le")),
    ("GB18030", lambda: csv_text().encode("gb18030")),
    ("mark of UTF-8 twice", lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + as_csv(line())),
    ("old line ends", lambda: csv_text().replace("\r\n", "\r").encode()),
    ("semicolons", lambda: csv_text().replace(",", ";").encode()),
    ("tabs", lambda: csv_text().replace(",", "\t").encode()),
]


@pytest.mark.parametrize("make", [row[1] for row in READABLE], ids=[row[0] for row in READABLE])
def test_a_csv_file_is_read_whatever_program_has_written_it(make: Any) -> None:
    sheet = read(make(), name="a.csv")
    assert codes(sheet) == [] and sheet.rows[0].name == "医保登记"


def test_two_million_empty_rows_are_no_rows() -> None:
    empty = "<row/>" * 300_000
    sheet = read(book(good_row(), after=empty), name="a.xlsx")
    assert codes(sheet) in ([], ["filetext.archive_ratio"])


def test_rows_keep_the_numbers_that_a_person_sees() -> None:
    sheet = read(book(good_row(2), xml_row(line(事项编码="", 事项名称="乙"), 9)), name="a.xlsx")
    assert sheet.problems[0].where == "第 9 行“事项编码”"
