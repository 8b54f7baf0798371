"""What windows add to the desk: too few hours, staff or posts, missing rules, gaps in the roster.

Three statements, whatever is entered: centres, their hours, communities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail import hooks

from portal import roles
from portal.desk import Group, Line, Tone, Urgency
from portal.desk.lines import MOST
from portal.models import RuleSetting
from portal.opening_hours import OpeningSpan
from portal.pages.choices import UnitKind
from portal.pages.hours import HOURS_RULE
from portal.pages.models import Centre, OpeningHours, OrganisationUnit
from portal.problems import Problem
from portal.role_table import Verb
from portal.signals import DESK_PARTS

from . import roster_rules, window_rules
from .choices import PostKind, RuleSlotKind
from .models import Duty, Post, RuleSlot, Window, WindowHours

SETTINGS = {
    "urban_each": "staff.urban_households_each",
    "urban_minimum": "staff.urban_minimum",
    "rural_each": "staff.rural_households_each",
    "rural_minimum": "staff.rural_minimum",
    "standing_number": "post.standing_number",
    "special_maximum": "post.special_maximum",
}
OCCUPANCY = "community.occupancy_percent"
CENTRES_LOOKED_AT = 200
"""A desk of the whole city looks at so many centres; that of a community has a few."""
RULES_NAMED = 3
"""So many missing rules are named on a line; of more it says how many."""


def _keeps(user: Any, model: Any) -> bool:
    return roles.has_verb(user, Verb.CHANGE, model._meta.label_lower)


# --- Centres: staff, posts, rules ---------------------------------------------------------------
@hooks.register(DESK_PARTS)
def centres(user: Any) -> Iterator[Line]:
    """What a centre in reach lacks in people, posts and rules; no setting, no word."""
    if _keeps(user, RuleSlot):
        rows = _centres(user, timezone.localdate())[:CENTRES_LOOKED_AT]
        yield from islice((line for row in rows for line in _lines_of(row)), MOST)


def _centres(user: Any, today: date) -> QuerySet[Any]:
    texts = RuleSlot.objects.filter(centre=OuterRef("pk"), regulation__live=True)
    posts = Post.objects.filter(centre=OuterRef("pk")).order_by().values("centre")
    settings = {name: RuleSetting.objects.value_of(key, on=today) for name, key in SETTINGS.items()}
    return roles.visible_to(user, Centre.objects.filter(community__live=True)).annotate(
        place_kind=F("community__kind"),
        households=F("community__households"),
        **{f"posts_{kind}": _count(posts.filter(kind=kind)) for kind in PostKind.values},
        **{f"rule_{kind}": Exists(texts.filter(kind=kind)) for kind in RuleSlotKind.values},
        **settings,
    )


def _count(rows: QuerySet[Any]) -> Any:
    counted = rows.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _lines_of(centre: Any) -> Iterator[Line]:
    for problem in _with_staff(centre):
        yield _line(centre, problem, reverse("centres:edit", args=[centre.pk]))
    if centre.standing_number and centre.special_maximum:
        for problem in window_rules.problems_with_posts(
            standing=centre.posts_standing,
            special=centre.posts_special,
            standing_number=int(centre.standing_number),
            special_maximum=int(centre.special_maximum),
        ):
            yield _line(centre, problem, reverse("posts:index"))
    named = {kind for kind in RuleSlotKind.values if getattr(centre, f"rule_{kind}")}
    missing = window_rules.missing_rules(named)
    if missing:
        yield _missing(centre, missing)


def _with_staff(centre: Any) -> list[Problem]:
    each = getattr(centre, f"{centre.place_kind}_each")
    minimum = getattr(centre, f"{centre.place_kind}_minimum")
    if not each or not minimum or centre.households is None:
        return []
    norm = window_rules.StaffNorm(int(each), int(minimum))
    return window_rules.problems_with_staff(
        staff=centre.staff, households=centre.households, norm=norm
    )


def _missing(centre: Any, missing: list[RuleSlotKind]) -> Line:
    names = _(", ").join(str(kind.label) for kind in missing[:RULES_NAMED])
    values = {"count": len(missing), "names": names}
    more = len(missing) > RULES_NAMED
    words = _("%(count)d rules are not published: %(names)s …") if more else (
        _("Rules not published: %(names)s")
    )  # fmt: skip
    return _standing(f"{centre.name}：{words % values}", reverse("centre-rules:add"))


def _line(centre: Any, problem: Problem, url: str) -> Line:
    return _standing(f"{centre.name}：{problem}", url)


def _standing(words: str, url: str) -> Line:
    """What is not as it must be, until somebody mends it."""
    return Line(
        words=words, url=url, group=Group.WAITING, verb=_("Put it right"), tone=Tone.LAMP,
        tag=_("Service centre"), urgency=Urgency.REVIEW,
    )  # fmt: skip


# --- Hours --------------------------------------------------------------------------------------
@hooks.register(DESK_PARTS)
def weekly_hours(user: Any) -> Iterator[Line]:
    """Centres in reach that are open too few hours a week, all their windows counted together."""
    if not _keeps(user, Window):
        return
    weeks: dict[tuple[int, str], list[OpeningSpan]] = {}
    minimum, joint = "", None
    for centre, name, limit, day, weekday, opens, closes in _hours(user, timezone.localdate()):
        minimum, joint = limit or "", day
        weeks.setdefault((centre, name), []).append(OpeningSpan(weekday, opens, closes))
    lines = (line for key, week in weeks.items() for line in _week_lines(key, week, minimum, joint))
    yield from islice(lines, MOST)


def _hours(user: Any, today: date) -> Iterable[Any]:
    """Rows of centres and windows in one statement, those of the first centres of the reach."""
    limit = RuleSetting.objects.value_of(HOURS_RULE, on=today)
    looked_at = roles.visible_to(user, Centre.objects.filter(community__live=True))
    keys = looked_at.order_by("pk").values("pk")[:CENTRES_LOOKED_AT]
    joint = RuleSetting.objects.value_of(roster_rules.JOINT_WEEKDAY_KEY, on=today)
    names = ("owner", "called", "limit", "joint", "weekday", "opens", "closes")
    parts = [
        model.objects.order_by()
        .filter(**{f"{way}__in": Centre.objects.filter(pk__in=keys)})
        .annotate(owner=F(f"{way}__pk"), called=F(f"{way}__name"), limit=limit, joint=joint)
        .values_list(*names)
        for model, way in ((OpeningHours, "centre"), (WindowHours, "window__centre"))
    ]
    return parts[0].union(parts[1], all=True)


def _week_lines(
    key: tuple[int, str], week: list[OpeningSpan], minimum: str, joint: str | None
) -> Iterator[Line]:
    """Too few hours, and a centre that is shut while all its staff are to be there."""
    problems = []
    if minimum:
        problems = window_rules.problems_with_week(week, minimum_hours=Decimal(minimum))[:1]
    day = roster_rules.joint_weekday(joint)
    problems += roster_rules.problems_with_joint_day(day, {span.weekday for span in week})
    url = reverse("centres:edit", args=[key[0]])
    for problem in problems:
        yield _standing(f"{key[1]}：{problem}", url)


# --- Communities: the roster, a committee -------------------------------------------------------
@hooks.register(DESK_PARTS)
def communities(user: Any) -> Iterator[Line]:
    """Gaps in the roster of the coming days, and communities that are due to have a committee."""
    if not _keeps(user, Duty):
        return
    today = timezone.localdate()
    for place in _communities(user, today)[:MOST]:
        yield from _roster_lines(place, today)
        limit = place.occupancy_limit
        if limit:
            for problem in window_rules.problems_with_occupancy(
                occupancy=place.occupancy_percent,
                limit=int(limit),
                has_committee=place.has_committee,
            ):
                words = _("no residents' committee yet")
                url = reverse("wagtailadmin_pages:edit", args=[place.pk])
                yield _standing(f"{place.title}：{words}（{problem}）", url)


def _communities(user: Any, today: date) -> QuerySet[Any]:
    """Those in reach with a gap or without a committee that is due."""
    days = roster_rules.roster_days(today)
    duties = Duty.objects.filter(community=OuterRef("pk"))
    covered = {f"duty_{n}": Exists(duties.filter(date=day)) for n, day in enumerate(days)}
    committees = OrganisationUnit.objects.filter(community=OuterRef("pk"), kind=UnitKind.COMMITTEE)
    served = Centre.objects.filter(Q(community=OuterRef("pk")) | Q(shared_by=OuterRef("pk")))
    gap = Q(has_centre=True) & ~Q(**dict.fromkeys(covered, True))
    limit = RuleSetting.objects.value_of(OCCUPANCY, on=today)
    rows = (
        roles.communities_for(user)
        .filter(live=True)
        .annotate(
            has_centre=Exists(served),
            has_committee=Exists(committees),
            occupancy_limit=limit,
            limit_number=Cast(limit, IntegerField()),
            **covered,
        )
    )
    due = Q(has_committee=False, occupancy_percent__gte=F("limit_number"))
    return rows.filter(gap | due).order_by("path")


def _roster_lines(place: Any, today: date) -> Iterator[Line]:
    days = roster_rules.roster_days(today)
    on_duty = {day for n, day in enumerate(days) if getattr(place, f"duty_{n}")}
    gaps = roster_rules.gaps_in_roster(on_duty, first=today)
    if not place.has_centre or not gaps:
        return
    values = {"days": len(gaps), "first": date_format(gaps[0], "MONTH_DAY_FORMAT")}
    is_late = gaps[0] == today
    yield Line(
        words=f"{place.title}：{_('Nobody is on duty on some days')}",
        detail=_("%(days)d days of the next two weeks, the first is %(first)s") % values,
        url=f"{reverse('duty-roster:gaps')}?community={place.pk}",
        at=timezone.make_aware(datetime.combine(gaps[0], time(8))),
        group=Group.LATE if is_late else Group.SOON, tone=Tone.LATE if is_late else Tone.PLAIN,
        verb=_("Fill the roster"),
    )  # fmt: skip
