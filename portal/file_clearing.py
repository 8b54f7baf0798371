"""A person judges what was found in a file (附件确认): hidden parts, or what looks personal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.file_rights import FILES
from portal.models import FileClearance, FileVersion
from portal.problems import Problem, Refused, gettext_noop

NO_REASON = gettext_noop("Say in one sentence why this may become public.")
SAME_PERSON = gettext_noop(
    "You uploaded this file yourself: what looks like personal data is confirmed by another person."
)
NOTHING = gettext_noop("Nothing in this version waits for a confirmation.")


def confirm(
    version: FileVersion, *, about: str, reason: str, by: Any, at: datetime
) -> FileClearance:
    """Writes down that `by` has judged the hidden parts or the personal data of a version.

    Refuses who may not change the file, an empty reason, and for personal data the person who
    uploaded it, whatever that person's rights.
    """
    allowed = FILES.user_has_permission_for_instance(by, "change", version.document)
    if not allowed:
        raise PermissionDenied
    problems = _problems_with(version, about=about, reason=reason, by=by)
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        return FileClearance.objects.create(
            version=version, about=about, reason=reason.strip(), by=by, at=at
        )


def _problems_with(version: FileVersion, *, about: str, reason: str, by: Any) -> list[Problem]:
    found = {"hidden": version.hidden, "personal": version.personal}.get(about)
    problems = []
    if not found or version.is_cleared(about):
        problems.append(Problem("file.nothing_to_confirm", NOTHING))
    if not reason.strip():
        problems.append(Problem("file.reason_missing", NO_REASON, field="reason"))
    if about == "personal" and version.by_id == by.pk:
        problems.append(Problem("file.same_person", SAME_PERSON))
    return problems
