"""Windows, their hours, posts with their holders, and who is on duty (窗口、岗位、值班)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from portal.matters.choices import PostKind
from portal.models import Community
from portal.pages.choices import Weekday
from portal.pages.models import Centre, ContactAssignment

from .catalogue import Matter


class Window(ClusterableModel):
    """A counter of a centre (窗口) with the matters done there; without hours the centre's hold."""

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="windows", verbose_name=_("centre")
    )
    no = models.CharField(_("number of the window"), max_length=10)
    name = models.CharField(_("name"), max_length=80)
    matters = ParentalManyToManyField(
        Matter, blank=True, related_name="windows", verbose_name=_("matters")
    )
    posted_from = models.CharField(_("posted by (派驻单位)"), max_length=120, blank=True)
    phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    low_counter = models.BooleanField(_("low counter (低位柜台)"), default=False)
    sign_language = models.BooleanField(_("sign language (手语)"), default=False)
    large_print = models.BooleanField(_("large print (大字材料)"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        ordering = ["centre_id", "order", "no", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "no"],
                name="window_number_once",
                violation_error_message=_("The centre has a window of this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.name}"


class WindowHours(models.Model):
    """One span of a weekday in which a window is open (窗口开放时间)."""

    window = ParentalKey(Window, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("hours of a window")
        verbose_name_plural = _("hours of windows")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=models.F("opens")),
                name="window_opens_before_it_closes",
                violation_error_message=_("The closing time must be later than the opening time."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class WindowClosure(models.Model):
    """A date on which a window is shut or has other hours (窗口特殊日), with the reason."""

    window = ParentalKey(Window, on_delete=models.CASCADE, related_name="closures")
    date = models.DateField(_("date"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=80)

    class Meta:
        verbose_name = _("special day of a window")
        verbose_name_plural = _("special days of windows")
        ordering = ["date", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(closes__gt=models.F("opens")),
                name="closure_shut_or_a_span",
                violation_error_message=_("The closing time must be later than the opening time."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"


class Post(models.Model):
    """A post of a centre with its holder A and stand-in B, who are not the same (AB岗).

    Six standing posts, and at most two special ones that the street office approves
    (北京市社区服务站建设管理办法 article 11).
    """

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="posts", verbose_name=_("centre")
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=PostKind, default=PostKind.STANDING)
    a_holder = models.ForeignKey(
        ContactAssignment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts_held",
        verbose_name=_("holder A"),
    )
    b_holder = models.ForeignKey(
        ContactAssignment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts_stood_in",
        verbose_name=_("holder B"),
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("post at a centre")
        verbose_name_plural = _("posts")
        ordering = ["centre_id", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(a_holder__isnull=True)
                | Q(b_holder__isnull=True)
                | ~Q(a_holder=models.F("b_holder")),
                name="stand_in_is_another_person",
                violation_error_message=_("Holder A and holder B must be two persons."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """Who is on duty on a day (值班): a card of the community, with a stand-in and office phone."""

    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="duties", verbose_name=_("community")
    )
    date = models.DateField(_("date"))
    shift = models.CharField(_("shift"), max_length=40, default="全天")
    holder = models.ForeignKey(
        ContactAssignment,
        on_delete=models.PROTECT,
        related_name="duties_held",
        verbose_name=_("on duty"),
    )
    backup = models.ForeignKey(
        ContactAssignment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="duties_backed",
        verbose_name=_("stand-in"),
    )
    phone = models.CharField(_("office telephone"), max_length=40)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duty roster")
        ordering = ["date", "shift", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "date", "shift"],
                name="one_duty_for_a_shift",
                violation_error_message=_("This shift has somebody on duty already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.shift}"
