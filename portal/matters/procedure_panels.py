"""The form of an office procedure, in the order in which a clerk knows the answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
    Panel,
)

from portal.models.open_info import HELP

MOST_WHYS = 10


class CompletenessPanel(Panel):
    """How complete the procedure is, as it was last saved, with the way to what is missing."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one procedure."""

        template_name = "matters/admin/completeness_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds the score and, for each missing element, the id of where it is entered."""
            from .procedure_facts import score_of

            context = super().get_context_data(parent_context)
            context.update(score_of(self.instance))
            for group in ("missing", "helpful"):
                context[group] = [(self._place_of(one.field), one) for one in context[group]]
            return context

        def _place_of(self, field: str) -> str:
            is_row = field in getattr(self.form, "formsets", {})
            return f"id_{field}-ADD" if is_row else f"id_{field}"


class UsefulPanel(Panel):
    """What readers said of the procedure: how many it helped, and what others missed."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one procedure."""

        template_name = "matters/admin/useful_panel.html"

        def is_shown(self) -> bool:
            """Only what readers can have seen."""
            return bool(super().is_shown() and self.instance and self.instance.first_published_at)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds `counts` and the newest reasons (two queries)."""
            context = super().get_context_data(parent_context)
            answers = self.instance.useful_answers
            context["counts"] = answers.counted()
            context["whys"] = list(answers.exclude(why="")[:MOST_WHYS])
            return context


_WHAT = MultiFieldPanel(
    [
        FieldPanel("matter", help_text=_("The matter of the catalogue that is done here.")),
        FieldPanel(
            "summary",
            help_text=_("One or two sentences right under the name: who gets what, and how."),
        ),
        FieldPanel(
            "implementer", help_text=_("The body the law names, such as 区民政局; full name.")
        ),
        FieldPanel(
            "applicants", help_text=_("In a resident's words, such as 年满65周岁的本市老人.")
        ),
        FieldPanel("conditions", help_text=_("One line for each condition.")),
    ],
    heading=_("What it is and for whom"),
)
_BASES = InlinePanel(
    "bases",
    [
        PageChooserPanel("regulation"),
        FieldRowPanel([FieldPanel("title"), FieldPanel("number")]),
    ],
    heading=_("Legal basis (设定依据)"),
    label=_("legal basis"),
    help_text=_(
        "Choose the text from the library and enter the number of the article, such as 12."
    ),
)
_SITUATIONS = InlinePanel(
    "situations",
    [FieldPanel("name")],
    heading=_("Situations (情形)"),
    label=_("situation"),
    help_text=_(
        "Only where not everybody brings the same: 本人来, 家人代办. Residents choose one and see "
        "their own list."
    ),
)
_MATERIALS = InlinePanel(
    "materials",
    [
        FieldPanel(
            "name", help_text=_("What it says on the paper, such as 本人身份证; never 其他材料.")
        ),
        FieldRowPanel([FieldPanel("form"), FieldPanel("copies")]),
        FieldRowPanel([FieldPanel("necessity"), FieldPanel("source")]),
        FieldPanel(
            "situations",
            help_text=_("The names from above, one in each line; empty: everybody brings it."),
        ),
        FieldPanel("note", help_text=_("Such as 看原件，窗口复印.")),
        FieldRowPanel([FieldPanel("sample"), FieldPanel("blank_form")]),
    ],
    heading=_("What to bring (申请材料)"),
    label=_("material"),
    help_text=_("One row for each paper. What the office can look up itself need not be brought."),
)
_STEPS = InlinePanel(
    "steps",
    [
        FieldPanel("name", help_text=_("Such as 到窗口交材料.")),
        FieldRowPanel([FieldPanel("actor"), FieldPanel("duration")]),
        FieldPanel("detail"),
        FieldPanel("excluded_from_limit"),
    ],
    heading=_("Steps (办理流程)"),
    label=_("step"),
    help_text=_("From the resident's first step to the result in the hand."),
)
_LIMITS = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("legal_limit"), FieldPanel("legal_limit_unit")]),
        FieldRowPanel([FieldPanel("promised_limit"), FieldPanel("promised_limit_unit")]),
    ],
    heading=_("How long (时限)"),
    help_text=_("The promise must not be longer than the law says. At once needs no number."),
)
_FEES = [
    FieldPanel("fee_kind"),
    InlinePanel(
        "fees",
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("amount"), FieldPanel("unit")]),
            FieldPanel("basis", help_text=_("The document that allows it, with its number.")),
        ],
        heading=_("What must be paid (收费项目)"),
        label=_("fee"),
        help_text=_("Leave it empty when it is free of charge."),
    ),
]
_DECISION = MultiFieldPanel(
    [
        FieldPanel("decision_place"),
        FieldPanel("next_office", help_text=_("Only when somebody else decides.")),
        FieldRowPanel([FieldPanel("next_office_address"), FieldPanel("next_office_url")]),
    ],
    heading=_("Who decides"),
)
_WHERE = MultiFieldPanel(
    [
        FieldPanel("place", help_text=_("Street, floor and window; a community may add its own.")),
        FieldPanel("hours"),
        FieldRowPanel([FieldPanel("consult_phone"), FieldPanel("complaint_phone")]),
        FieldRowPanel([FieldPanel("online_url"), FieldPanel("visits")]),
    ],
    heading=_("Where, when, and who answers"),
    help_text=_("Numbers of offices only, never of a person's mobile."),
)
_RESULT = MultiFieldPanel(
    [
        FieldPanel("result_name"),
        FieldPanel("result_delivery", help_text=_("Such as 窗口领取 or 邮寄到家.")),
        FieldPanel("result_sample"),
        FieldPanel("remedy", help_text=_("What one can do when it is refused, and until when.")),
    ],
    heading=_("What one gets"),
)
_QUESTIONS = InlinePanel(
    "questions",
    [FieldPanel("question"), FieldPanel("answer")],
    heading=_("Frequent questions (常见问题)"),
    label=_("question"),
)
_CARE = MultiFieldPanel(
    [
        FieldPanel(
            "short_version",
            help_text=_("Three short sentences for large print: who, what to bring, where."),
        ),
        FieldPanel(
            "reviewed_on",
            help_text=_(
                "The day on which somebody last compared all this with reality; after half a year "
                "the desk asks again."
            ),
        ),
    ],
    heading=_("Short version, and last check"),
)
_NUMBERS = MultiFieldPanel(
    [
        FieldRowPanel(
            [
                FieldPanel("issuer", help_text=HELP["issuer"]),
                FieldPanel("doc_no", help_text=HELP["doc_no"]),
            ]
        ),
        FieldRowPanel(
            [
                FieldPanel("validity"),
                FieldPanel("valid_until", help_text=HELP["valid_until"]),
            ]
        ),
        FieldPanel("duty_holder", help_text=HELP["duty_holder"]),
    ],
    heading=_("Open information"),
    classname="collapsed",
)

PANELS = [
    CompletenessPanel(heading=_("How complete it is")),
    _WHAT,
    _SITUATIONS,
    FieldPanel("no_materials"),
    _MATERIALS,
    _STEPS,
    _LIMITS,
    *_FEES,
    _WHERE,
    _DECISION,
    _RESULT,
    _BASES,
    _QUESTIONS,
    _CARE,
    UsefulPanel(heading=_("What readers say")),
    _NUMBERS,
]
