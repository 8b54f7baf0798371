"""Index numbers are given once, in order, and never again."""

from __future__ import annotations

import pytest

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.numbering import next_index_no, reserve_index_nos
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db


def test_numbers_follow_one_another_within_a_year(settings):
    settings.PORTAL = {**settings.PORTAL, "UNIT_CODE": "LH"}
    assert [next_index_no(year=2025) for _ in range(2)] == ["LH/2025-00001", "LH/2025-00002"]
    assert next_index_no(year=2026) == "LH/2026-00001"


def test_a_block_of_numbers_is_taken_in_one_step():
    block = reserve_index_nos(3, year=2025)
    assert len(set(block)) == 3
    assert next_index_no(year=2025) not in block


def test_a_draft_has_its_number_already_and_a_copy_gets_its_own():
    section = make_notice_section(make_city())
    draft = make_notice(section, live=False)
    copy = draft.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert draft.index_no
    assert copy.index_no != draft.index_no


def test_a_deleted_draft_does_not_free_its_number():
    section = make_notice_section(make_city())
    draft = make_notice(section, live=False)
    number = draft.index_no
    draft.delete()
    assert make_notice(section).index_no > number
