"""Finds in a text what leads to a person (个人信息), and masks it.

Pure reading of signs; what follows from a finding is decided by those who ask. `find` names what
may not become public as it stands: resident ID numbers, mobile numbers, bank cards, also where
only a part of them is masked. `suggestions` names what is probably a person's name or home.
"""

from .findings import Finding, Kind
from .likeness import has_mobile, looks_personal
from .masking import edits, masked, with_edits
from .names import suggestions
from .numbers import find

__all__ = [
    "Finding",
    "Kind",
    "edits",
    "find",
    "has_mobile",
    "looks_personal",
    "masked",
    "suggestions",
    "with_edits",
]
