"""What a package may put on somebody else's page: a template with the values it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class HomePanel:
    """One section of a home page: the template and its values, already loaded."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
