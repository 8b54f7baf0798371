"""Rules that are no numbers (规则参数), told to those who keep them: on the desk, and by health.

A form takes no such value, but a database may hold one that came another way. Until somebody enters
a number the one before it holds; where there is none, the rule counts as not entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal import roles
from portal.desk import Door, Tally, Urgency
from portal.health import Part
from portal.models import RuleSetting
from portal.reference_data import rules_of_the_law
from portal.role_table import Verb

KEY = "unreadable-rules"
MOST = 50


def unreadable() -> Any:
    """The values that should hold today and cannot be reckoned with."""
    return RuleSetting.objects.unreadable(on=timezone.localdate(), known=rules_of_the_law())


def tallies(user: Any) -> Iterator[Tally]:
    """How many there are; for those who enter rules."""
    if _keeps_rules(user):
        yield Tally(
            KEY, unreadable(), "", _of_rules, reverse("desk_go", args=[KEY]), _("Enter"),
            _("Rules"), Urgency.STOPPED,
        )  # fmt: skip


def doors() -> Iterator[Door]:
    """Which ones, by name."""
    words = gettext_lazy("Rules that are no numbers: enter a new value")
    yield Door(KEY, "", words, _keeps_rules, _named, on_desk=False, is_list=True)


def parts() -> Iterator[Part]:
    """Named for an operator too."""
    found = [f"{row.key} = {row.value}" for row in unreadable()[:MOST]]
    yield Part("rules", not found, {"unreadable": found})


def _keeps_rules(user: Any) -> bool:
    return roles.has_verb(user, Verb.ADD, RuleSetting._meta.label_lower)


def _named(user: Any) -> Sequence[tuple[str, str]]:
    url = reverse("rule-settings:add")
    return [(f"{row}（{row.effective_from}）", url) for row in unreadable()[:MOST]]


def _of_rules(count: int) -> str:
    words = ngettext(
        "%(count)d rule is no number: the portal reckons with the value before it",
        "%(count)d rules are no numbers: the portal reckons with the values before them",
        count,
    )
    return words % {"count": count}
