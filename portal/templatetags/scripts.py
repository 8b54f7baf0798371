"""Shows a Chinese text in the other script when the reader asks for it; nothing is queried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils import translation

from portal.languages import html_code
from portal.script_conversion import PARAMETER, Script, convert_html, script_of

register = template.Library()


def _script(context: Mapping[str, Any] | Context, language: str) -> Script:
    request = context.get("request")
    asked = request.GET.get(PARAMETER, "") if request is not None else ""
    interface = html_code(translation.get_language() or "")
    return script_of(language, asked=asked, interface=interface)


@register.inclusion_tag("components/script_offer.html", takes_context=True)
def script_offer(context: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One quiet line: that the text was converted, or that it can be; otherwise nothing."""
    request = context.get("request")
    path = request.path if request is not None else ""
    return {"script": _script(context, language), "path": path}


class InScript(template.Node):
    """What stands between `in_script` and `endin_script`, in the script asked for."""

    def __init__(self, nodes: NodeList, language: FilterExpression) -> None:
        self.nodes, self.language = nodes, language

    def render(self, context: Context) -> str:
        """The text as written, unless another script was asked for."""
        html = self.nodes.render(context)
        script = _script(context, self.language.resolve(context) or "")
        return convert_html(html.strip(), script) if script.is_converted else html


@register.tag
def in_script(parser: Parser, token: Token) -> InScript:
    """`{% in_script page.language %}<article lang="…">…</article>{% endin_script %}`."""
    _name, language = token.split_contents()
    nodes = parser.parse(("endin_script",))
    parser.delete_first_token()
    return InScript(nodes, parser.compile_filter(language))
