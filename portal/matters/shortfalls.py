"""What centres and communities in reach fall short of (欠缺): people, posts, rules, hours, roster.

Each is a set of rows, to be counted in the statement of the desk's tallies or listed behind a door
(`shortfall_lists`). Nothing is found by a rule setting that is not there.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from portal import roles
from portal.models import Community, RuleSetting
from portal.pages.choices import UnitKind
from portal.pages.hours import HOURS_RULE
from portal.pages.models import Centre, OrganisationUnit

from .choices import PostKind, RuleSlotKind
from .models import Duty, Post, RuleSlot
from .roster_rules import JOINT_WEEKDAY_KEY, ROSTER_DAYS
from .weekly_reading import SOURCES, own_weekly_time, weekly_time

OCCUPANCY = "community.occupancy_percent"


def centres_for(user: Any) -> QuerySet[Centre]:
    """The centres in reach whose communities are public."""
    return roles.visible_to(user, Centre.objects.filter(community__live=True))


def _setting(key: str, on: date) -> Any:
    return RuleSetting.objects.number_in(key, on=on)


def _number(rows: QuerySet[Any], what: Any) -> Any:
    """How many of these rows there are, none counting as 0."""
    counted = rows.order_by().values("centre").annotate(number=what).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# --- Centres ------------------------------------------------------------------------------------
def short_of_staff(user: Any, on: date) -> QuerySet[Any]:
    """Centres with fewer people than the households ask for; as `problems_with_staff` says it."""
    urban = When(community__kind=Community.Kind.URBAN, then=_setting(_STAFF[0], on))
    fewest = When(community__kind=Community.Kind.URBAN, then=_setting(_STAFF[1], on))
    rows = centres_for(user).annotate(
        households=F("community__households"),
        each=Case(urban, default=_setting(_STAFF[2], on)),
        minimum=Case(fewest, default=_setting(_STAFF[3], on)),
    )
    is_short = Q(staff__lt=F("minimum")) | Q(households__gt=F("staff") * F("each"))
    return rows.filter(is_short, households__isnull=False, each__gt=0, minimum__isnull=False)


_STAFF = (
    "staff.urban_households_each",
    "staff.urban_minimum",
    "staff.rural_households_each",
    "staff.rural_minimum",
)


def with_wrong_posts(user: Any, on: date) -> QuerySet[Any]:
    """Centres with too few standing posts or too many special ones; none entered, none judged."""
    posts = Post.objects.filter(centre=OuterRef("pk"))
    rows = centres_for(user).annotate(
        standing=_number(posts.filter(kind=PostKind.STANDING), Count("pk")),
        special=_number(posts.filter(kind=PostKind.SPECIAL), Count("pk")),
        standing_number=_setting("post.standing_number", on),
        special_maximum=_setting("post.special_maximum", on),
    )
    begun = Q(standing__gt=0) | Q(special__gt=0)
    known = Q(standing_number__isnull=False, special_maximum__isnull=False)
    too_many = Q(special__gt=F("special_maximum"))
    return rows.filter(known, too_many | (begun & Q(standing__lt=F("standing_number"))))


def without_rules(user: Any) -> QuerySet[Any]:
    """Centres of which a rule is not published; a text that is not public does not count."""
    slots = RuleSlot.objects.filter(centre=OuterRef("pk"), regulation__live=True)
    rows = centres_for(user).annotate(rules=_number(slots, Count("kind", distinct=True)))
    return rows.filter(rules__lt=len(RuleSlotKind))


def open_too_briefly(user: Any, on: date) -> QuerySet[Any]:
    """Centres that have entered hours, and together with their windows too few in a week."""
    hour = Value(timedelta(hours=1), output_field=DurationField())
    rows = centres_for(user).annotate(
        rule_hours=_setting(HOURS_RULE, on),
        weekly=weekly_time(),
        own=own_weekly_time(),
        enough=ExpressionWrapper(F("rule_hours") * hour, output_field=DurationField()),
    )
    # Windows are looked at only where the centre's own hours are not enough: that costs most.
    is_short = Q(weekly__gt=timedelta(0), weekly__lt=F("enough"))
    judged = Case(When(own__gte=F("enough"), then=False), When(is_short, then=True), default=False)
    return rows.annotate(is_short=judged).filter(is_short=True)


def shut_on_the_joint_day(user: Any, on: date) -> QuerySet[Any]:
    """Centres that have entered hours, and none on the weekday on which all staff are there."""
    weeks = [model.objects.filter(**{way: OuterRef("pk")}) for model, way in SOURCES]
    on_that_day = [rows.filter(weekday=OuterRef("joint") - 1) for rows in weeks]
    rows = centres_for(user).annotate(joint=_setting(JOINT_WEEKDAY_KEY, on))
    is_open = Exists(weeks[0]) | Exists(weeks[1])
    is_open_then = Exists(on_that_day[0]) | Exists(on_that_day[1])
    return rows.filter(is_open, ~is_open_then, joint__range=(1, 7))


# --- Communities --------------------------------------------------------------------------------
def _communities_for(user: Any) -> QuerySet[Community]:
    return roles.communities_for(user).filter(live=True)


def without_duty(user: Any, on: date) -> QuerySet[Any]:
    """Communities with a centre in which nobody is on duty on the day."""
    duties = Duty.objects.filter(community=OuterRef("pk"), date=on)
    return _communities_for(user).filter(_served(), ~Exists(duties))


def with_gap_ahead(user: Any, on: date) -> QuerySet[Any]:
    """Communities with a centre and somebody on duty today, but with a gap in the days to come."""
    days = Duty.objects.filter(community=OuterRef("pk"), date__range=roster_of(on))
    counted = days.order_by().values("community").annotate(n=Count("date", distinct=True))
    rows = _communities_for(user).alias(covered=Subquery(counted.values("n")))
    today = Duty.objects.filter(community=OuterRef("pk"), date=on)
    return rows.filter(_served(), Exists(today), covered__lt=ROSTER_DAYS)


def roster_of(on: date) -> tuple[date, date]:
    """The first and the last day of the roster."""
    return on, on + timedelta(days=ROSTER_DAYS - 1)


def _served() -> Exists:
    """A community has a centre, or shares one."""
    return Exists(Centre.objects.filter(Q(community=OuterRef("pk")) | Q(shared_by=OuterRef("pk"))))


def due_for_a_committee(user: Any, on: date) -> QuerySet[Any]:
    """Communities with so many homes lived in that a committee is due, and there is none."""
    committees = OrganisationUnit.objects.filter(community=OuterRef("pk"), kind=UnitKind.COMMITTEE)
    rows = _communities_for(user).annotate(occupancy_limit=_setting(OCCUPANCY, on))
    return rows.filter(~Exists(committees), occupancy_percent__gte=F("occupancy_limit"))
