"""The table as a piece of Wagtail's editor: from what is stored to its data, and back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate_models import Block, Entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    AtomicBlockEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from .tables import MOST_COLUMNS, MOST_ROWS, Cell, Table, span

FEATURE = "table"
ENTITY = "TABLE"
WORDS = {
    "title": _("Table"),
    "caption": _("What the table shows"),
    "head": _("The first row is the head of the table"),
    "addRow": _("Add a row"),
    "addColumn": _("Add a column"),
    "dropRow": _("Take away the last row"),
    "dropColumn": _("Take away the last column"),
    "split": _("Split joined cells"),
    "save": _("Put the table into the text"),
    "cancel": _("Cancel"),
    "edit": _("Edit the table"),
    "remove": _("Take the table out"),
    "cell": _("Row %(row)s, column %(column)s"),
    "pasting": _("Putting the text in order …"),
    "failed": _("Only the words could be pasted; please paste them once more for the structure."),
}


class TableHandler(AtomicBlockEntityElementHandler):
    """`<table>`: one piece of the text, whose cells are gathered while its elements are read."""

    def create_entity(self, name: str, attrs: Any, state: Any, contentstate: Any) -> Entity:
        """The entity, still without cells."""
        state.table = {"rows": [], "caption": ""}
        return Entity(ENTITY, "IMMUTABLE", state.table)


class RowHandler:
    """`<tr>`."""

    def handle_starttag(self, name: str, attrs: Any, state: Any, contentstate: Any) -> None:
        """Begins a row of the table that is being read."""
        if getattr(state, "table", None) is not None:
            state.table["rows"].append([])

    def handle_endtag(self, name: str, state: Any, contentstate: Any) -> None:
        """Nothing is left to do."""


class WordsHandler:
    """An element whose words belong to the table: they are read into a block of their own."""

    def handle_starttag(self, name: str, attrs: Any, state: Any, contentstate: Any) -> None:
        """Puts a block aside that catches the words."""
        state.push()
        state.current_block = Block("unstyled")
        state.current_inline_styles, state.current_entity_ranges = [], []
        state.cell_attrs = dict(attrs)

    def handle_endtag(self, name: str, state: Any, contentstate: Any) -> None:
        """Hands the words over."""
        words, attrs = state.current_block.text.strip(), state.cell_attrs
        state.pop()
        if getattr(state, "table", None) is not None:
            self.keep(state.table, name, words, attrs)

    def keep(self, table: dict[str, Any], name: str, words: str, attrs: dict[str, Any]) -> None:
        """A cell goes to the row begun last."""
        if not table["rows"]:
            table["rows"].append([])
        cell: dict[str, Any] = {"text": words, "head": name == "th"}
        for mark, most in (("colspan", MOST_COLUMNS), ("rowspan", MOST_ROWS)):
            if (number := span(attrs.get(mark), most)) > 1:
                cell[mark] = number
        table["rows"][-1].append(cell)


class CaptionHandler(WordsHandler):
    """`<caption>`."""

    def keep(self, table: dict[str, Any], name: str, words: str, attrs: dict[str, Any]) -> None:
        """The caption belongs to the whole table."""
        table["caption"] = words


def table_element(props: dict[str, Any]) -> Any:
    """The stored `<table>` of what the browser sent as its data; nothing for an empty one."""
    table = Table.of({"rows": props.get("rows"), "caption": props.get("caption")})
    if not table.rows:
        return None
    parts = []
    if table.caption:
        parts.append(DOM.create_element("caption", {}, table.caption))
    if table.heads:
        head = [_row(row, "col") for row in table.rows[: table.heads]]
        parts.append(DOM.create_element("thead", {}, *head))
    body = [_row(row, "row") for row in table.rows[table.heads :]]
    parts.append(DOM.create_element("tbody", {}, *body))
    return DOM.create_element("table", {}, *parts)


def _row(row: tuple[Cell, ...], scope: str) -> Any:
    return DOM.create_element("tr", {}, *(_cell(cell, scope) for cell in row))


def _cell(cell: Cell, scope: str) -> Any:
    marks = {"scope": scope} if cell.head else {}
    marks.update({"colspan": str(cell.colspan)} if cell.colspan > 1 else {})
    marks.update({"rowspan": str(cell.rowspan)} if cell.rowspan > 1 else {})
    words: list[Any] = []
    for line in cell.text.split("\n"):
        words += [DOM.create_element("br"), line] if words else [line]
    return DOM.create_element("th" if cell.head else "td", marks, *words)


def register(features: FeatureRegistry) -> None:
    """Offers tables to every text that does not choose its own features; others name `table`."""
    piece = {
        "type": ENTITY,
        "icon": "table",
        "description": _("Table"),
        "attributes": ["rows", "caption"],
        "words": WORDS,
    }
    plugin = EntityFeature(
        piece, js=["js/writing-table.js", "js/writing-paste.js"], css={"all": ["css/writing.css"]}
    )
    features.register_editor_plugin("draftail", FEATURE, plugin)
    rules = {
        "table": TableHandler(),
        "tr": RowHandler(),
        "td": WordsHandler(),
        "th": WordsHandler(),
        "caption": CaptionHandler(),
    }
    rule = {
        "from_database_format": rules,
        "to_database_format": {"entity_decorators": {ENTITY: table_element}},
    }
    features.register_converter_rule("contentstate", FEATURE, rule)
    features.default_features.append(FEATURE)
