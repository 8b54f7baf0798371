"""Publicity (公示): what is put before residents so that they can object, and when it ends."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from portal.models import CalendarDay, RuleSetting
from portal.pages import notice_rules
from portal.pages.choices import NoticeKind, PublicityState, PublicitySubject
from portal.pages.notice_rules import WORKING_DAYS_KEY, PublicityPeriod
from portal.problems import Problem
from portal.workdays import DayKind, WorkCalendar

HELP_SUBJECT = _("It decides how many working days the publicity stands at least.")
HELP_OBJECTION = _("Where an objection is taken in person, with street and room.")


class PublicityTerms(models.Model):
    """When a matter is publicised and how one objects (公示期、异议渠道); part of a notice.

    A list of persons is shown up to and including `takedown_on`. After that its text is for staff
    only, whether or not anything has run: what is shown is asked when it is shown.
    """

    publicity_subject = models.CharField(
        _("what is publicised"),
        max_length=12,
        choices=PublicitySubject,
        default=PublicitySubject.GENERAL,
        blank=True,
    )
    publicity_from = models.DateField(_("publicised from"), null=True, blank=True)
    publicity_to = models.DateField(
        _("publicised until"), null=True, blank=True, help_text=_("The last day counts.")
    )
    objection_phone = models.CharField(_("telephone for objections"), max_length=40, blank=True)
    objection_address = models.CharField(_("place for objections"), max_length=200, blank=True)
    objection_hours = models.CharField(_("hours for objections"), max_length=120, blank=True)
    objection_email = models.EmailField(_("e-mail for objections"), blank=True)
    has_personal_list = models.BooleanField(
        _("this is a list of persons"),
        default=False,
        help_text=_(
            "Mask every name (张*) and write no numbers of documents, telephones or addresses. "
            "What stands in a column or after a label is checked before the list becomes public."
        ),
    )
    takedown_on = models.DateField(
        _("last day of the list"),
        null=True,
        blank=True,
        help_text=_("After this day title, number, dates and result stay; the list is gone."),
    )
    list_removed_at = models.DateTimeField(null=True, editable=False)

    demanded_fields: tuple[str, ...] = (
        "publicity_from",
        "publicity_to",
        "objection_phone",
        "objection_hours",
        "objection_address",
        "takedown_on",
    )
    publicity_panels = [
        MultiFieldPanel(
            [
                FieldPanel("publicity_subject", help_text=HELP_SUBJECT),
                FieldRowPanel([FieldPanel("publicity_from"), FieldPanel("publicity_to")]),
                FieldRowPanel([FieldPanel("objection_phone"), FieldPanel("objection_hours")]),
                FieldPanel("objection_address", help_text=HELP_OBJECTION),
                FieldPanel("objection_email"),
            ],
            heading=_("Publicity: its time, and how to object"),
            attrs={"data-notice-kinds": NoticeKind.PUBLICITY.value},
        ),
        MultiFieldPanel(
            [FieldPanel("has_personal_list"), FieldPanel("takedown_on")],
            heading=_("List of persons"),
            attrs={"data-notice-kinds": f"{NoticeKind.PUBLICITY} {NoticeKind.RESULT}"},
        ),
    ]

    class Meta:
        abstract = True

    @property
    def masks_names(self) -> bool:
        """Whether names and homes must be masked as well as numbers."""
        return bool(self.has_personal_list)

    @property
    def publicity_period(self) -> PublicityPeriod:
        """The time of the publicity; without days for other kinds of notices."""
        if self.kind != NoticeKind.PUBLICITY:  # type: ignore[attr-defined]
            return PublicityPeriod(None, None)
        return PublicityPeriod(self.publicity_from, self.publicity_to)

    @property
    def publicity_state(self) -> PublicityState | None:
        """Ahead, running or ended today; None for what is no publicity."""
        period = self.publicity_period
        return period.state(timezone.localdate()) if period.last else None

    @property
    def is_list_down(self) -> bool:
        """Whether the list of persons is over, so that its text is shown to nobody."""
        return notice_rules.is_list_down(
            has_personal_list=self.has_personal_list,
            takedown_on=self.takedown_on,
            today=timezone.localdate(),
        )

    @property
    def list_ends_at(self) -> datetime | None:
        """The instant at which the list ends, while it is still up."""
        if not self.has_personal_list or self.takedown_on is None or self.is_list_down:
            return None
        day = notice_rules.list_ends_on(self.takedown_on)
        return timezone.make_aware(datetime.combine(day, time.min))

    def publicity_problems(self, *, published_on: date) -> list[Problem]:
        """What the publicity lacks to become public on a day."""
        first, last = self.publicity_from, self.publicity_to
        return [
            *notice_rules.problems_with_period(
                self.publicity_period,
                published_on=published_on,
                minimum=minimum_days(self.publicity_subject, on=published_on),
                calendar=calendar_between(first, last) if first and last else WorkCalendar({}),
            ),
            *notice_rules.problems_with_objection(
                phone=self.objection_phone,
                address=self.objection_address,
                hours=self.objection_hours,
                basis=self.basis,  # type: ignore[attr-defined]
            ),
        ]


def minimum_days(subject: str, *, on: date) -> int | None:
    """How many working days a publicity of `subject` stands at least; None when not entered.

    The rule setting `publicity.working_days_minimum` (政府采购法实施条例 第三十八条: five working
    days; 社会救助领域基层政务公开标准目录: seven for social relief).
    """
    return RuleSetting.objects.number_of(WORKING_DAYS_KEY, on=on, scope=subject)


def calendar_between(first: date, last: date) -> WorkCalendar:
    """The entered kinds of the days from `first` to `last`."""
    days = CalendarDay.objects.filter(date__range=(first, last))
    return WorkCalendar.of(days.values_list("date", "kind"))


def with_days_left(notices: models.QuerySet[Any], *, today: date) -> models.QuerySet[Any]:
    """Adds `days_known` and `workdays_left`: days after today up to the end of the publicity.

    Counted in the statement that reads the notice, so that no page pays a query more.
    """
    ahead = CalendarDay.objects.filter(date__gt=today, date__lte=OuterRef("publicity_to"))
    counted = ahead.order_by().annotate(every=Value(1)).values("every")
    return notices.annotate(
        days_known=Subquery(counted.annotate(n=Count("pk")).values("n")),
        workdays_left=Subquery(
            counted.annotate(n=Count("pk", filter=Q(kind=DayKind.WORKDAY))).values("n")
        ),
    )


def working_days_left(notice: Any, *, today: date) -> int | None:
    """Working days after today until the publicity ends; None when not all days are entered.

    Takes a notice read by `with_days_left`; a preview, which is not, asks the calendar.
    """
    span = (notice.publicity_to - today).days
    if span <= 0:
        return 0
    if not hasattr(notice, "days_known"):
        kinds = list(calendar_between(today, notice.publicity_to).days.items())
        ahead = [kind for day, kind in kinds if day > today]
        return ahead.count(DayKind.WORKDAY) if len(ahead) == span else None
    return (notice.workdays_left or 0) if notice.days_known == span else None


LISTS_OVER = Q(list_removed_at__isnull=True) | Q(list_removed_at__date__lte=F("takedown_on"))
"""Lists of persons whose taking down has not been recorded since their last day."""
