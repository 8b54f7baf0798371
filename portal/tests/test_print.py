"""On paper: what a notice-board needs is there, what only a screen needs is not."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pytest
from pypdf import PdfReader

from portal.pages.models import Notice, Regulation
from portal.tests.browser import IN_BROWSER, visit
from portal.tests.small_city import COMMUNITY, NOTICES, RULES

pytestmark = IN_BROWSER

OF_THE_SCREEN = ("大字版", "菜单", "跳到正文", "复制链接", "English", "繁體", "打印", "搜索")
PRINTED = [
    "/", COMMUNITY, f"{COMMUNITY}centre/", NOTICES, f"{NOTICES}archive/", f"{NOTICES}running/",
    f"{NOTICES}first/", RULES, f"{RULES}article-2/", f"{RULES}compare/", "/regulations/long/",
]  # fmt: skip


def bare(words: str) -> str:
    """Words without blanks, each sign in its plain form."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", words))


def on_paper(reader: Any, address: str) -> str:
    """The words of a page as printed."""
    pdf = PdfReader(io.BytesIO(reader.go(address).pdf(format="A4", print_background=False)))
    return bare("".join(sheet.extract_text() for sheet in pdf.pages))


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_paper_carries_the_text_and_none_of_the_words_of_the_screen(
    browser: Any, small_city: Any, mode: str
) -> None:
    left: dict[str, list[str]] = {}
    with visit(browser, small_city, width=1280) as reader:
        reader.choose(mode=mode)
        for address in PRINTED:
            words = on_paper(reader, address)
            assert "演示" in words, address
            found = [word for word in OF_THE_SCREEN if word in words]
            left |= {address: found} if found else {}
    assert left == {}


def test_a_printed_notice_carries_its_number_and_the_code_that_leads_back(
    browser: Any, small_city: Any
) -> None:
    notice = Notice.objects.get(slug="running")
    with visit(browser, small_city, width=1280) as reader:
        words = on_paper(reader, f"{NOTICES}running/")
        assert notice.index_no and notice.index_no in words
        assert "0000-88001122" in words
        reader.page.emulate_media(media="print")
        code = reader.page.locator(".edition svg")
        box = code.bounding_box()
        assert code.is_visible() and box is not None and box["width"] >= 70


def test_a_printed_article_says_which_text_it_is_from_and_where_it_stands(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city, width=1280) as reader:
        words = on_paper(reader, f"{RULES}article-2/")
    assert bare(Regulation.objects.get(slug="rules").title) in words
    assert "社区服务中心办理第2类事项" in words
    assert f"{RULES}article-2/" in words


def test_folded_chapters_are_printed_open(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city, width=390, java_script_enabled=False) as reader:
        words = on_paper(reader, "/regulations/long/")
    assert [number for number in range(1, 47) if f"第{number}类事项有异议" not in words] == []
