"""The OpenSearch description by which a browser learns to ask this portal."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

MEDIA_TYPE = "application/opensearchdescription+xml"
NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"


def description(
    *, name: str, about: str, language: str, icon: str, results: str, suggestions: str, own: str
) -> bytes:
    """The document for one language; all addresses are absolute, `{searchTerms}` is added here."""
    register_namespace("", NAMESPACE)
    root = Element(f"{{{NAMESPACE}}}OpenSearchDescription")
    add = _adder(root)
    add("ShortName", name[:16])
    add("Description", about[:1024])
    add("InputEncoding", "UTF-8")
    add("Language", language)
    add("Image", icon, width="32", height="32", type="image/x-icon")
    add("Url", type="text/html", method="get", template=f"{results}?q={{searchTerms}}")
    add(
        "Url",
        type="application/x-suggestions+json",
        method="get",
        template=f"{suggestions}?q={{searchTerms}}&form=opensearch",
    )
    add("Url", type=MEDIA_TYPE, rel="self", template=own)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _adder(root: Element) -> Callable[..., None]:
    def add(tag: str, text: str = "", **attributes: str) -> None:
        SubElement(root, f"{{{NAMESPACE}}}{tag}", attributes).text = text or None

    return add
