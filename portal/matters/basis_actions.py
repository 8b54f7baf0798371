"""The verb of legal bases: somebody has looked at the text in force, and the matter agrees."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from portal import roles
from portal.problems import Problem, Refused, gettext_noop
from portal.role_table import Verb

from .basis_reading import judged
from .basis_rules import WORDS, BasisState
from .models import EntryBasis, LegalBasis, ProcedureBasis
from .models.basis import version_now

_NOT_ALLOWED = gettext_noop("You are not allowed to do this here.")
LASTING = (BasisState.REPEALED, BasisState.NOT_IN_FORCE, BasisState.GONE)
"""What looking does not mend: another text must be cited."""


def holder_of(basis: LegalBasis) -> Any:
    """The entry or procedure that rests on it."""
    return basis.entry if isinstance(basis, EntryBasis) else basis.procedure  # type: ignore[attr-defined]


def may_review(user: Any, basis: LegalBasis) -> bool:
    """Whether a person keeps what rests on it."""
    return roles.may(user, Verb.CHANGE, holder_of(basis))


@transaction.atomic
def review(basis: EntryBasis | ProcedureBasis, *, by: AbstractUser | None) -> None:
    """Marks the version in force as seen. Refuses a text that holds no more: cite another one."""
    if by is not None and not may_review(by, basis):
        raise Refused([Problem("permission", _NOT_ALLOWED)])
    state = judged([basis], timezone.localdate())[basis.pk]
    if state in LASTING:
        raise Refused([Problem(f"basis.{state}", WORDS[state])])
    basis.seen_version = version_now(basis.regulation_id)
    type(basis).objects.filter(pk=basis.pk).update(seen_version=basis.seen_version)
    seen = {"basis": str(basis), "version": basis.seen_version}
    log(instance=holder_of(basis), action="wagtail.edit", user=by, data=seen)
