"""Questions about centres, their people and their days that can be answered on paper."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from portal.privacy import has_mobile
from portal.problems import Problem, gettext_noop

USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
_STATION_NAME = re.compile(r".+(?:街道|乡|镇|鄉|鎮).+(?:社区|社區|村).*(?:服务站|服務站)")
_NOTE = re.compile(r"[（(][^（）()]*[)）]$")
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]{2,12}")
_MASKED = re.compile(r"[*＊×某○]")
_FORMS_OF_ADDRESS = re.compile(
    "(?:女士|先生|老师|老師|同志|书记|書記|主任|站长|站長|组长|組長|队长|隊長|师傅|師傅|医生|醫生|大夫"
    "|护士|護士|律师|律師|警官|民警|社工|委员|委員|网格员|網格員|调解员|調解員)$"
)


def problems_with_office_phone(number: str, *, field: str = "phone") -> list[Problem]:
    """A public number is an office number: a mobile (1[3-9] and nine more digits) is refused.

    A mobile leads to a person. What is not needed for the purpose is not published (中华人民共和国
    个人信息保护法 第六条).
    """
    if not has_mobile(number):
        return []
    message = gettext_noop("This looks like a mobile number. Give an office telephone.")
    return [Problem("phone.mobile", message, field)]


def problems_with_display_name(name: str) -> list[Problem]:
    """On a card stands a masked name (张**) or a surname with a form of address (张老师), no more.

    中华人民共和国个人信息保护法 第二十五条: nothing is made public without separate consent.
    """
    text = unicodedata.normalize("NFKC", name).strip()
    problems = []
    if any(sign.isdigit() for sign in text):
        message = gettext_noop("A name has no digits.")
        problems.append(Problem("contact.name_has_digits", message, "display_name"))
    is_full = not _FORMS_OF_ADDRESS.search(text) and not _MASKED.search(text)
    if is_full and _HAN_NAME.fullmatch(text):
        message = gettext_noop(
            "Give a surname with a form of address (张老师) or a masked name (张**)."
        )
        problems.append(Problem("contact.name_not_masked", message, "display_name"))
    return problems


def problems_with_head(*, name: str, post: str, consents: bool) -> list[Problem]:
    """Who heads a centre is told by post; a name needs the post, and that the person has agreed.

    中华人民共和国个人信息保护法 第二十五条: nothing is made public without separate consent.
    """
    problems = []
    if name.strip() and not post.strip():
        message = gettext_noop("Give the post as well.")
        problems.append(Problem("centre.head_post_missing", message, "head_post"))
    if name.strip() and not consents:
        message = gettext_noop(
            "Without the person's agreement the name stays out; the post is enough."
        )
        problems.append(Problem("centre.head_not_agreed", message, "head_name"))
    return problems


def problems_with_uscc(code: str) -> list[Problem]:
    """A unified social credit code (统一社会信用代码): 18 signs, the last one calculated.

    By GB 32100-2015: digits and capitals without I, O, S, V, Z; weights are the powers of 3
    modulo 31; the check sign makes the weighted sum a multiple of 31. Which authority or district
    the first signs name is not asked: codes of every kind of body are let through.
    """
    if not code:
        return []
    if len(code) != USCC_LENGTH or any(sign not in USCC_SIGNS for sign in code):
        message = gettext_noop(
            "A credit code has 18 digits and capitals, none of them I, O, S, V, Z."
        )
        return [Problem("centre.uscc_form", message, "uscc")]
    if uscc_check_sign(code[:-1]) != code[-1]:
        message = gettext_noop("The last sign of the credit code does not fit; a sign is mistyped.")
        return [Problem("centre.uscc_check", message, "uscc")]
    return []


def uscc_check_sign(signs: str) -> str:
    """The eighteenth sign for the first seventeen (GB 32100-2015)."""
    total = sum(USCC_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(signs))
    return USCC_SIGNS[-total % 31]


def problems_with_position(latitude: object, longitude: object) -> list[Problem]:
    """A position has both numbers or none."""
    if (latitude is None) == (longitude is None):
        return []
    message = gettext_noop("Give latitude and longitude together, or neither.")
    return [Problem("centre.half_a_position", message, "latitude")]


def problems_with_sharing(*, model: str, many_villages: str, sharers: int) -> list[Problem]:
    """One station for several villages (多村一站) names them; other stations serve one only.

    北京市社区服务站建设管理办法 第七条.
    """
    if model == many_villages and not sharers:
        message = gettext_noop("Name the communities that share this station.")
        return [Problem("centre.sharers_missing", message, "shared_by")]
    if model != many_villages and sharers:
        message = gettext_noop("Only one station for several villages is shared.")
        return [Problem("centre.shared_without_model", message, "shared_by")]
    return []


def station_name_is_usual(name: str) -> bool:
    """Whether a station is called ××街道（乡镇）××（村）社区服务站.

    北京市社区服务站建设管理办法 第八条; a remark in brackets at the end does not count.
    """
    return bool(_STATION_NAME.fullmatch(_NOTE.sub("", name.strip())))


def problems_with_special_days(
    days: Iterable[tuple[date, time | None, time | None]],
) -> list[Problem]:
    """Days that are shut and open at once, have half a span, or spans that overlap.

    A row is a date with opening and closing time; neither means shut all day.
    """
    by_day: dict[date, list[tuple[time | None, time | None]]] = defaultdict(list)
    for day, opens, closes in days:
        by_day[day].append((opens, closes))
    return [problem for day, rows in sorted(by_day.items()) for problem in _with_day(day, rows)]


def _with_day(day: date, rows: list[tuple[time | None, time | None]]) -> list[Problem]:
    params = {"day": day.isoformat()}
    spans = sorted((opens, closes) for opens, closes in rows if opens and closes)
    if any((opens is None) != (closes is None) for opens, closes in rows):
        message = gettext_noop("%(day)s: give both times, or neither when the centre is shut.")
        return [Problem("special_day.half", message, params=params)]
    if spans and len(spans) < len(rows):
        message = gettext_noop("%(day)s is entered as shut and as open.")
        return [Problem("special_day.shut_and_open", message, params=params)]
    if any(opens >= closes for opens, closes in spans):
        message = gettext_noop("%(day)s: the closing time must be later than the opening time.")
        return [Problem("special_day.reversed", message, params=params)]
    if any(after[0] < before[1] for before, after in zip(spans, spans[1:], strict=False)):
        message = gettext_noop("%(day)s: two opening times overlap.")
        return [Problem("special_day.overlapping", message, params=params)]
    return []


def is_above_itself(unit: int, above: Iterable[int], lines: Mapping[int, Iterable[int]]) -> bool:
    """Whether `unit` would stand above itself when it hangs on `above`.

    `lines` gives for every unit those it hangs on.
    """
    waiting, seen = list(above), set[int]()
    while waiting:
        one = waiting.pop()
        if one == unit:
            return True
        if one not in seen:
            seen.add(one)
            waiting += lines.get(one, ())
    return False


def problems_with_pictures(words: Mapping[str, tuple[bool, str]]) -> list[Problem]:
    """Pictures nobody can hear about; by the field of its words whether there is one, and these.

    中华人民共和国无障碍环境建设法 article 32.
    """
    message = gettext_noop("Say in words what the plan shows.")
    return [
        Problem("centre.plan_without_words", message, field)
        for field, (is_there, said) in words.items()
        if is_there and not said.strip()
    ]


def problems_with_plan(
    *,
    words: Mapping[str, tuple[str, int]],
    sides: Mapping[str, str],
    entrance: str,
) -> list[Problem]:
    """Words too long for the sketch, things without a side.

    `words` gives by field the name and how many letters fit; two Latin letters take the room of
    one Han character.
    """
    problems = []
    for field, (name, most) in words.items():
        if sum(1 if sign.isascii() else 2 for sign in name) > 2 * most:
            message = gettext_noop("At most %(most)s characters fit into the sketch.")
            problems.append(Problem("centre.plan_too_long", message, field, {"most": most}))
    for field, side in sides.items():
        if words[field][0] and not side:
            message = gettext_noop("Say on which side it lies.")
            problems.append(Problem("centre.plan_side_missing", message, f"{field}_side"))
    has_street = any(name for field, (name, _) in words.items() if field.startswith("street_"))
    if has_street and not entrance:
        message = gettext_noop("Say on which side the entrance is.")
        problems.append(Problem("centre.plan_entrance_missing", message, "entrance"))
    return problems


# --- People -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class StaffNorm:
    """How many people a station needs (人员配备标准): one for so many households, never fewer."""

    households_each: int
    minimum: int


def staff_needed(households: int, norm: StaffNorm) -> int:
    """People needed for so many households; a begun share counts as a whole one.

    北京市社区服务站建设管理办法 article 18: in a city one for 500 households, three up to 1,500; in
    the country one for 300, two up to 600. How to round is not laid down; up is the safer way.
    """
    return max(norm.minimum, -(-households // norm.households_each))


def staff_norm(each: int | None, minimum: int | None) -> StaffNorm | None:
    """The norm as two rule settings give it; None where one is missing or nought."""
    return StaffNorm(each, minimum) if each and minimum else None
