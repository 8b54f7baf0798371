"""Rows of the search page as HTML: what was found, and the choices of a facet.

Such rows repeat by the dozen, and a page of them is the heaviest of the portal; put together here
they cost a fifth of what a template takes. Everything else of the page stands in the templates.
Every text is escaped where it is put in, but for the marked ones, which are HTML already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from portal.templatetags.look import day_in, validity_tag
from search.chips import Bound, Place
from search.forms import DAYS, LONGEST_DAY
from search.labels import KIND_LABELS, foreign_name
from search.page import FacetValue, Group
from search.query import LONGEST_NUMBER, NEWEST, RELEVANCE
from search.shown import Shown

register = template.Library()

KIND_LOOKS = {
    "procedure": "tag--door",
    "notice": "tag--lamp",
    "section": "tag--list",
    "information": "tag--kind",
    "regulation": "tag--enamel",
    "article": "tag--enamel",
    "annex": "tag--enamel",
    "place": "tag--plum",
    "directory": "tag--plum",
    "window": "tag--plum",
    "facility": "tag--plum",
    "file": "tag--file",
}
"""Kinds of results told apart at a glance; the word always stands there too."""
PLACES = ("window", "facility")
LAWS = ("regulation", "article", "annex")


def facet_groups(facets: Iterable[Mapping[str, Any]]) -> SafeString:
    """The facets, each with its choices."""
    return SafeString("".join(map(_facet, facets)))


def _facet(facet: Mapping[str, Any]) -> str:
    return (
        f'<fieldset class="facets__group">\n<legend>{escape(str(facet["label"]))}</legend>\n'
        f"{_choices(facet['name'], facet['values'])}{_rest(facet) if facet['rest'] else ''}"
        f"</fieldset>\n"
    )


def _said_in(language: str) -> str:
    """The attribute of an element whose text is in another language than the page."""
    return f' lang="{language}"' if language else ""


@register.filter
def spoken(name: str) -> SafeString:
    """`<a{{ title|spoken }}>`: the attribute of an element that holds just this name."""
    return SafeString(_said_in(foreign_name(name)))


def _choices(name: str, values: Iterable[FacetValue]) -> str:
    choices = "\n".join([_choice(name, value) for value in values])
    return f'<ul class="facets__choices">\n{choices}\n</ul>\n'


def _rest(facet: Mapping[str, Any]) -> str:
    """The less common values, folded."""
    number = len(facet["rest"])
    words = ngettext("%(number)s more", "%(number)s more", number) % {"number": number}
    rarer = escape(gettext("Rarer ones come in sight when the list is narrower."))
    said = f'<p class="meta">{rarer}</p>\n' if facet["is_cut"] else ""
    return (
        f'<details class="facets__rest"{" open" if facet["is_open"] else ""}>\n'
        f"<summary>{escape(words)}</summary>\n{_choices(facet['name'], facet['rest'])}"
        f"{said}</details>\n"
    )


def _choice(name: str, value: FacetValue) -> str:
    """A box to tick, with its count."""
    checked = " checked" if value.chosen else ""
    return (
        f'<li><label class="check">'
        f'<input type="checkbox" name="{name}" value="{escape(value.value)}"{checked}>\n'
        f'<span class="check__words"{_said_in(value.language)}>{escape(value.label)}</span> '
        f'<span class="check__count">{value.count}</span></label></li>'
    )


@register.simple_tag
def bound_box(label: str, bound: Bound) -> SafeString:
    """A field that is typed; what cannot be read is shown again with what is wrong with it."""
    is_day = bound.name in DAYS
    place, message, kind = f"search-{bound.name}", "", f' type="{"date" if is_day else "text"}"'
    longest = LONGEST_DAY if is_day else LONGEST_NUMBER
    if bound.mistake:
        said = escape(str(bound.mistake))
        message = f'<p class="field__message" id="{place}-mistake">{said}</p>\n'
        kind = f' type="text" aria-invalid="true" aria-describedby="{place}-mistake"'
    return SafeString(
        f'<div class="field{" field--error" if bound.mistake else ""}">\n'
        f'<label class="field__label" for="{place}">{escape(label)}</label>\n{message}'
        f'<input class="field__control" id="{place}" name="{bound.name}" '
        f'value="{escape(bound.typed)}" maxlength="{longest}"{kind}>\n</div>'
    )


def place_links(places: Iterable[Place]) -> SafeString:
    """Where to search, each a link but where it is."""
    links = [
        _link(place.label, place.address, place.is_current, foreign_name(place.label))
        for place in places
    ]
    return SafeString("".join(links))


def sort_links(addresses: Mapping[str, str], current: str) -> SafeString:
    """The orders of a list, each a link but the current one."""
    words = {RELEVANCE: gettext("Best first"), NEWEST: gettext("Newest first")}
    links = [_link(words[name], address, name == current) for name, address in addresses.items()]
    return SafeString("".join(links))


def _link(words: str, address: str, is_current: bool, language: str = "") -> str:
    said_in = _said_in(language)
    if is_current:
        return f'\n<span aria-current="true"{said_in}>{escape(words)}</span>\n'
    return f'\n<a rel="nofollow" href="{escape(address)}"{said_in}>{escape(words)}</a>\n'


def found_groups(groups: Sequence[Group], *, best: bool = False) -> SafeString:
    """An article element for each group; `best` is the one text that the reader named."""
    if not groups:
        return SafeString()
    written = partial(day_in, get_language())
    return SafeString("\n".join([_group(group, best, written) for group in groups]))


def _group(group: Group, best: bool, written: Callable[[date], str]) -> str:
    said_in = _said_in(group.head.language)
    return (
        f'<article class="result{" result--best" if best else ""}">\n'
        f'<p class="result__facts">{" ".join(_facts(group, best, written))}</p>\n'
        f'<h3 class="result__title"{said_in}><a href="{escape(group.url)}">{group.title}</a></h3>\n'
        f"{_excerpt(group.excerpt, said_in)}{_parts(group.parts) if group.parts else ''}"
        f"{_all_finds(group) if group.all_address else ''}</article>"
    )


def _facts(group: Group, best: bool, written: Callable[[date], str]) -> Iterator[str]:
    """Kind, state, place and day of a group, as far as it has them."""
    if group.kind:
        look = KIND_LOOKS.get(group.head.kind, "tag--kind")
        yield f'<span class="tag {look}">{escape(group.kind)}</span>'
    if group.status:
        look = validity_tag(group.status)
        yield f'<span class="tag {look}">{escape(group.status_label)}</span>'
    if best:
        yield f"<span>{escape(gettext('Most likely what you look for'))}</span>"
    if group.place:
        yield f"<span{_said_in(foreign_name(group.place))}>{escape(group.place)}</span>"
    if group.published and not group.parts:
        yield written(group.published)
    if group.parts and group.finds > 1 and not best:
        words = ngettext("%(number)s find", "%(number)s finds", group.finds)
        yield f"<span>{escape(words % {'number': group.finds})}</span>"


def _excerpt(text: SafeString, said_in: str) -> str:
    return f'<p class="result__excerpt"{said_in}>{text}</p>\n' if text else ""


def _parts(parts: Iterable[Shown]) -> str:
    """What was found within a page, each part with its own address and excerpt."""
    rows = "\n".join(map(_part, parts))
    return f'<ul class="result__articles">\n{rows}\n</ul>\n'


def _part(part: Shown) -> str:
    look = "plate plate--soft" if part.kind == "article" else "result__part"
    said_in, excerpt = _said_in(part.language), str(part.excerpt)
    facts = _file_facts(part) if part.file_kind else part.chapter or _near_by(part)
    own = said_in if part.chapter and not part.file_kind else ""
    chapter = f' <span class="meta"{own}>{escape(facts)}</span>' if facts else ""
    if said_in:
        excerpt = f"<span{said_in}>{excerpt}</span>"
    return (
        f'<li><a class="{look}" href="{escape(part.url)}"{said_in}>'
        f"<span>{part.heading or part.title}</span></a>\n"
        f'<p class="result__excerpt">{excerpt}{chapter}</p></li>'
    )


def _near_by(part: Shown) -> str:
    """What a window or a facility is; of an article its look tells."""
    return str(KIND_LABELS[part.kind]) if part.kind in PLACES else ""


def _file_facts(part: Shown) -> str:
    """Kind and size of a file."""
    size = filesizeformat(part.file_size or 0)
    return f"{gettext('Attachment')} {part.file_kind.upper()} · {size}"


def _all_finds(group: Group) -> str:
    """The way to everything a regulation holds of the words."""
    words = gettext("See all finds in this regulation")
    if group.head.kind not in LAWS:
        words = gettext("See all finds on this page")
    elif group.finds:
        words = ngettext(
            "See the %(number)s find in this regulation",
            "See all %(number)s finds in this regulation",
            group.finds,
        ) % {"number": group.finds}
    address = escape(group.all_address)
    return f'<p><a class="section__more" rel="nofollow" href="{address}">{escape(words)}</a></p>\n'
