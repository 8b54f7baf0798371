"""Questions about public notices of every kind that can be answered on paper.

Days are local days and count inclusively; instants are aware. What the law counts in working days
is counted by `portal.workdays`, which never guesses a day that has not been entered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.pages.choices import NoticeKind, PublicityState
from portal.problems import Problem, Refused, gettext_noop
from portal.workdays import WorkCalendar

WORKING_DAYS_KEY = "publicity.working_days_minimum"
"""The rule setting that says how many working days a publicity stands; its scope is the subject."""

RESERVED_SLUGS = frozenset({"archive", "feed", "subscribe"})
"""Words of addresses below a notice section that no notice may take."""

_FILE = re.compile(r'linktype="document"|<embed\b|href="[^"]*/(?:documents|media)/', re.IGNORECASE)
"""A file or picture of this portal, chosen or by its address."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PublicityPeriod:
    """The time in which a publicity stands (公示期), both days included; a missing day is None."""

    first: date | None
    last: date | None

    def state(self, today: date) -> PublicityState:
        """Ahead, running or ended on the day `today`; a period without days has ended."""
        if self.last is None or today > self.last:
            return PublicityState.ENDED
        if self.first is not None and today < self.first:
            return PublicityState.AHEAD
        return PublicityState.RUNNING


def problems_with_period(
    period: PublicityPeriod, *, published_on: date, minimum: int | None, calendar: WorkCalendar
) -> list[Problem]:
    """What is wrong with the time of a publicity.

    It begins on the day of publication or later, never before (a date may not be pretended), and
    holds at least `minimum` working days after its first day, which is not counted (Civil Code
    民法典 article 201). `minimum` is the rule setting `publicity.working_days_minimum`: by default
    five working days as for single-source purchases (政府采购法实施条例 article 38), seven for
    social relief (社会救助领域基层政务公开标准目录); None when the setting is missing. Days of the
    calendar that have not been entered are a problem, never guessed.
    """
    if period.first is None or period.last is None:
        return [
            Problem(
                "notice.publicity_day_missing",
                gettext_noop("Enter the first and the last day of the publicity."),
                field=name,
            )
            for name, day in (("publicity_from", period.first), ("publicity_to", period.last))
            if day is None
        ]
    problems = []
    if period.first < published_on:
        message = gettext_noop(
            "The publicity cannot begin before it is published, on %(day)s or later."
        )
        params = {"day": published_on.isoformat()}
        problems.append(Problem("notice.publicity_backdated", message, "publicity_from", params))
    return problems + _problems_with_length(period.first, period.last, minimum, calendar)


def _problems_with_length(
    first: date, last: date, minimum: int | None, calendar: WorkCalendar
) -> list[Problem]:
    """Too short, reversed, not countable, or without the number that the law asks for."""
    if minimum is None:
        message = gettext_noop("The rule setting %(key)s has not been entered.")
        return [Problem("rule_setting.missing", message, params={"key": WORKING_DAYS_KEY})]
    if last < first:
        message = gettext_noop("The last day of the publicity lies before its first day.")
        return [Problem("notice.publicity_reversed", message, field="publicity_to")]
    try:
        days = calendar.working_days_between(first, last)
    except Refused as refusal:
        return [_at_field(problem, "publicity_to") for problem in refusal.problems]
    if days >= minimum:
        return []
    message = gettext_noop(
        "The publicity holds %(days)s working days after its first day; at least %(minimum)s are "
        "needed."
    )
    params = {"days": days, "minimum": minimum}
    return [Problem("notice.publicity_too_short", message, "publicity_to", params)]


def _at_field(problem: Problem, field: str) -> Problem:
    return Problem(problem.code, problem.message, field, problem.params, problem.where)


def problems_with_objection(*, phone: str, address: str, hours: str, basis: str) -> list[Problem]:
    """What readers must be told to be able to object: telephone, place, hours; and the basis."""
    messages = {
        "objection_phone": (phone, gettext_noop("Say at which telephone number one can object.")),
        "objection_address": (address, gettext_noop("Say at which place one can object.")),
        "objection_hours": (hours, gettext_noop("Say at which hours objections are taken.")),
        "basis": (basis, gettext_noop("Say on which legal basis this is publicised.")),
    }
    return [
        Problem(f"notice.{name}_missing", message, field=name)
        for name, (value, message) in messages.items()
        if not value.strip()
    ]


def problems_with_personal_list(
    *, takedown_on: date | None, period: PublicityPeriod, summary: str, body: str
) -> list[Problem]:
    """What is wrong with a list of persons: it must be possible to take it down, and on which day.

    A file or a picture would stay behind when the text goes, and the summary travels further than
    the portal (feeds, previews): the list stands in the text alone.
    """
    problems = []
    if takedown_on is None:
        message = gettext_noop("A list of persons needs the day after which it is taken down.")
        problems.append(Problem("notice.takedown_missing", message, field="takedown_on"))
    elif period.last is not None and takedown_on < period.last:
        message = gettext_noop("The list cannot be taken down before the publicity has ended.")
        problems.append(Problem("notice.takedown_early", message, field="takedown_on"))
    if not summary.strip():
        message = gettext_noop(
            "Write a summary without names: it is shown where the list itself must not be."
        )
        problems.append(Problem("notice.summary_missing", message, field="summary"))
    if _FILE.search(body):
        message = gettext_noop(
            "Write the list into the text: a file or a picture could not be taken down with it."
        )
        problems.append(Problem("notice.list_in_file", message, field="body"))
    return problems


def problems_with_list_brought_back(*, has_personal_list: bool, was_removed: bool) -> list[Problem]:
    """A list that was taken down stays a list of persons: unmarked, its names would come back."""
    if has_personal_list or not was_removed:
        return []
    message = gettext_noop(
        "The list of this notice has been taken down: leave it marked. Other text is a new notice."
    )
    return [Problem("notice.list_brought_back", message, field="has_personal_list")]


def is_list_down(*, has_personal_list: bool, takedown_on: date | None, today: date) -> bool:
    """Whether a list of persons is over on the day `today`; its last day is `takedown_on`.

    A list without a day is down: it should never have become public.
    """
    return has_personal_list and (takedown_on is None or today > takedown_on)


def list_ends_on(takedown_on: date) -> date:
    """The first day without the list."""
    return takedown_on + _ONE_DAY


def problems_with_emergency(
    *,
    severity: int | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    published_at: datetime,
    what_to_do: str,
    phone: str,
) -> list[Problem]:
    """What an emergency notice lacks: how grave, from when to when, what to do, whom to call.

    The end is never open, and it lies after the publication: a banner that nobody ends frightens.
    """
    given = {
        "severity": (severity, gettext_noop("Say how grave the emergency is.")),
        "starts_at": (starts_at, gettext_noop("Say from when the emergency holds.")),
        "ends_at": (ends_at, gettext_noop("Say when the emergency ends; it can be moved later.")),
        "what_to_do": (what_to_do.strip(), gettext_noop("Say in one sentence what to do.")),
        "emergency_phone": (phone.strip(), gettext_noop("Say which number to call.")),
    }
    problems = [
        Problem(f"notice.{name}_missing", message, field=name)
        for name, (value, message) in given.items()
        if not value
    ]
    if starts_at and ends_at and ends_at <= starts_at:
        message = gettext_noop("The end must be later than the start.")
        problems.append(Problem("notice.emergency_reversed", message, field="ends_at"))
    elif ends_at and ends_at <= published_at:
        message = gettext_noop("The emergency would be over before it is published.")
        problems.append(Problem("notice.emergency_over", message, field="ends_at"))
    return problems


def problems_with_scope(*, is_of_city: bool, affected: Iterable[object]) -> list[Problem]:
    """Only the city may name several communities; a community speaks for itself."""
    if is_of_city or not list(affected):
        return []
    message = gettext_noop("A community's notice holds in that community; choose no others.")
    return [Problem("notice.foreign_communities", message, field="affected")]


def problems_with_answer(*, kind: str, answers: object, stands_alone: bool) -> list[Problem]:
    """A result says which notice it answers, or that it answers none of this portal."""
    if kind != NoticeKind.RESULT or answers or stands_alone:
        return []
    message = gettext_noop("Choose the notice whose result this is, or say that there is none.")
    return [Problem("notice.answers_missing", message, field="answers")]


def problems_with_slug(slug: str) -> list[Problem]:
    """Some words of addresses below a section are its own."""
    if slug not in RESERVED_SLUGS:
        return []
    message = gettext_noop("This word of the address belongs to the section; choose another.")
    return [Problem("notice.slug_reserved", message, field="slug")]
