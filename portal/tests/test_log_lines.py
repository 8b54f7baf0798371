"""The log: one line for each event, and nothing that leads to a person."""

import io
import logging

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

ID_NUMBER = "990000199001010017"


@pytest.fixture
def log():
    """A logger as the settings make it, and what it wrote."""
    stream = io.StringIO()
    options = dict(settings.LOGGING["formatters"]["line"])
    handler = logging.StreamHandler(stream)
    formatter = import_string(options.pop("()"))
    handler.setFormatter(formatter(options["format"], style=options["style"]))
    logger = logging.Logger("portal.tests")
    logger.addHandler(handler)
    return logger, stream.getvalue


@pytest.mark.parametrize(
    "sign", ["\r", "\n", "\r\n", "\x1b[2J", "\x00", "\x85", "\u2028", "\u202e"]
)
def test_what_was_typed_stays_one_line_and_steers_no_terminal(log, sign):
    logger, text = log
    logger.warning("Sign-in of %s failed", f"editor{sign}2026-01-01 ERROR forged")
    assert len(text().splitlines()) == 1
    assert sign not in text().rstrip("\n")


def test_numbers_and_mail_addresses_are_masked(log):
    logger, text = log
    logger.warning("Case of %s, 000-1234-5678, a.b@portal.example", ID_NUMBER)
    assert ID_NUMBER not in text()
    assert "1234-5678" not in text()
    assert "a.b@portal.example" not in text()


def test_short_numbers_and_times_stay(log):
    logger, text = log
    logger.warning("Page 12345 took 0.25 s")
    assert "Page 12345 took 0.25 s" in text()
    assert text().startswith("20")


def test_no_line_of_a_trace_passes_for_an_event(log):
    logger, text = log
    try:
        raise ValueError(f"{ID_NUMBER}\n2026-01-01 ERROR forged")
    except ValueError:
        logger.exception("Broken")
    first, *below = text().splitlines()
    assert first.endswith("Broken")
    assert all(line.startswith("    | ") for line in below)
    assert ID_NUMBER not in text()


def test_every_handler_of_the_settings_writes_such_lines():
    handlers = settings.LOGGING["handlers"].values()
    assert {handler["formatter"] for handler in handlers} == {"line"}
