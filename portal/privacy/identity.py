"""What makes eighteen or fifteen signs the number of a resident (公民身份号码, GB 11643)."""

from __future__ import annotations

from datetime import date

_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
    *range(61, 66), 71, *range(81, 84), 91,
    99,  # no region: what examples and demonstrations are written with
}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity(digits: str, *, is_body: bool) -> bool:
    """By its date of birth and region, unless it is called the number of a body or document."""
    if not _has_birthday(digits):
        return False
    is_of_a_region = int(digits[:2]) in _PROVINCES
    if len(digits) == 18 and identity_check_sign(digits[:17]) == digits[17]:
        return is_of_a_region or not is_body
    return is_of_a_region and not is_body


def _has_birthday(digits: str) -> bool:
    written = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    try:
        born = date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return False
    return 1880 <= born.year <= 2099


def identity_check_sign(signs: str) -> str:
    """The eighteenth sign for the first seventeen (GB 11643)."""
    total = sum(int(sign) * weight for sign, weight in zip(signs, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
