"""Lines of the log: one for each event, whatever was typed, and without what leads to a person."""

from __future__ import annotations

import logging
import re

from portal import privacy

NUMBER = re.compile(r"(?<![\d.])\d(?:[ \-]?\d){6,}[Xx]?(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
BELOW = "    | "
"""Before each line of a trace, so that none can pass for an event of its own."""


def _without_numbers(text: str) -> str:
    """Long numbers and mail addresses out of a text."""
    return NUMBER.sub("***", MAIL.sub("***", text))


def masked(text: str) -> str:
    """A text without what leads to a person, as strictly as the portal knows how to."""
    return _without_numbers(privacy.masked(text))


def escaped(text: str) -> str:
    """Signs that begin a new line or steer a terminal, written out."""
    return CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


class LineFormatter(logging.Formatter):
    """Writes an event as one line; a trace stands below it, indented."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line itself."""
        record.message = masked(escaped(record.message))
        return escaped(super().formatMessage(record))

    def formatException(self, ei: object) -> str:
        """The trace of an error."""
        return _below(super().formatException(ei))  # type: ignore[arg-type]

    def formatStack(self, stack_info: str) -> str:
        """Where an event was noted."""
        return _below(super().formatStack(stack_info))


def _below(text: str) -> str:
    return "\n".join(BELOW + masked(escaped(line)) for line in text.split("\n"))
