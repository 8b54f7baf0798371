"""Whether a short text of a reader holds any number or address of a person, landlines too."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = r"[\s\-.()]{0,2}"
_MOBILE = re.compile(
    rf"(?<!\d)(?:(?:\+|00)?86{_BETWEEN})?1[3-9](?:{_BETWEEN}\d){{9}}(?!\d)",
)
_PERSONAL = [
    _MOBILE,
    re.compile(rf"(?<!\d)(?:\d{_BETWEEN}){{17}}[\dXx](?!\d)"),  # 18-digit identity number
    re.compile(rf"(?<!\d)(?:\d{_BETWEEN}){{14}}\d(?!\d)"),  # 15-digit identity number
    re.compile(rf"(?<!\d)0\d{{2,3}}{_BETWEEN}\d{{3,4}}{_BETWEEN}\d{{4}}(?!\d)"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
]


def looks_personal(text: str) -> bool:
    """Whether a text holds what looks like a telephone, identity number or mail address."""
    plain = unicodedata.normalize("NFKC", text)
    return any(pattern.search(plain) for pattern in _PERSONAL)


def has_mobile(text: str) -> bool:
    """Whether a text holds the number of a mobile: 1[3-9] and nine more digits."""
    return bool(_MOBILE.search(unicodedata.normalize("NFKC", text)))
