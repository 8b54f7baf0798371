"""Message catalogues (语言文件): Traditional from Simplified, compiled files from both.

Interface text only. Text of law and of notices is never converted, it shows as it was written.
A bare machine has no gettext tools, so the compiled files are checked in and made here in Python.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from portal.script_conversion import TRADITIONAL, convert

REVIEWED = "reviewed"
HEADER = """\
# Traditional Chinese catalogue of Shequ Portal, made from the Simplified one by `make messages`.
# An entry with the comment `reviewed` is left as it is."""
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
HEADER_LINES_LEFT_OUT = (b"-Date:", b"Project-Id", b"Report-Msgid", b"-Translator:", b"-Team:")
# Names that mark a string, and the place of the message among their arguments.
MARKERS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], 0),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], 0),
    **dict.fromkeys(["pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"], 1),
}
# What readers of Traditional characters call it; for the interface only, a text keeps its words.
WORDS = {
    "“": "「",
    "”": "」",
    "鏈接": "連結",
    "登錄": "登入",
    "菜單": "選單",
    "文件夾": "資料夾",
    "粘貼": "貼上",
    "郵箱": "信箱",
    "設置": "設定",
    "信息": "資訊",
    "腳註": "註腳",
}


def catalogue_path(locale_folder: Path, name: str, domain: str = "django") -> Path:
    """Where the catalogue of a locale (`zh_Hans`) lies; of scripts in the domain `djangojs`."""
    return locale_folder / name / "LC_MESSAGES" / f"{domain}.po"


def read_catalogue(path: Path) -> Catalog:
    """The messages of a .po file; an empty catalogue when there is none."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as stream:
        return read_po(stream)


def in_traditional(text: str) -> str:
    """Simplified interface text in Traditional characters, in normal traditional usage."""
    converted = convert(text, TRADITIONAL)
    for found, usual in WORDS.items():
        converted = converted.replace(found, usual)
    return converted


def traditional_catalogue(simplified: Catalog, kept: Catalog) -> Catalog:
    """A Traditional catalogue; entries of `kept` with the comment `reviewed` stay as they are."""
    result = Catalog(locale="zh_Hant", header_comment=HEADER, fuzzy=False)
    for message in simplified:
        if not message.id:
            continue
        old = kept.get(message.id, message.context)
        reviewed = old is not None and REVIEWED in old.user_comments
        result.add(
            message.id,
            old.string if old is not None and reviewed else _converted(message),
            flags=message.flags,
            user_comments=[REVIEWED] if reviewed else [],
            context=message.context,
        )
    return result


def _converted(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.string, str):
        return in_traditional(message.string)
    return tuple(in_traditional(form) for form in message.string or ())


def build(locale_folder: Path) -> dict[str, int]:
    """Writes the Traditional catalogue and compiles both; the number of messages of each."""
    simplified = read_catalogue(catalogue_path(locale_folder, "zh_Hans"))
    path = catalogue_path(locale_folder, "zh_Hant")
    traditional = traditional_catalogue(simplified, read_catalogue(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_po(traditional))
    for name, catalogue in (("zh_Hans", simplified), ("zh_Hant", traditional)):
        catalogue_path(locale_folder, name).with_suffix(".mo").write_bytes(compiled(catalogue))
    return {"zh_Hans": len(simplified), "zh_Hant": len(traditional)}


def compile_all(locale_folder: Path) -> int:
    """Compiles every catalogue of a folder as it stands; the number of their messages."""
    count = 0
    for path in sorted(locale_folder.rglob("*.po")):
        catalogue = read_catalogue(path)
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        count += len(catalogue)
    return count


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue: the same bytes from the same messages, on any day."""
    catalogue.creation_date = catalogue.revision_date = NO_DAY
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def _po(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, omit_header=False, sort_output=True)
    lines = stream.getvalue().splitlines(keepends=True)
    kept = [line for line in lines if not any(word in line for word in HEADER_LINES_LEFT_OUT)]
    return b"".join(kept)


def messages_of_python(path: Path) -> Iterator[tuple[int, str]]:
    """Line and message id of every string that a module marks for translation."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and (message := _message_of(node)) is not None:
            yield node.lineno, message


def messages_of_template(path: Path) -> Iterator[str]:
    """Every message id of a template, as Django's own extraction sees it."""
    source = templatize(path.read_text(), origin=str(path))
    for call in _calls(source):
        node = ast.parse(call, mode="eval").body
        if isinstance(node, ast.Call) and (message := _message_of(node)) is not None:
            yield message


def _message_of(node: ast.Call) -> str | None:
    """The message that a call marks; None when it marks none, or one known only when it runs."""
    place = MARKERS.get(node.func.id) if isinstance(node.func, ast.Name) else None
    if place is None or len(node.args) <= place:
        return None
    argument = node.args[place]
    message = argument.value if isinstance(argument, ast.Constant) else None
    return message if isinstance(message, str) else None


def _calls(source: str) -> Iterator[str]:
    """The calls that `templatize` has left among blanked-out text."""
    for name in ("npgettext(", "ngettext(", "pgettext(", "gettext(", "_("):
        start = source.find(name)
        while start >= 0:
            before = source[start - 1] if start else " "
            if not (before.isalnum() or before == "_"):
                yield source[start : _end_of_call(source, start)]
            start = source.find(name, start + 1)


def _end_of_call(source: str, start: int) -> int:
    """The place after the bracket that closes the call; brackets in strings do not count."""
    for end in range(start, len(source)):
        if source[end] == ")":
            try:
                ast.parse(source[start : end + 1], mode="eval")
            except SyntaxError:
                continue
            return end + 1
    raise ValueError(f"no end of call: {source[start : start + 60]!r}")
