"""How the text of a regulation looks: paragraphs, and citations as links at their offsets.

The text itself is never altered; what is shown here was loaded before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portal.citations import article_slug
from portal.navigation import page_address

register = template.Library()


def regulation_address(context: Mapping[str, Any], regulation: Any) -> str:
    """The address of a regulation, made without a query."""
    return page_address(context["frame"].relative(regulation.url_path))


@register.simple_tag(takes_context=True)
def cited_address(context: Mapping[str, Any], reference: Any) -> str:
    """Where a resolved citation leads: the cited article, or the regulation as a whole."""
    base = regulation_address(context, reference.target)
    return (
        base + f"{article_slug(reference.number, reference.suffix)}/" if reference.number else base
    )


@register.simple_tag(takes_context=True)
def citing_address(context: Mapping[str, Any], reference: Any) -> str:
    """The address of the article that cites."""
    regulation = reference.source.version.regulation
    return f"{regulation_address(context, regulation)}{reference.source.slug}/"


@register.simple_tag(takes_context=True)
def law_text(context: Mapping[str, Any], article: Any) -> SafeString:
    """The paragraphs of an article with its resolved citations as links, and its `marks`: words
    that the regulation defines, each with the address of the article that does (None: this one)."""
    pieces = [
        (reference.start, reference.end, _link(cited_address(context, reference)))
        for reference in getattr(article, "cites", ())
        if reference.target is not None
    ]
    for start, end, slug in getattr(article, "marks", ()):
        pieces.append((start, end, _term(context["way"], slug) if slug else "<dfn>{}</dfn>"))
    return mark_safe("".join(_paragraphs(article.text, pieces)))  # noqa: S308 - escaped piece by piece


def _link(url: str) -> str:
    """What stands around a citation; the place of its words is left open."""
    return f'<a href="{_for_format(url)}">{{}}</a>'


def _term(way: Any, slug: str) -> str:
    """What stands around a word that another article defines."""
    return f'<a class="term" href="{_for_format(way.base + slug + "/" + way.query)}">{{}}</a>'


def _for_format(url: str) -> str:
    return escape(url).replace("{", "{{").replace("}", "}}")


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text as paragraphs, one for each line that is not empty."""
    return mark_safe("".join(_paragraphs(text, ())))  # noqa: S308 - escaped piece by piece


def _paragraphs(text: str, links: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            inside = [link for link in links if start <= link[0] < link[1] <= end]
            yield f"<p>{_linked(text, start, end, inside)}</p>"
        start = end + 1


def _linked(text: str, start: int, end: int, links: Sequence[tuple[int, int, str]]) -> str:
    pieces, at = [], start
    for first, last, around in sorted(links):
        if first < at:
            continue
        pieces.append(escape(text[at:first]))
        pieces.append(format_html(around, text[first:last]))
        at = last
    pieces.append(escape(text[at:end]))
    return "".join(pieces)


@register.filter
def old_side(row: Any) -> SafeString:
    """The older text of a compared article; what went is struck out."""
    return _side(row.fragments, "removed", '<del><span class="visually-hidden">{}</span>{}</del>')


@register.filter
def new_side(row: Any) -> SafeString:
    """The newer text of a compared article; what came is underlined."""
    return _side(row.fragments, "added", '<ins><span class="visually-hidden">{}</span>{}</ins>')


def _side(fragments: Iterable[Any], kind: str, mark: str) -> SafeString:
    """Paragraphs of one side; a mark never reaches over the end of a paragraph."""
    spoken = {"removed": gettext("removed:"), "added": gettext("added:")}[kind]
    lines = [""]
    for fragment in fragments:
        if fragment.kind not in ("same", kind):
            continue
        for place, piece in enumerate(fragment.text.split("\n")):
            if place:
                lines.append("")
            if piece:
                shown = (
                    escape(piece) if fragment.kind == "same" else format_html(mark, spoken, piece)
                )
                lines[-1] += shown
    return format_html_join("", "<p>{}</p>", ((mark_safe(line),) for line in lines if line))  # noqa: S308 - escaped above
