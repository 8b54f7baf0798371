"""Personal data in attached files: the head of a column tells what a number below it is."""

from __future__ import annotations

from typing import Any

import pytest

from portal.file_checking import PIECE_CHARACTERS, check_file, personal_in
from portal.models import Image
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.gate import problems_with
from portal.tests import made_files
from portal.tests import made_uploads as made
from portal.tests.desks import make_desk
from portal.tests.uploads import linking, make_file, make_picture, replaced, showing

NO_BIRTHDAY = "123456789012345"
"""Fifteen digits that are a resident's only because they are called so (演示)."""
HEADS = "序号", "姓名", "身份证号"


def workbook(*rows: tuple[str, ...]) -> bytes:
    """Rows of cells; empty ones are left out, as spreadsheet programs do."""
    return made.xlsx(
        "".join(
            made.row(
                *(
                    made.cell(text, f"{'ABCDEFGH'[column]}{number}")
                    for column, text in enumerate(row)
                    if text
                )
            )
            for number, row in enumerate(rows, start=1)
        )
    )


@pytest.mark.parametrize(
    ("name", "rows", "found"),
    [
        ("below its head", [HEADS, ("1", "甲", NO_BIRTHDAY)], ["identity"]),
        ("after an empty cell", [HEADS, ("1", "", NO_BIRTHDAY)], ["identity"]),
        ("below a title", [("名单", "演示"), HEADS, ("1", "", NO_BIRTHDAY)], ["identity"]),
        ("in another column", [HEADS, ("1", NO_BIRTHDAY)], []),
        ("after a cell of two lines", [HEADS, ("1", "甲\n乙", NO_BIRTHDAY)], ["identity"]),
    ],
)
def test_a_cell_of_a_workbook_is_read_with_the_head_of_its_column(name, rows, found):
    assert check_file(workbook(*rows), name="a.xlsx").personal == found


def test_a_cell_of_a_text_document_is_read_with_the_head_of_its_column():
    rows = [
        [made_files.paragraph(cell) for cell in row] for row in (HEADS, ("1", "甲", NO_BIRTHDAY))
    ]
    data = made_files.word(made_files.table(*rows))
    assert check_file(data, name="a.docx").personal == ["identity"]


def test_heads_speak_of_the_last_row_of_a_long_table():
    rows = "1\t甲\t无\n" * PIECE_CHARACTERS
    assert personal_in("\t".join(HEADS) + f"\n{rows}1\t甲\t{NO_BIRTHDAY}") == ["identity"]


def test_heads_of_a_long_table_do_not_speak_of_the_next_one():
    rows = "1\t甲\t无\n" * PIECE_CHARACTERS
    assert personal_in("\t".join(HEADS) + f"\n{rows}\n\n项目\t数\t量\n1\t甲\t{NO_BIRTHDAY}") == []


def test_a_number_in_the_name_of_a_file_counts():
    assert check_file("停水（演示）".encode(), name=f"{made.ID_NUMBER}.txt").personal == [
        "identity"
    ]


# --- On pages -------------------------------------------------------------------------------------
@pytest.fixture
def section(db: None) -> Any:
    return make_notice_section(make_desk().one)


def codes(section: Any, body: str) -> set[str]:
    return {one.code for one in problems_with(make_notice(section, live=False, body=body))}


def test_a_page_with_a_harmless_file_may_become_public(section):
    assert codes(section, linking(make_file())) == set()


def test_a_page_is_kept_back_by_the_text_of_its_file(section):
    file = make_file(f"证件号 {made.ID_NUMBER}（演示）".encode())
    assert codes(section, linking(file)) == {"file.personal"}


def test_a_page_is_kept_back_by_a_column_of_its_workbook(section):
    file = make_file(workbook(HEADS, ("1", "", NO_BIRTHDAY)), "名单.xlsx")
    assert codes(section, linking(file)) == {"file.personal"}


def test_a_page_is_kept_back_by_the_name_of_its_file(section):
    file = make_file(name=f"{made.ID_NUMBER}.txt")
    assert "personal_data.identity" in codes(section, linking(file))


def test_a_page_is_kept_back_by_the_title_of_its_file(section):
    assert codes(section, linking(make_file(title="13800001234"))) == {"personal_data.mobile"}


def test_a_page_is_kept_back_by_what_is_said_of_its_picture(section):
    image = make_picture(description="联系 13800001234（演示）")
    assert codes(section, showing(image)) == {"personal_data.mobile"}


@pytest.mark.django_db
def test_the_name_we_give_a_picture_is_never_taken_for_a_number():
    names = [Image().get_upload_to("13900000000.JPG") for _ in range(50)]
    assert not [name for name in names if any(sign.isdigit() for sign in name)]
    assert len(set(names)) == len(names)


def test_a_page_may_become_public_once_its_file_is_masked(section):
    file = make_file(f"证件号 {made.ID_NUMBER}（演示）".encode())
    page = make_notice(section, live=False, body=linking(file))
    replaced(file, "证件号 ****（演示）".encode())
    assert problems_with(page) == []


def test_the_problem_of_a_title_leads_to_the_screen_of_the_file(section):
    from portal.publication.personal_data import findings_of

    file = make_file(title="13800001234")
    found = findings_of(make_notice(section, live=False, body=linking(file)))
    assert [one.place.url for one in found] == [f"/admin/documents/edit/{file.pk}/"]
