"""Tables for a spreadsheet hold no formula."""

import pytest

from portal.safe_csv import BYTE_ORDER_MARK, harmless, written

OBEYED = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    " =1",
]


@pytest.mark.parametrize("cell", OBEYED)
def test_a_cell_that_would_be_obeyed_is_made_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["青禾里社区", "3 = 3", "2026-11-28", ""])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_quotes_and_breaks_stay_in_their_cell():
    assert written([['a"b', "c\r\nd"]]) == f'{BYTE_ORDER_MARK}"a""b","c\r\nd"\r\n'


def test_nothing_is_an_empty_cell():
    assert harmless(None) == ""
