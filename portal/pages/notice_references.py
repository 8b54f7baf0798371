"""Which regulations a notice cites (通知引用法规), written with the notice in one transaction."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.citations import Citation, aliases_in, find_citations
from portal.prepared import NOBODYS_KEY, Prepared

from .models import Notice, NoticeReference, Regulation
from .references import Library, title_key
from .rules import plain

_STORED = Prepared(
    lambda notice: NoticeReference.objects.filter(notice=notice).values_list("pk"), NOBODYS_KEY
)


def link_notice(notice: Notice, *, library: Library | None = None) -> int:
    """Writes the citations of one notice anew; says how many lead to a text of the library."""
    cited = _cited(notice)
    if _STORED.rows(notice.pk):
        NoticeReference.objects.filter(notice=notice).delete()
    if not cited:
        return 0
    library = library or Library()
    rows = [
        NoticeReference(
            notice=notice,
            target=library.find(one.title, near=notice),
            target_title=one.title[:255],
            number=one.number,
            suffix=one.suffix,
        )
        for one in cited
    ]
    NoticeReference.objects.bulk_create(rows)
    return sum(row.target is not None for row in rows)


def _cited(notice: Notice) -> list[Citation]:
    """Each cited place once; a personal list that is over cites nothing."""
    text = "\n".join(plain(part) for part in (notice.summary, notice.body, notice.basis))
    if "《" not in text or notice.is_list_down:
        return []
    found = find_citations(text, aliases_in(text))
    titled = [one for one in found if one.scope == "titled" and one.title]
    return list({(one.title, one.number, one.suffix): one for one in titled}.values())


def link_waiting(regulation: Regulation, *, library: Library) -> int:
    """Resolves what notices cite of a regulation whose text has just arrived."""
    key = title_key(regulation.title)
    waiting = NoticeReference.objects.filter(target=None).select_related("notice")
    found = [row for row in waiting if title_key(row.target_title) == key]
    for row in found:
        row.target = library.find(row.target_title, near=row.notice)
    NoticeReference.objects.bulk_update(found, ["target"], batch_size=500)
    return len(found)


def citing_notices(regulation: Regulation) -> QuerySet[Notice]:
    """Public notices that cite the regulation, newest first."""
    keys = NoticeReference.objects.filter(target=regulation.pk).values("notice")
    return (
        Notice.objects.open_to_all()
        .filter(pk__in=keys)
        .only("title", "url_path", "listed_on", "language")
        .order_by("-listed_on", "-pk")
    )
