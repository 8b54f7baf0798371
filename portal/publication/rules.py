"""Questions about publication and about what residents send in that can be answered on paper."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from portal.privacy import looks_personal
from portal.problems import Problem, gettext_noop

LONGEST_TEXT = 500
LONGEST_PATH = 300
SHORTEST_WRITING = timedelta(seconds=3)
MOST_AN_HOUR = 5


def problems_with_report(*, page: str, text: str) -> list[Problem]:
    """What keeps a report of an error from being taken; `page` is a path on this portal, or empty.

    A report needs no word about its writer, so numbers of people are refused rather than kept
    (个人信息保护法 第六条: no more than the purpose needs).
    """
    problems = []
    if not page:
        message = gettext_noop("Give the address of a page of this portal; it begins with /.")
        problems.append(Problem("report.page_missing", message, field="page"))
    if not text.strip():
        message = gettext_noop("Say in a few words what is wrong.")
        problems.append(Problem("report.text_missing", message, field="text"))
    elif len(text) > LONGEST_TEXT:
        message = gettext_noop("This is %(count)s characters long; %(most)s are enough for us.")
        params = {"count": len(text), "most": LONGEST_TEXT}
        problems.append(Problem("report.text_too_long", message, "text", params))
    elif looks_personal(text):
        message = gettext_noop(
            "Please leave out telephone numbers, identity numbers and mail addresses, of others "
            "too: we do not need them. If a number on the page is wrong, say which one it is."
        )
        problems.append(Problem("report.personal_data", message, field="text"))
    return problems


def problems_with_answer(*, is_answered: bool, answer: str, public_text: str) -> list[Problem]:
    """What an answer lacks: words; and what goes to the public names nobody's numbers."""
    problems = []
    if is_answered and not answer.strip():
        message = gettext_noop("Say in one sentence what came of it.")
        problems.append(Problem("report.answer_missing", message, field="answer"))
    for field, text in (("answer", answer), ("public_text", public_text)):
        if looks_personal(text):
            message = gettext_noop("This is for the public: leave out personal numbers.")
            problems.append(Problem("report.answer_personal", message, field=field))
    return problems


def local_path(address: str, *, hosts: set[str]) -> str:
    """The path on this portal that an address names; empty for anything else.

    Takes `/path`, and whole addresses of one of `hosts`; query and fragment are left out.
    """
    address = address.strip()
    for scheme in ("https://", "http://"):
        if address.lower().startswith(scheme):
            host, slash, rest = address[len(scheme) :].partition("/")
            address = slash + rest if host.lower() in hosts and slash else ""
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    is_local = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_local and path.isprintable() and len(path) <= LONGEST_PATH else ""


def was_written_too_fast(started_at: datetime, *, at: datetime) -> bool:
    """Whether nobody could have read the form and written in that time."""
    return at - started_at < SHORTEST_WRITING


def problems_with_approver(
    *, approver: int, author: int | None, submitter: int | None
) -> list[Problem]:
    """What keeps a person (by key) from approving a text: having written or submitted it.

    Superusers are no exception.
    """
    if approver == author:
        message = gettext_noop("You wrote this yourself. Another person must approve it.")
        return [Problem("approval.own_work", message)]
    if approver == submitter:
        message = gettext_noop("You submitted this yourself. Another person must approve it.")
        return [Problem("approval.own_submission", message)]
    return []
