"""The child process that opens a file: `python -m portal.filereaders TASK KIND < file`.

The tasks: `read` its text, `inspect` an upload, `table` its rows, or `redraw` a picture.

It caps its own memory, time and writing before it looks at the first byte, answers on its output
with one JSON object, and ends. Whatever a hostile file breaks, it breaks only this process.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib import import_module
from typing import Any

from . import limits
from .found import Finding, Inspection, Reading, Unreadable

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOTED = (
    ("invisible_characters", re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")),
    ("private_characters", re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")),
)


def main(task: str, kind: str) -> None:
    """Do the task with the file on the input, of this kind, and write what was found."""
    _cap_this_process()
    logging.disable()
    data = sys.stdin.buffer.read(limits.FILE_BYTES + 1)
    answer = json.dumps(_answer(task, kind, data), ensure_ascii=False)
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))


def _answer(task: str, kind: str, data: bytes) -> dict[str, object]:
    try:
        return {"answer": _TASKS[task](kind, data)}
    except Unreadable as refusal:
        return {"refusal": asdict(refusal.finding)}
    except MemoryError:
        return {"refusal": asdict(Finding("too_heavy"))}


def _read(kind: str, data: bytes) -> dict[str, object]:
    read: Callable[[bytes], Reading] = _reader(_READERS[kind]).read
    return asdict(tidied(read(data)))


def _inspect(kind: str, data: bytes) -> dict[str, object]:
    """An upload may be without words; a control character is no reason to refuse it."""
    inspect: Callable[[bytes], Inspection] = _reader(_INSPECTORS[kind]).inspect
    found = inspect(data)
    if len(found.text) + len(found.hidden_text) > limits.TEXT_CHARACTERS:
        raise Unreadable("text_too_long", limit=limits.TEXT_CHARACTERS)
    shown, unseen = (_CONTROL.sub("\ufffd", text) for text in (found.text, found.hidden_text))
    return asdict(replace(found, text=shown, hidden_text=unseen))


def _table(kind: str, data: bytes) -> dict[str, object]:
    found: dict[str, object] = _reader("table").read(kind, data)
    return found


def _redraw(kind: str, data: bytes) -> dict[str, object]:
    return {"picture": base64.b64encode(_reader("pictures").redrawn(kind, data)).decode()}


def _reader(name: str) -> Any:
    return import_module(f"{__package__}.{name}")


_READERS = {"txt": "plain", "html": "html", "docx": "docx", "pdf": "pdf"}
_INSPECTORS = {
    "txt": "plain", "csv": "plain", "docx": "docx", "xlsx": "xlsx", "pdf": "pdf_inspection",
}  # fmt: skip
_TASKS = {"read": _read, "inspect": _inspect, "redraw": _redraw, "table": _table}


def tidied(reading: Reading) -> Reading:
    """The reading fit to be stored: no control characters, each replaced by U+FFFD and reported.

    Invisible and private characters stay, for law text is not altered, but are reported with the
    first line they stand on. Refuses text without a word and text beyond the limit.
    """
    if len(reading.text) > limits.TEXT_CHARACTERS:
        raise Unreadable("text_too_long", limit=limits.TEXT_CHARACTERS)
    if not reading.text.strip():
        raise Unreadable("no_text")
    text, replaced = _CONTROL.subn("\ufffd", reading.text)
    warnings = list(reading.warnings)
    if replaced:
        line = _line_of(reading.text, _CONTROL)
        warnings.append(Finding("replaced_characters", {"count": replaced}, line=line))
    for code, pattern in _NOTED:
        count = len(pattern.findall(text))
        if count:
            warnings.append(Finding(code, {"count": count}, line=_line_of(text, pattern)))
    return replace(reading, text=text, warnings=tuple(warnings))


def _line_of(text: str, pattern: re.Pattern[str]) -> int:
    """The line of the first match."""
    match = pattern.search(text)
    return text.count("\n", 0, match.start() if match else 0) + 1


def _cap_this_process() -> None:
    """Memory and time as in `limits`; no files written, no processes started, no core dump."""
    for kind, cap in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        cap = cap if hard == resource.RLIM_INFINITY else min(cap, hard)
        resource.setrlimit(kind, (cap, cap))


if __name__ == "__main__":
    main(*sys.argv[1:3])
