"""The centres of a community: where they are, who heads them, when they are open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.images.models import Filter

from portal.models import Community, RuleSetting
from portal.pages import centre_rules
from portal.pages.choices import CentreKind, ServiceModel, Side, Weekday
from portal.pages.plan import MOST_LETTERS_POINT, MOST_LETTERS_STREET, PlanFacts
from portal.problems import Problem

PLAN_SIZE = "max-1200x1200"


def office_phone(number: str) -> None:
    """Refuses the number of a mobile where an office telephone is asked for."""
    for problem in centre_rules.problems_with_office_phone(number):
        raise ValidationError(str(problem), code=problem.code)


def by_field(problems: list[Problem]) -> dict[str, str]:
    """Problems as a form shows them: each beside its field."""
    return {problem.field: str(problem) for problem in problems}


def _norm(part: str, column: str, on: date) -> models.Case:
    """A part of the norm for people at work, by whether the community is a town's or a village's.

    The norm rests on what its households rest on.
    """
    name = "minimum" if part == "minimum" else "households_each"
    of = getattr(RuleSetting.objects, column)
    town, village = (of(f"staff.{kind}_{name}", on=on) for kind in ("urban", "rural"))
    urban = models.When(community__kind=Community.Kind.URBAN, then=town)
    return models.Case(urban, default=village)


class CentreQuerySet(models.QuerySet["Centre"]):
    """Reads as: the centres that serve a community, with their hours."""

    def serving(self, path: str) -> CentreQuerySet:
        """The centres of the community at this tree path, and those others share with it."""
        return self.filter(models.Q(community__path=path) | models.Q(shared_by__path=path))

    def with_hours(self) -> CentreQuerySet:
        """One row per opening hours and sharing community (None where there are none).

        Adds `weekday`, `opens`, `closes`, `sharer` and `interim_manager` (keys of communities).
        """
        return (
            self.select_related("plan_picture")
            .annotate(
                weekday=models.F("opening_hours__weekday"),
                opens=models.F("opening_hours__opens"),
                closes=models.F("opening_hours__closes"),
                sharer=models.F("shared_by"),
                interim_manager=models.F("community__interim_manager"),
            )
            .order_by("pk", "weekday", "opens")
        )

    def with_staff_norm(self, on: date) -> CentreQuerySet:
        """Adds `households` and what the rule settings ask of a centre in such a place.

        `norm_each`, `norm_minimum` and `norm_basis` are as `centre_rules.staff_norm` reads them.
        """
        parts = {"each": "number_in", "minimum": "number_in", "basis": "basis_in"}
        norms = {f"norm_{part}": _norm(part, column, on) for part, column in parts.items()}
        return self.annotate(households=models.F("community__households"), **norms)


class Centre(ClusterableModel):
    """A service centre or station (社区服务中心、社区服务站) of a community, shared or its own."""

    official_numbers = ("uscc",)

    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="centres", verbose_name=_("community")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CentreKind, default=CentreKind.CENTRE)
    model = models.CharField(
        _("model of the station"),
        max_length=14,
        choices=ServiceModel,
        blank=True,
        help_text=_("Whether the station serves one community or several villages."),
    )
    shared_by = ParentalManyToManyField(
        Community,
        blank=True,
        related_name="shared_centres",
        verbose_name=_("also serves"),
        help_text=_("The other communities of a station for several villages."),
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("A station is usually called ××街道××社区服务站."),
    )
    uscc = models.CharField(
        _("unified social credit code (统一社会信用代码)"),
        max_length=18,
        blank=True,
        help_text=_("Leave it empty when the centre has none of its own."),
    )
    address = models.CharField(_("address"), max_length=200)
    street = models.CharField(_("street on the door plate"), max_length=40, blank=True)
    house_no = models.CharField(_("house number on the door plate"), max_length=12, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, validators=[office_phone])
    hotline = models.CharField(_("hotline"), max_length=40, blank=True, validators=[office_phone])
    supervisor_org = models.CharField(_("supervising body"), max_length=120, blank=True)
    host_unit = models.CharField(_("host unit"), max_length=120, blank=True)

    staff = models.PositiveSmallIntegerField(
        _("people at work"),
        null=True,
        blank=True,
        help_text=_("All who work for the centre; how many are needed depends on the households."),
    )

    head_post = models.CharField(
        _("post of the head"), max_length=60, blank=True, help_text=_("Such as: 服务中心主任.")
    )
    head_name = models.CharField(
        _("name of the head"),
        max_length=40,
        blank=True,
        help_text=_("Only when the person has agreed to be named; the post is enough."),
    )
    head_consents = models.BooleanField(_("the person has agreed to be named"), default=False)
    head_phone = models.CharField(
        _("office telephone of the head"), max_length=40, blank=True, validators=[office_phone]
    )

    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Of the entrance, in degrees (WGS 84); south is negative."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Of the entrance, in degrees (WGS 84); west is negative."),
    )
    position_note = models.CharField(
        _("what the position marks"), max_length=80, blank=True, help_text=_("Such as: 正门坡道口.")
    )
    plan_image = models.ForeignKey(
        "portal.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("plan"),
        help_text=_("A drawn or photographed plan; without one the portal draws a sketch."),
    )
    plan_alt = models.CharField(
        _("the plan in words"),
        max_length=300,
        blank=True,
        help_text=_("What the plan shows, for those who cannot see it."),
    )
    plan_picture = models.ForeignKey(
        "portal.Rendition", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    floor_image = models.ForeignKey(
        "portal.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("floor plan of the hall"),
        help_text=_("Where in the hall each window is; stands above the windows."),
    )
    floor_alt = models.CharField(
        _("the floor plan in words"),
        max_length=300,
        blank=True,
        help_text=_("Such as: 进门左边是1号、2号窗口，右边是等候区."),
    )
    floor_picture = models.ForeignKey(
        "portal.Rendition", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    way = models.CharField(
        _("how to get there"),
        max_length=300,
        blank=True,
        help_text=_("By bus, on foot, where a wheelchair gets in, where to park."),
    )
    street_north = models.CharField(_("street in the north"), max_length=24, blank=True)
    street_east = models.CharField(_("street in the east"), max_length=24, blank=True)
    street_south = models.CharField(_("street in the south"), max_length=24, blank=True)
    street_west = models.CharField(_("street in the west"), max_length=24, blank=True)
    entrance = models.CharField(_("entrance in the"), max_length=5, choices=Side, blank=True)
    landmark = models.CharField(_("landmark across the street"), max_length=24, blank=True)
    landmark_side = models.CharField(_("landmark in the"), max_length=5, choices=Side, blank=True)
    bus_stop = models.CharField(_("bus stop"), max_length=24, blank=True)
    bus_stop_side = models.CharField(_("bus stop in the"), max_length=5, choices=Side, blank=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("service centre")
        verbose_name_plural = _("service centres")
        ordering = ["community_id", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses half a position, a mistyped code, a name without agreement, a mute plan."""
        super().clean()
        problems = [
            *centre_rules.problems_with_uscc(self.uscc),
            *centre_rules.problems_with_position(self.latitude, self.longitude),
            *centre_rules.problems_with_head(
                name=self.head_name, post=self.head_post, consents=self.head_consents
            ),
            *centre_rules.problems_with_pictures(
                {
                    "plan_alt": (bool(self.plan_image_id), self.plan_alt),
                    "floor_alt": (bool(self.floor_image_id), self.floor_alt),
                }
            ),
            *centre_rules.problems_with_plan(**self._plan_words()),
        ]
        if problems:
            raise ValidationError(by_field(problems))

    def _plan_words(self) -> dict[str, Any]:
        """What the sketch would say, by field, with the room there is for it."""
        streets = {f"street_{side}": getattr(self, f"street_{side}") for side in Side.values}
        return {
            "words": {
                **{name: (text, MOST_LETTERS_STREET) for name, text in streets.items()},
                "landmark": (self.landmark, MOST_LETTERS_POINT),
                "bus_stop": (self.bus_stop, MOST_LETTERS_POINT),
            },
            "sides": {"landmark": self.landmark_side, "bus_stop": self.bus_stop_side},
            "entrance": self.entrance,
        }

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the plans at hand in the size in which they are shown: no reader waits for them."""
        with transaction.atomic():
            self.plan_picture = self._picture_of(self.plan_image) if self.plan_image else None
            self.floor_picture = self._picture_of(self.floor_image) if self.floor_image else None
            super().save(*args, **kwargs)

    @staticmethod
    def _picture_of(image: Any) -> Any:
        """The stored picture in the size shown; asked of the database, not of Wagtail's cache."""
        made = image.renditions.filter(filter_spec=PLAN_SIZE).first()
        return made or image.create_rendition(Filter(spec=PLAN_SIZE))

    @property
    def head(self) -> str:
        """Who heads the centre, as far as it may be told: the post, and the name by agreement."""
        return f"{self.head_post} {self.head_name if self.head_consents else ''}".strip()

    @property
    def position(self) -> str:
        """Latitude and longitude as people copy them; empty when unknown."""
        if self.latitude is None or self.longitude is None:
            return ""
        return f"{self.latitude.normalize():f},{self.longitude.normalize():f}"

    @property
    def hall(self) -> tuple[Any, str]:
        """The picture above the windows and its words: the floor plan, or else the other plan."""
        if self.floor_picture:
            return self.floor_picture, self.floor_alt
        return self.plan_picture, self.plan_alt

    @property
    def plan(self) -> PlanFacts:
        """What the sketch shows."""
        return PlanFacts(
            streets={side: getattr(self, f"street_{side}") for side in Side.values},
            entrance=self.entrance,
            landmark=self.landmark,
            landmark_side=self.landmark_side,
            bus_stop=self.bus_stop,
            bus_stop_side=self.bus_stop_side,
        )


class OpeningHours(models.Model):
    """One span of a weekday in which a centre is open (开放时间)."""

    centre = ParentalKey(Centre, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="hours_open_before_they_close",
                violation_error_message=_("The closing time must be later than the opening time."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class SpecialDay(models.Model):
    """A date on which a centre is shut or has other hours (特殊日), with the reason.

    Without times the centre is shut all day; several rows of a date are its spans.
    """

    centre = ParentalKey(Centre, on_delete=models.CASCADE, related_name="special_days")
    date = models.DateField(_("date"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=80)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["date", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True)
                | models.Q(closes__gt=models.F("opens")),
                name="special_day_shut_or_a_span",
                violation_error_message=_("The closing time must be later than the opening time."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"
