"""Rows of the search page: every text in them is escaped, except the marks around finds."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from search.labels import KIND_LABELS
from search.page import FacetValue, Group
from search.query import Hit
from search.shown import Shown
from search.templatetags.results import KIND_LOOKS, facet_groups, found_groups, sort_links

NASTY = "<b>&\"'"
CLEAN = "&lt;b&gt;&amp;&quot;&#x27;"
MARKED = mark_safe("a <mark>b</mark>")


def make_shown(**values: Any) -> Shown:
    hit = Hit(key="1:main", page_id=1, part=values.pop("part", "main"), kind="notice")
    texts = {"title": MARKED, "heading": SafeString(), "excerpt": MARKED, "plain_title": "a b"}
    return Shown(hit=hit, url=f"/{NASTY}/", kind=values.pop("kind", "notice"), **texts, **values)


def make_group(**values: Any) -> Group:
    head = make_shown(kind=values.get("kind", "notice"), language=values.pop("language", ""))
    facts = {"kind": NASTY, "place": NASTY, "published": date(2026, 5, 4), "status": ""}
    return Group(head=head, title=MARKED, url=f"/{NASTY}/", **{**facts, **values})


def make_facet(values: Any, **others: Any) -> dict[str, Any]:
    facts = {"rest": [], "is_open": False, "is_cut": False, **others}
    return {"name": "topic", "label": NASTY, "values": values, **facts}


def test_values_of_a_facet_are_escaped_and_chosen_ones_ticked():
    values = [FacetValue(NASTY, NASTY, 3, chosen=True), FacetValue("b", "b", 1, chosen=False)]
    html = facet_groups([make_facet(values)])
    assert NASTY not in html
    assert html.count(CLEAN) == 3
    assert html.count(" checked") == 1


def test_the_less_common_values_stand_in_a_fold_with_their_number():
    values = [FacetValue("a", "a", 9, chosen=False)]
    rest = [FacetValue(NASTY, NASTY, 3, chosen=False), FacetValue("c", "c", 1, chosen=False)]
    html = facet_groups([make_facet(values, rest=rest)])
    shown, fold = html.split("<details")
    assert (shown.count("<input"), fold.count("<input"), fold.count(CLEAN)) == (1, 2, 2)
    assert "其余2项" in fold and NASTY not in fold and "缩小" not in fold
    assert "<details" not in facet_groups([make_facet(values)])
    opened = facet_groups([make_facet(values, rest=rest, is_open=True, is_cut=True)])
    assert '<details class="facets__rest" open>' in opened and "缩小" in opened


def test_a_group_is_escaped_but_for_its_marks():
    part = make_shown(part="article-1", kind="article", chapter=NASTY)
    html = found_groups([make_group(parts=(part,), finds=4, all_address=f"?q={NASTY}")], best=False)
    assert "<b>" not in html
    assert html.count("a <mark>b</mark>") == 4
    assert html.count(CLEAN) == 6


FAMILIES = [
    {"procedure"},
    {"notice"},
    {"regulation", "article", "annex"},
    {"place", "directory", "window", "facility"},
    {"file"},
    {"section"},
    {"information"},
]


def test_every_kind_is_named_and_looks_different_from_the_others():
    looks = {kind: looks_of(found_groups([make_group(kind=kind)])) for kind in KIND_LABELS}
    assert set().union(*FAMILIES) == set(KIND_LABELS)
    assert all(name == escape(kind) for kind, (_, name) in looks.items())
    worn = [{looks[kind][0] for kind in family} for family in FAMILIES]
    assert all(len(look) == 1 for look in worn)
    assert len(set().union(*worn)) == len(FAMILIES)


def looks_of(html: str) -> tuple[str, str]:
    """The class and the word of the first tag."""
    return re.search(r'<span class="tag ([\w-]+)">(.*?)</span>', html).groups()


STYLES = "".join(
    (Path(settings.BASE_DIR) / "static/css/components" / name).read_text()
    for name in ("tag.css", "results.css")
)


def test_every_look_of_a_kind_is_drawn():
    assert {look for look in KIND_LOOKS.values() if f".{look} {{" not in STYLES} == set()


@pytest.mark.parametrize(("language", "attribute"), [("zh-Hans", ' lang="zh-Hans"'), ("", "")])
def test_texts_in_another_language_than_the_page_say_so(language, attribute):
    part = make_shown(part="article-1", kind="article", chapter="章", language=language)
    alone = found_groups([make_group(language=language)])
    assert f'<h3 class="result__title"{attribute}>' in alone
    assert f'<p class="result__excerpt"{attribute}>a <mark>' in alone
    row = found_groups([make_group(parts=(part,))]).partition("<ul")[2]
    assert row.count("lang=") == (3 if language else 0)


def test_what_the_portal_says_of_a_file_is_in_the_language_of_the_page():
    file = make_shown(part="file-1", kind="file", file_kind="pdf", file_size=9, language="zh-Hans")
    html = found_groups([make_group(parts=(file,))])
    assert '<span class="meta">附件 PDF' in html and "<span lang=" in html


def test_only_the_text_that_was_named_is_called_the_best():
    assert "result--best" in found_groups([make_group()], best=True)
    assert "result--best" not in found_groups([make_group()], best=False)


def test_the_current_order_is_no_link_and_addresses_are_escaped():
    html = sort_links({"relevance": "?q=a", "date": f"?q={NASTY}"}, "relevance")
    assert html.count("<a ") == 1
    assert f'href="?q={CLEAN}"' in html
    assert html.count("aria-current") == 1
