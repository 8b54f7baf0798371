"""Links to files in rich texts: what Wagtail's own handler gives, by one prepared statement."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.rich_text import DocumentLinkHandler

from portal.file_links import MOST_PREPARED, FileLinks
from portal.models import Document
from portal.templatetags.prose import prose

pytestmark = pytest.mark.django_db


@pytest.fixture
def files():
    made = [Document(title=f"附件{number}（演示）") for number in range(MOST_PREPARED + 1)]
    for file in made:
        file.file.save("file.txt", ContentFile("演示".encode()))
    return made


def _links(keys):
    return [{"id": str(key)} for key in keys]


def test_every_link_leads_where_wagtail_would_lead_it(files):
    first, second = files[0].pk, files[1].pk
    for keys in (
        [],
        [first],
        [second, first, second],
        [first, 999_999],
        [file.pk for file in files],
    ):
        asked = _links(keys)
        expected = DocumentLinkHandler.expand_db_attributes_many(asked)
        assert FileLinks.expand_db_attributes_many(asked) == expected


def test_a_link_without_a_number_leads_nowhere(files):
    asked = [{}, {"id": "-1"}, {"id": "9" * 30}, {"id": str(files[0].pk)}]
    found = FileLinks.expand_db_attributes_many(asked)
    assert found == ["<a>", "<a>", "<a>", f'<a href="{files[0].url}">']


def test_the_files_of_a_text_cost_one_query(files):
    text = "".join(f'<p><a linktype="document" id="{file.pk}">附件</a></p>' for file in files[:3])
    with CaptureQueriesContext(connection) as queries:
        html = prose(text)
    assert len(queries) == 1
    assert [file.url in html for file in files[:3]] == [True] * 3
