"""Files of a regulation hold its words unaltered, and say what they are a copy of."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from docx import Document

from portal.pages.models import ArticleReference
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.publication.actions import withdraw
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db

WORDS = "居民应当遵守第二条。\n前款所称“应当”，没有例外；<b>不是标记</b>。"


@pytest.fixture
def regulation():
    page = make_regulation(
        make_regulation_section(make_city()),
        title="议事协商规则（演示）",
        slug="rules",
        doc_no="青议〔2022〕1号",
        made_by="居民会议（演示）",
        source_note="演示文本",
    )
    old = make_version(page, no=1, effective_from=date(2020, 1, 1))
    old.articles.filter(seq=1).update(text=WORDS)
    make_version(page, no=2, effective_from=date(2022, 1, 1))
    return page


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("text.txt", "text/plain; charset=utf-8"),
        ("regulation.json", "application/json"),
        (
            "regulation.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_a_file_is_named_in_the_words_of_the_text_and_points_to_its_version(
    client, regulation, name, content_type
):
    response = client.get(f"{regulation.url}v1/{name}")
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    named = quote(f"议事协商规则（演示）-v1.{name.rpartition('.')[2]}")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{named}"
    assert response["Link"] == f'<http://testserver{regulation.url}v1/>; rel="canonical"'


def test_the_text_says_what_it_is_before_its_words_which_are_those_stored(client, regulation):
    text = client.get(regulation.url + "v1/text.txt").content.decode()
    head, _, body = text.partition("-" * 40)
    assert text.startswith("\ufeff议事协商规则（演示）\r\n")
    for fact in ("青议〔2022〕1号", "居民会议（演示）", "2020-01-01", "演示文本", "/rules/v1/"):
        assert fact in head
    assert WORDS.replace("\n", "\r\n") in body
    assert "第一章 总则" in body and "第1条" in body


def test_the_data_have_identity_days_articles_addresses_and_citations(client, regulation):
    version = regulation.versions.get(no=1)
    source = version.articles.get(number=1)
    ArticleReference.objects.create(source=source, start=6, end=9, target=regulation, number=2)
    data = json.loads(client.get(regulation.url + "v1/regulation.json").content)
    first = data["articles"][0]
    assert data["format"] == "shequ-portal/regulation/1"
    assert (data["title"], data["document_number"]) == ("议事协商规则（演示）", "青议〔2022〕1号")
    assert data["version"]["in_force_from"] == "2020-01-01"
    assert data["permanent_url"].endswith("/regulations/rules/v1/")
    assert (first["id"], first["number"], first["chapter"]) == ("article-1", 1, "第一章 总则")
    assert first["text"] == WORDS
    assert first["permanent_url"].endswith("/rules/v1/article-1/")
    assert first["cites"] == [
        {"title": regulation.title, "number": 2, "inserted_after": 0, "start": 6, "end": 9}
    ]


def test_a_copy_can_be_checked_by_its_hash(client, regulation):
    data = json.loads(client.get(regulation.url + "v1/regulation.json").content)
    parts = [data["preamble"]]
    parts += [f"{one['label']}\n{one['heading']}\n{one['text']}" for one in data["articles"]]
    assert data["version"]["sha256"] == hashlib.sha256("\n\n".join(parts).encode()).hexdigest()


def test_the_word_document_has_title_headings_and_every_paragraph(client, regulation):
    content = client.get(regulation.url + "v1/regulation.docx").content
    document = Document(BytesIO(content))
    paragraphs = [one.text for one in document.paragraphs]
    assert document.core_properties.title == "议事协商规则（演示）"
    assert paragraphs[0] == "议事协商规则（演示）"
    assert "第一章 总则" in paragraphs
    assert "前款所称“应当”，没有例外；<b>不是标记</b>。" in paragraphs


def test_signs_that_nobody_sees_do_not_keep_the_word_document_from_opening(client, regulation):
    version = regulation.published_versions[-1]
    version.articles.filter(seq=1).update(text="甲\x0b乙\x0c丙")
    document = Document(BytesIO(client.get(f"{regulation.url}regulation.docx").content))
    assert "第1条\u3000甲乙丙" in [paragraph.text for paragraph in document.paragraphs]


def test_without_a_version_in_the_address_the_file_is_what_holds_today(client, regulation):
    data = json.loads(client.get(regulation.url + "regulation.json").content)
    assert data["version"]["number"] == 2
    asked = client.get(regulation.url + "regulation.json?on=2021-06-01").content
    assert json.loads(asked)["version"]["number"] == 1


@pytest.mark.parametrize("name", ["v3/text.txt", "v9/text.txt", "text.pdf", "v1/other.txt"])
def test_drafts_and_unknown_files_are_not_served(client, regulation, name):
    make_version(regulation, no=3, state="draft")
    assert client.get(regulation.url + name).status_code == 404


def test_no_file_of_a_withdrawn_regulation_is_served(client, regulation):
    withdraw(regulation, by=None, reason="核对")
    assert client.get(regulation.url + "text.txt").status_code in (404, 410)


def test_labels_follow_the_interface_and_words_do_not(client, regulation):
    address = regulation.url + "v1/text.txt"
    english = client.get("/en" + address).content.decode()
    traditional = client.get("/zh-hant" + address).content.decode()
    assert "Permanent address" in english
    assert WORDS.replace("\n", "\r\n") in english and WORDS.replace("\n", "\r\n") in traditional
