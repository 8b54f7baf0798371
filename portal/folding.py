"""Makes names comparable: one script, one case, no spaces, whatever a reader types."""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC


@cache
def _simplifier() -> OpenCC:
    """Loaded when first needed: most processes never compare names."""
    return OpenCC("t2s")


def fold(text: str) -> str:
    """`text` in simplified characters, lower case and half width, without spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(str(_simplifier().convert(plain)).split())
