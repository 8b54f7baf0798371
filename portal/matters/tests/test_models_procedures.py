"""What the rows of a procedure say of themselves."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.matters.models import Fee, Material, Procedure, ProcedureBasis, Question, UsefulAnswer
from portal.matters.procedure_elements import ELEMENTS


def test_the_situations_of_a_material_are_lines():
    row = Material(name="委托书", situations=" 家人代办 \n\n请社区上门\n")
    assert row.situation_names == ["家人代办", "请社区上门"]
    assert Material(name="身份证").situation_names == []


def test_a_basis_that_the_library_lacks_reads_as_a_citation():
    assert str(ProcedureBasis(title="优待办法（演示）", number=12)) == "《优待办法（演示）》第12条"
    assert str(ProcedureBasis(title="优待办法（演示）")) == "《优待办法（演示）》"


def test_a_fee_is_never_below_zero():
    with pytest.raises(ValidationError, match="amount"):
        Fee(name="工本费", amount=-1, basis="文件").clean_fields(exclude=["procedure"])


def test_every_element_can_be_entered_in_the_form():
    fields = {field.name for field in Procedure._meta.get_fields()}
    assert {one.field for one in ELEMENTS} <= fields


def test_rows_are_known_by_their_words():
    assert str(Question(question="能代办吗？")) == "能代办吗？"
    assert str(UsefulAnswer(helped=False, given_on="2026-01-02")) == "2026-01-02 -"
