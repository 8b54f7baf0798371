"""Questions about public pages that can be answered on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from html import unescape
from re import sub
from typing import Protocol, TypeVar

from portal.problems import Problem, gettext_noop


def plain(text: str) -> str:
    """The words of a rich text without its marks."""
    return unescape(sub(r"<[^>]*>", " ", text)).strip()


def speakable(text: str) -> str:
    """A text without the signs that XML cannot hold: feeds and Word documents would not open.

    They come along when text is pasted from slides or read from PDF; nobody sees them.
    """
    return sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def problems_with_notice(
    *, title: str, text: str, issuer: str, is_historical: bool, original_date: date | None
) -> list[Problem]:
    """What a notice lacks: words, an issuer, and for historical material its own date."""
    problems = []
    if not title.strip():
        problems.append(
            Problem("notice.title_missing", gettext_noop("A title is needed."), field="title")
        )
    if not plain(text):
        message = gettext_noop("The notice has no text yet.")
        problems.append(Problem("notice.text_missing", message, field="body"))
    if not issuer.strip():
        message = gettext_noop("Say who issues this, with the full name.")
        problems.append(Problem("notice.issuer_missing", message, field="issuer"))
    if is_historical and original_date is None:
        message = gettext_noop("Historical material needs its original date.")
        problems.append(Problem("notice.original_date_missing", message, field="original_date"))
    return problems


def problems_with_directory(
    *, has_centre: bool, has_hours: bool, is_founded: bool
) -> list[Problem]:
    """What the page of a service centre lacks: the centre, its hours, and that it was set up.

    The district government decides that it is set up and files that (贵阳市社区工作条例 第八条);
    every centre has hours in which it is open (北京市社区服务站建设管理办法 第十七条).
    """
    problems = []
    if not has_centre:
        message = gettext_noop("Enter the service centre with address and telephone first.")
        problems.append(Problem("directory.centre_missing", message))
    elif not has_hours:
        message = gettext_noop("Enter the opening hours of the service centre first.")
        problems.append(Problem("directory.hours_missing", message))
    if not is_founded:
        message = gettext_noop("Record first who set up the service centre, and when.")
        problems.append(Problem("directory.founding_missing", message))
    return problems


class DatedVersion(Protocol):
    """A version of a regulation as far as its dates go; both ends inclusive."""

    no: int
    effective_from: date | None
    effective_to: date | None


V = TypeVar("V", bound=DatedVersion)


def version_on(versions: Iterable[V], on: date) -> V | None:
    """The version that holds on a day: the latest that has started and not ended by then.

    Until the first dated version begins, the last one without dates (an import nobody has verified
    yet) stands for the text, so that no later text is shown in its place; once one has begun, there
    is none on a day that no version fits.
    """
    ordered = sorted(versions, key=lambda version: version.no)
    started = [
        version
        for version in ordered
        if version.effective_from is not None
        and version.effective_from <= on
        and (version.effective_to is None or on <= version.effective_to)
    ]
    if started:
        return max(started, key=lambda version: (version.effective_from, version.no))
    if any(one.effective_from is not None and one.effective_from <= on for one in ordered):
        return None
    return next((one for one in reversed(ordered) if one.effective_from is None), None)


def problems_with_versions(versions: Iterable[DatedVersion]) -> list[Problem]:
    """Versions that cannot all hold: one ends before it starts, or two hold on the same day.

    A version without an end ends when the next one starts; versions without a start are not
    compared. Both ends are inclusive.
    """
    dated = [version for version in versions if version.effective_from is not None]
    ordered = sorted(dated, key=lambda version: (version.effective_from, version.no))
    problems = [_ends_early(one) for one in ordered if one.effective_to is not None]
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before.effective_from == after.effective_from or (
            before.effective_to is not None
            and after.effective_from is not None
            and before.effective_to >= after.effective_from
        ):
            message = gettext_noop("Versions %(old)s and %(new)s would be in force on one day.")
            params = {"old": before.no, "new": after.no}
            problems.append(Problem("version.overlap", message, "effective_from", params))
    return [problem for problem in problems if problem is not None]


def _ends_early(version: DatedVersion) -> Problem | None:
    start, end = version.effective_from, version.effective_to
    if start is None or end is None or start <= end:
        return None
    message = gettext_noop("Version %(no)s would end on %(end)s, before it starts on %(start)s.")
    params = {"no": version.no, "end": end, "start": start}
    return Problem("version.ends_before_start", message, "effective_to", params)


def problems_with_repeal(
    *, effective_from: date | None, repealed_on: date | None, own: int | None, others: Iterable[int]
) -> list[Problem]:
    """A regulation that starts after it was repealed, or that repeals or ranks above itself.

    `own` and `others` are keys of regulations: this one, and those it is said to replace or to
    rest on.
    """
    problems = []
    if effective_from and repealed_on and effective_from > repealed_on:
        message = gettext_noop("It would come into force on %(start)s, after its end on %(end)s.")
        params = {"start": effective_from, "end": repealed_on}
        problems.append(Problem("regulation.starts_after_end", message, "valid_until", params))
    if own is not None and own in set(others):
        message = gettext_noop("A regulation cannot repeal itself or rank above itself.")
        problems.append(Problem("regulation.repeals_itself", message, "superior"))
    return problems


def problems_with_wording(
    *, change_note: str, numbers: Iterable[tuple[int | None, int, bool]]
) -> list[Problem]:
    """A version that does not say what changed, or that has one number twice without a doubt mark.

    `numbers` are number, suffix (之一 = 1) and doubt mark of each article in order.
    """
    problems = []
    if not change_note.strip():
        message = gettext_noop("Say in one sentence what changed in this version.")
        problems.append(Problem("version.change_note_missing", message, field="change_note"))
    certain = Counter((no, suffix) for no, suffix, is_doubtful in numbers if no and not is_doubtful)
    repeated = [_number_in_words(*key) for key, count in certain.items() if count > 1]
    if repeated:
        message = gettext_noop(
            "These numbers stand twice: %(numbers)s. Correct them or mark them as doubtful."
        )
        params = {"numbers": "、".join(repeated)}
        problems.append(Problem("version.number_repeated", message, params=params))
    return problems


def _number_in_words(number: int, suffix: int) -> str:
    return f"{number}-{suffix}" if suffix else str(number)


def free_slug(
    *,
    is_article: bool,
    number: int | None,
    suffix: int,
    is_doubtful: bool,
    place: int,
    taken: Collection[str],
) -> str:
    """The address of an article or section that no other row of the version has.

    article-19, article-19-1 (之一); a doubtful number leaves that address to the right article; an
    article without a number is lost-<place>, a section section-<place>.
    """
    if not is_article:
        address = f"section-{place}"
    elif number is None:
        address = f"lost-{place}"
    else:
        address = f"article-{_number_in_words(number, suffix)}" + "-doubtful" * is_doubtful
    free, copies = address, 1
    while free in taken:
        copies += 1
        free = f"{address}-copy{copies}"
    return free
