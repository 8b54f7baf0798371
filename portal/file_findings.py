"""What readers find in files, in words (文件发现): one message for each code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from portal.filereaders.found import Finding
from portal.problems import Problem, gettext_noop

MESSAGES = {
    "unavailable": gettext_noop("This file cannot be opened."),
    "too_large": gettext_noop("The file is larger than %(limit)s MB."),
    "empty": gettext_noop("The file is empty."),
    "kind_unknown": gettext_noop(
        "Files ending in %(ending)s are not read; give TXT, HTML, DOCX or PDF."
    ),
    "content_differs": gettext_noop(
        "The file is named %(named)s but its content is something else (%(found)s)."
    ),
    "undecodable": gettext_noop(
        "The encoding of the text is not recognised here; save the file as UTF-8."
    ),
    "no_text": gettext_noop("The file holds no text."),
    "scanned": gettext_noop(
        "The pages are pictures without a text layer; give a transcript as TXT or DOCX."
    ),
    "encrypted": gettext_noop(
        "The file is protected by a password; save it openly as DOCX, XLSX or PDF."
    ),
    "damaged": gettext_noop("The file is damaged and cannot be read."),
    "truncated": gettext_noop("The file is cut off: its end is missing."),
    "too_slow": gettext_noop("Reading the file takes longer than %(limit)s seconds."),
    "too_heavy": gettext_noop("Reading the file takes too much memory."),
    "text_too_long": gettext_noop("The text is longer than %(limit)s characters."),
    "too_many_pages": gettext_noop("The file has %(count)s pages; at most %(limit)s are read."),
    "archive_members": gettext_noop("The file packs %(count)s parts; at most %(limit)s are read."),
    "archive_size": gettext_noop("Unpacked, the file is larger than %(limit)s MB."),
    "archive_ratio": gettext_noop(
        "The file unpacks to more than %(limit)s times its size, as a zip bomb does."
    ),
    "archive_path": gettext_noop("A packed part has a path that leads out of the file."),
    "archive_link": gettext_noop("A packed part is a link to another file."),
    "archive_duplicate": gettext_noop("Two packed parts have the same name."),
    "macros": gettext_noop("The document holds macros; save it as DOCX without macros."),
    "foreign_part": gettext_noop("The document takes in another file; paste its text instead."),
    "external_target": gettext_noop("The document loads parts from elsewhere (%(kind)s)."),
    "entities": gettext_noop("The document declares XML entities, which no word processor does."),
    "invisible_characters": gettext_noop(
        "%(count)s invisible or direction characters stand in the text."
    ),
    "private_characters": gettext_noop("%(count)s characters have no public meaning."),
    "replaced_characters": gettext_noop(
        "%(count)s characters could not be read and are shown as a mark."
    ),
    "hidden_text": gettext_noop("Hidden text of %(count)s characters was left out."),
    "tracked_changes": gettext_noop(
        "The document has %(count)s tracked changes; the text is read as if all were accepted."
    ),
    "comments": gettext_noop("%(count)s comments were left out."),
    "footnotes": gettext_noop("%(count)s footnotes were left out."),
    "automatic_numbers": gettext_noop(
        "%(count)s paragraphs are numbered automatically; these numbers are not in the text."
    ),
    "embedded_objects": gettext_noop("%(count)s embedded files were left out."),
    "pages_without_text": gettext_noop("No text on pages %(pages)s; they may be pictures."),
    "active_content": gettext_noop(
        "The document holds scripts or attached files; they were neither run nor read."
    ),
    "kind_not_taken": gettext_noop(
        "Files ending in %(ending)s are not published; give PDF, DOCX, XLSX, TXT or CSV."
    ),
    "old_office": gettext_noop("This is an old Office file; save it as DOCX, XLSX or PDF."),
    "virus": gettext_noop("The file holds a virus%(name)s; it was not taken."),
    "scanner_silent": gettext_noop(
        "The virus scanner does not answer, so nothing can be taken now. Please try again later."
    ),
    "too_many_objects": gettext_noop("The file has more than %(limit)s parts inside."),
    "too_many_cells": gettext_noop("The table has more than %(limit)s cells."),
    "archive_name": gettext_noop("A packed part has a name in unknown letters."),
    "nested_archive": gettext_noop("A packed part is an archive itself."),
    "program": gettext_noop("A packed part is a program."),
    "ole_object": gettext_noop("The file holds an object of another program (OLE)."),
    "embedded_file": gettext_noop("The file holds another file; publish that one by itself."),
    "external_links": gettext_noop(
        "The table takes figures from other files or addresses; paste them in as values."
    ),
    "dde": gettext_noop("The file would call another program when it is opened (DDE)."),
    "pdf_javascript": gettext_noop("The PDF holds scripts (JavaScript); print it to PDF anew."),
    "pdf_open_action": gettext_noop(
        "The PDF does something by itself when it is opened; print it to PDF anew."
    ),
    "pdf_launch": gettext_noop("The PDF starts a program; print it to PDF anew."),
    "pdf_attachments": gettext_noop("The PDF holds attached files; publish those by themselves."),
    "pdf_media": gettext_noop("The PDF plays sound or film; print it to PDF anew."),
    "pdf_form": gettext_noop("The PDF is a form that sends data elsewhere; print it to PDF anew."),
    "pdf_trailing": gettext_noop("Behind the end of the PDF stands something else."),
    "picture_kind_unknown": gettext_noop(
        "Pictures ending in %(ending)s are not taken; give JPG, PNG, GIF or WEBP."
    ),
    "picture_svg": gettext_noop("Drawings in SVG can run scripts; save it as PNG."),
    "picture_heic": gettext_noop("Pictures of the kind HEIC are not taken; save it as JPG."),
    "picture_damaged": gettext_noop("The picture is damaged and cannot be drawn."),
    "picture_points": gettext_noop(
        "The picture has %(count)s million points; at most %(limit)s million are taken."
    ),
    "properties": gettext_noop("The properties of the file name: %(names)s."),
    "hides_tracked_changes": gettext_noop(
        "%(count)s tracked changes: what was deleted can still be read."
    ),
    "hides_comments": gettext_noop("%(count)s comments."),
    "hides_hidden_text": gettext_noop("Hidden text of %(count)s characters."),
    "hides_sheet": gettext_noop("The sheet “%(name)s” is hidden."),
    "hides_sheet_deep": gettext_noop("The sheet “%(name)s” is hidden so that no menu shows it."),
    "hides_rows": gettext_noop("%(count)s hidden rows."),
    "hides_columns": gettext_noop("%(count)s hidden columns."),
    "hides_names": gettext_noop("%(count)s defined names."),
    "hides_pivot": gettext_noop("A pivot table keeps all the rows that it was made from."),
    "hides_layers": gettext_noop("Layers that are switched off."),
    "hides_in_pictures": gettext_noop(
        "The pages are pictures: only a person can see whether they name anybody."
    ),
    "table_kind": gettext_noop("Tables are read from XLSX and CSV files only."),
    "table_troubles": gettext_noop(
        "More than %(limit)s cells cannot be used. Is this the right file? Start with the template."
    ),
    "table_rows": gettext_noop("The table has more than %(limit)s rows."),
    "table_columns": gettext_noop("Row %(row)s has more than %(limit)s columns."),
    "table_quote": gettext_noop("Row %(row)s: a quotation mark is opened and never closed."),
    "table_long": gettext_noop("Cell %(cell)s is longer than %(limit)s characters."),
    "table_hidden_sheet": gettext_noop("The first sheet (%(name)s) is hidden; show it."),
    "table_row_numbers": gettext_noop(
        "The rows are numbered wrongly (%(row)s after %(after)s); save the table anew."
    ),
    "table_joined": gettext_noop("The cells %(cell)s are joined; separate them."),
    "table_formula": gettext_noop("Cell %(cell)s holds a formula; type the words themselves."),
    "table_fault": gettext_noop("Cell %(cell)s shows a fault (%(value)s)."),
    "table_outside": gettext_noop("Cell %(cell)s stands outside of the table; clear it."),
    "table_hidden": gettext_noop(
        "Row or cell %(cell)s is hidden; show it, so that nothing is taken over unseen."
    ),
}
"""Message ids by code; a stable problem code is `filetext.` followed by the key."""


def as_problem(finding: Finding, name: str) -> Problem:
    """The finding as a problem of the file `name`, its place in the reader's language."""
    return Problem(
        f"filetext.{finding.code}",
        MESSAGES[finding.code],
        params=finding.params,
        where=_place(finding, name),
    )


def _place(finding: Finding, name: str) -> str:
    parts = [name] if name else []
    if finding.part:
        parts.append(finding.part)
    if finding.page:
        parts.append(gettext("page %(page)s") % {"page": finding.page})
    if finding.line:
        parts.append(gettext("line %(line)s") % {"line": finding.line})
    return ", ".join(parts)


def stored(findings: Iterable[Mapping[str, Any]], name: str = "") -> list[Problem]:
    """Findings as they are kept in a row, in words."""
    return [as_problem(Finding(**finding), name) for finding in findings]
