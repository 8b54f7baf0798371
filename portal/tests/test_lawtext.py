"""How the text of a regulation looks: unaltered, escaped, with its citations as links."""

from __future__ import annotations

from types import SimpleNamespace

from portal.models import SiteSettings
from portal.navigation import Frame
from portal.pages.comparison import Fragment
from portal.templatetags import lawtext

CONTEXT = {"frame": Frame(site=None, settings=SiteSettings())}
RULES = SimpleNamespace(url_path="/regulations/rules/")


def citation(start, end, *, number=None, suffix=0, target=RULES):
    return SimpleNamespace(start=start, end=end, number=number, suffix=suffix, target=target)


def shown(text, *cites):
    return lawtext.law_text(CONTEXT, SimpleNamespace(text=text, cites=cites))


def test_each_line_is_a_paragraph_and_markup_in_the_text_stays_text():
    assert (
        shown("第一款。\n\n<b>第二款</b>。") == "<p>第一款。</p><p>&lt;b&gt;第二款&lt;/b&gt;。</p>"
    )


def test_a_resolved_citation_is_a_link_at_its_place():
    html = shown(
        "依照第九条。\n见第三条之一。",
        citation(2, 5, number=9),
        citation(8, 13, number=3, suffix=1),
    )
    assert html == (
        '<p>依照<a href="/regulations/rules/article-9/">第九条</a>。</p>'
        '<p>见<a href="/regulations/rules/article-3-1/">第三条之一</a>。</p>'
    )


def test_a_citation_of_a_text_not_in_the_library_stays_plain():
    assert shown("依照《另一办法》。", citation(2, 8, target=None)) == "<p>依照《另一办法》。</p>"


def test_citations_that_overlap_or_cross_a_line_do_not_break_the_text():
    html = shown("第九条第十条。\n完。", citation(0, 6), citation(3, 6, number=10), citation(5, 9))
    assert html == '<p><a href="/regulations/rules/">第九条第十条</a>。</p><p>完。</p>'


def test_each_side_of_a_comparison_shows_its_own_words_only():
    fragments = (
        Fragment("same", "到会"),
        Fragment("removed", "过半<数>"),
        Fragment("added", "三分之二"),
        Fragment("same", "。\n完。"),
    )
    row = SimpleNamespace(fragments=fragments)
    old, new = lawtext.old_side(row), lawtext.new_side(row)
    assert "过半&lt;数&gt;</del>" in old and "三分之二" not in old
    assert "三分之二</ins>" in new and "过半" not in new
    assert old.endswith("。</p><p>完。</p>") and new.startswith("<p>到会<ins>")


def test_a_mark_never_reaches_over_the_end_of_a_paragraph():
    row = SimpleNamespace(fragments=(Fragment("added", "甲。\n乙。"),))
    assert lawtext.new_side(row).count("<ins>") == 2
