"""Walks the XML parts of Office documents event by event: no tree, no DTD, no entities."""

from __future__ import annotations

import zipfile
import zlib
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from .found import Unreadable


def walk(document: zipfile.ZipFile, name: str, handler: ContentHandler) -> None:
    """Show one part to the handler; refuses damaged parts and declared entities, naming it."""
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    try:
        with document.open(name) as part:
            parser.parse(part)
    except DefusedXmlException:
        raise Unreadable("entities", part=name) from None
    except (SAXException, KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError):
        raise Unreadable("damaged", part=name) from None
