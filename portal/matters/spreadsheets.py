"""The catalogue as a table that people fill in: its rows read.

Reading answers with clean rows and with problems by row and column; it changes nothing. What the
columns are stands in `sheet_columns`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext

from portal.file_tables import FileTable
from portal.folding import fold
from portal.problems import Problem, gettext_noop
from portal.publication.personal_data import problems_with_words

from .choices import FieldList, MatterStatus, WindowGroup
from .models.taxonomy import MatterField, Occasion
from .sheet_columns import BY_KEY, COLUMNS, BasisText, bases_in, choice_words, heading_words

PERSONAL = ("name", "implementer", "reason", "go_to", "bases")
_CODE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._/-]{0,39}")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]"
)
_PARTS = re.compile(r"[；;\n]+")
_WORDS = re.compile(r"[、，,；;\n]+")

_EMPTY = gettext_noop("Nothing stands here; it is needed.")
_LONG = gettext_noop("This is longer than %(limit)s characters.")
_SIGNS = gettext_noop("Signs that cannot be seen stand in this cell; type it anew.")
_BAD_CODE = gettext_noop("A code has letters, digits and the signs - . _ / only, no spaces.")
_TWICE = gettext_noop("The code %(code)s stands in row %(row)s already.")
_NO_CHOICE = gettext_noop("“%(value)s” is none of: %(choices)s.")
_NO_FIELD = gettext_noop("There is no field “%(value)s” in the list of fields.")
_NO_OCCASION = gettext_noop("“%(value)s” is no life event and no group of residents.")
_NO_BASIS = gettext_noop("“%(value)s” is no legal basis; write it as 《title》第九条.")
_NO_HEADING = gettext_noop("The column “%(heading)s” is missing; start with the template.")
_UNKNOWN = gettext_noop("The column “%(heading)s” is not known here.")
_HEADING_TWICE = gettext_noop("The column “%(heading)s” stands there twice.")
_HEADS_AGAIN = gettext_noop("The headings stand here a second time; take this row out.")
_NO_ROWS = gettext_noop("Under the headings stands no row.")
_PERSONAL = gettext_noop("%(kind)s %(sign)s stands here; mask it.")
_BEYOND = gettext_noop("Something stands behind the last column; clear it.")


@dataclass
class EntryRow:
    """One clean row (条目行): what one entry says. `number` is the row of the table."""

    number: int
    code: str = ""
    name: str = ""
    field_id: int = 0
    role: str = ""
    implementer: str = ""
    audience: str = ""
    window_group: str = WindowGroup.PUBLIC
    bases: list[BasisText] = field(default_factory=list)
    status: str = MatterStatus.DRAFT
    reason: str = ""
    go_to: str = ""
    successor: str = ""
    occasions: list[int] = field(default_factory=list)


@dataclass
class Sheet:
    """What a table says of a catalogue: clean rows, or all that is wrong with it."""

    rows: list[EntryRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Known:
    """The names that a table may use (名录): fields and occasions, read once."""

    def __init__(self) -> None:
        self.fields: dict[str, int] = {}
        rows = sorted(MatterField.objects.all(), key=lambda row: row.source != FieldList.STATUTORY)
        for pk, key, name in [(row.pk, row.key, row.name) for row in rows]:
            self.fields.setdefault(fold(key), pk)
            self.fields.setdefault(fold(name), pk)
        self.occasions: dict[str, int] = {}
        for pk, slug, name in Occasion.objects.values_list("pk", "slug", "name"):
            self.occasions.setdefault(fold(slug), pk)
            self.occasions.setdefault(fold(name), pk)


# --- Reading -------------------------------------------------------------------------------------
def read_sheet(table: FileTable, known: Known) -> Sheet:
    """The rows of the table under its headings; every problem names row and column."""
    sheet = Sheet(problems=list(table.problems))
    (_number, heads), *rows = table.rows
    places = _headings(heads, sheet)
    if not rows:
        sheet.problems.append(Problem("sheet.no_rows", _NO_ROWS, where=table.name))
    if sheet.problems and not places:
        return sheet
    seen: dict[str, int] = {}
    for number, cells in rows:
        row = _Row(number, cells, places, sheet, known)
        if row.repeats(heads):
            row.note("heads_again", _HEADS_AGAIN, "code")
            continue
        before = len(sheet.problems)
        sheet.rows.append(row.read(seen))
        sheet.problems[before:] = sorted(sheet.problems[before:], key=_place_of)
    return sheet


def _place_of(problem: Problem) -> int:
    """Where the column of a problem stands in a row, so that they are told from left to right."""
    return list(BY_KEY).index(problem.field)


def _headings(cells: list[str], sheet: Sheet) -> dict[str, int]:
    """The place of each column; none when a needed one is missing."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        key = heading_words().get(fold(cell).rstrip("*＊"))
        if key is None and cell.strip():
            _head_problem(sheet, "unknown_column", _UNKNOWN, cell.strip()[:40])
        elif key in places:
            _head_problem(sheet, "column_twice", _HEADING_TWICE, cell.strip()[:40])
        elif key is not None:
            places[key] = place
    missing = [column for column in COLUMNS if column.is_needed and column.key not in places]
    for column in missing:
        _head_problem(sheet, "column_missing", _NO_HEADING, gettext(column.heading))
    return {} if missing else places


def _head_problem(sheet: Sheet, code: str, message: str, heading: str) -> None:
    sheet.problems.append(Problem(f"sheet.{code}", message, params={"heading": heading}))


class _Row:
    """One row while it is read; what is wrong is noted with row and column."""

    def __init__(
        self, number: int, cells: list[str], places: dict[str, int], sheet: Sheet, known: Known
    ) -> None:
        self.number, self._cells, self._places = number, cells, places
        self._sheet, self._known = sheet, known

    def note(self, code: str, message: str, key: str, /, **params: object) -> None:
        """A problem of the cell in this column."""
        heading = gettext(BY_KEY[key].heading)
        where = gettext("row %(row)s, column “%(column)s”")
        where %= {"row": self.number, "column": heading}
        self._sheet.problems.append(Problem(f"sheet.{code}", message, key, params, where))

    def repeats(self, heads: list[str]) -> bool:
        """Whether the headings stand in this row once more."""
        place = self._places["code"]
        return fold(self._raw("code")) == fold(heads[place])

    def read(self, seen: dict[str, int]) -> EntryRow:
        """The clean row, with as much as could be read."""
        if any(cell.strip() for cell in self._cells[max(self._places.values()) + 1 :]):
            self.note("beyond", _BEYOND, "code")
        row = EntryRow(self.number, code=self._code("code"))
        if row.code in seen:
            self.note("code_twice", _TWICE, "code", code=row.code, row=seen[row.code])
        elif row.code:
            seen[row.code] = self.number
        row.name, row.implementer = self._text("name"), self._text("implementer")
        row.role, row.audience = self._choice("role"), self._choice("audience")
        row.window_group = self._choice("window_group") or WindowGroup.PUBLIC
        row.status = self._choice("status") or MatterStatus.DRAFT
        row.reason, row.go_to = self._text("reason"), self._text("go_to")
        row.successor = self._code("successor")
        row.field_id = self._field()
        row.bases = list(self._bases())
        row.occasions = list(self._occasions())
        self._ask_personal()
        return row

    def _raw(self, key: str) -> str:
        place = self._places.get(key, -1)
        return self._cells[place] if 0 <= place < len(self._cells) else ""

    def _text(self, key: str) -> str:
        """The words of a cell on one line; an apostrophe before a sign that is obeyed goes."""
        column, text = BY_KEY[key], self._raw(key)
        if _UNSEEN.search(text):
            self.note("unseen", _SIGNS, key)
        text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        text = re.sub(r"^'(?=\s*[=+\-@＝＋－＠])", "", text)
        if not text and column.is_needed:
            self.note("empty", _EMPTY, key)
        if len(text) > column.longest:
            self.note("long", _LONG, key, limit=column.longest)
        return text if column.longest > 300 else text.replace("\n", " ")

    def _code(self, key: str) -> str:
        text = unicodedata.normalize("NFKC", self._text(key))
        if text and not _CODE.fullmatch(text):
            self.note("code_wrong", _BAD_CODE, key)
        return text

    def _choice(self, key: str) -> str:
        text, choices = self._text(key), BY_KEY[key].choices
        found = choice_words(choices).get(fold(text), "") if text else ""
        if text and not found:
            said = "、".join(str(label) for label in choices.labels)
            self.note("choice", _NO_CHOICE, key, value=text[:40], choices=said)
        return found

    def _field(self) -> int:
        text = self._text("field")
        found = self._known.fields.get(fold(text), 0) if text else 0
        if text and not found:
            self.note("field", _NO_FIELD, "field", value=text[:40])
        return found

    def _occasions(self) -> Iterator[int]:
        for word in filter(None, map(str.strip, _WORDS.split(self._text("occasions")))):
            found = self._known.occasions.get(fold(word))
            if found is None:
                self.note("occasion", _NO_OCCASION, "occasions", value=word[:40])
            else:
                yield found

    def _bases(self) -> Iterator[BasisText]:
        for part in filter(None, map(str.strip, _PARTS.split(self._text("bases")))):
            found = bases_in(part)
            if found is None:
                self.note("basis", _NO_BASIS, "bases", value=part[:60])
            else:
                yield from found

    def _ask_personal(self) -> None:
        for key in PERSONAL:
            for problem in problems_with_words(self._raw(key), field=key, label=""):
                self._note_personal(problem, key)

    def _note_personal(self, problem: Problem, key: str) -> None:
        said = {name: problem.params[name] for name in ("kind", "sign")}
        self.note(problem.code.split(".")[-1], _PERSONAL, key, **said)
