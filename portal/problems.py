"""What is wrong, said once: a rule answers with problems, an action refuses with them.

Knows no request and no model. Messages are English message ids; they are translated when shown,
so that one problem reads in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from django.utils.translation import gettext, gettext_noop

__all__ = ["Problem", "Refused", "gettext_noop"]


@dataclass(frozen=True)
class Problem:
    """One thing that must be mended before a verb can go on.

    `code` is stable and dotted (`notice.title_missing`); `message` an English message id with
    `%(name)s` places filled from `params`; `field` the form field it belongs to, if any;
    `where` the row, cell, file or line in words already fit to show.
    """

    code: str
    message: str
    field: str = ""
    params: Mapping[str, object] = dataclass_field(default_factory=dict)
    where: str = ""

    def __str__(self) -> str:
        text = gettext(self.message)
        if self.params:
            text = text % dict(self.params)
        return f"{self.where}: {text}" if self.where else text


class Refused(Exception):
    """An action did not happen; `problems` says all the reasons at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(str(problem) for problem in self.problems)
