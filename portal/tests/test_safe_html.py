"""Rich text: what editors make stays, what could act is taken out, in every view."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.pages.models import InfoPage, Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.safe_html import clean
from portal.templatetags.prose import prose
from portal.tests.desks import signed_in
from portal.tests.factories import make_city, make_user

POLYGLOTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<!-- x --><img onerror=alert(1) src=x>",
    "<!--><script>alert(1)</script>-->",
    '<a title="<!-- x --><img onerror=alert(1) src=x>">y</a>',
    "<iframe src=//evil.example></iframe>",
    '<p style="background:url(//evil.example)">x</p>',
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<form action=//evil.example><input name=a></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<object data=//evil.example></object>",
    "<details open ontoggle=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "\"'><script>alert(1)</script>{{7*7}}${x}",
]
ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|svg|math|form|base|meta|style|template|details)\b"
    r"|\son\w+\s*=|javascript:|data:text|style\s*=",
    re.IGNORECASE,
)
MADE_BY_EDITORS = [
    "<p>供暖<b>时间</b>与<i>地点</i><br></p>",
    '<h2 id="a1">第一条</h2><ol><li>甲</li></ol><ul><li>乙</li></ul><hr>',
    '<p><a href="/regulations/x/#a1">引用</a> <a href="mailto:x@portal.example">来信</a></p>',
    '<p><a href="tel:000-12345678">电话</a> <sup>2</sup><sub>3</sub></p>',
]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", POLYGLOTS)
def test_what_could_act_is_taken_out(text):
    assert not ACTIVE.search(str(prose(f"<p>{text}</p>")))


@pytest.mark.parametrize("text", MADE_BY_EDITORS)
def test_what_editors_make_stays_as_it_was(text):
    assert str(prose(text)) == text


def test_a_long_text_is_cleaned_as_well():
    assert "script" not in clean("<p>x</p>" * 20_000 + POLYGLOTS[0])


def test_rich_text_is_shown_by_our_filter_alone():
    from django.conf import settings

    for folder in ("templates", "portal", "search"):
        for path in (settings.BASE_DIR / folder).rglob("*.html"):
            assert not re.search(r"\|\s*richtext\b|\|\s*safe\b", path.read_text()), path


def _plant(row: models.Model, text: str) -> None:
    """Writes a text into every field of words, past all forms and models."""
    planted = {}
    for field in row._meta.concrete_fields:
        wide = isinstance(field, (models.TextField, RichTextField))
        free = isinstance(field, models.CharField) and not field.choices and not field.unique
        named = ("slug", "url_path", "path", "code", "number", "object_hash", "colour", "language")
        if (wide or free) and not field.name.endswith(named) and not field.is_relation:
            length = getattr(field, "max_length", None)
            planted[field.attname] = text if length is None else text[:length]
    for model in {field.model for field in row._meta.concrete_fields if field.attname in planted}:
        names = [field.attname for field in model._meta.local_concrete_fields]
        mine = {name: value for name, value in planted.items() if name in names}
        mine = {name: value for name, value in mine.items() if "hash" not in name}
        model._default_manager.filter(pk=row.pk).update(**mine)


def _acts(page: bytes) -> list[str]:
    """Elements and attributes that came out of a text: our own pages have none of them."""
    soup = BeautifulSoup(page, "html.parser")
    found = [
        str(tag)
        for tag in soup.find_all("script")
        if "alert(1)" in (tag.string or "")
        and "application/json" not in tag.get("type", "")
        and "application/ld+json" not in tag.get("type", "")
    ]
    for tag in soup.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.startswith("on")]
        found += [
            str(tag)[:80]
            for name in ("href", "src", "action")
            if "script:" in str(tag.get(name, "")).lower()
        ]
    return found


@pytest.mark.parametrize("number", range(0, len(POLYGLOTS), 4))
def test_what_stands_in_the_database_acts_in_no_view(number):
    city = make_city()
    section = make_notice_section(city)
    notice = make_notice(section)
    desk = signed_in(make_user("chief", is_superuser=True))
    desk.raise_request_exception = False
    for text in POLYGLOTS[number : number + 4]:
        for row in (city.specific, section.specific, notice):
            _plant(row, text)
        public = [notice.get_url(), section.get_url(), "/", "/search/?q=alert", "/notices/feed/"]
        screens = [
            f"/admin/pages/{section.pk}/",
            f"/admin/pages/{notice.pk}/edit/",
            f"/admin/pages/{notice.pk}/history/",
            f"/admin/pages/{notice.pk}/delete/",
            "/admin/pages/search/?q=a",
            "/admin/record/",
            "/admin/",
        ]
        for address in [*public, *screens]:
            answer = desk.get(address)
            # Wagtail's editor cannot open markup that is not nested; it says so by an error.
            assert answer.status_code < 500 or address.endswith("/edit/"), address
            if "html" in answer["Content-Type"]:
                assert not _acts(answer.content), address


def test_every_model_with_rich_text_is_shown_by_a_page():
    kinds = {
        model
        for model in apps.get_models()
        if any(isinstance(field, RichTextField) for field in model._meta.local_fields)
    }
    assert {Notice, InfoPage} <= kinds
    assert all(issubclass(model, Page) for model in kinds)
