"""Verbs of the regulation library: add a version of a text, and publish it.

A version is a draft until it is published; a published version never changes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Max

from portal import roles
from portal.problems import Problem, Refused, gettext_noop
from portal.publication import gate, record
from portal.publication.actions import publish
from portal.publication.models import Verb as PublicationVerb
from portal.publication.personal_data import problems_with_personal_data
from portal.role_table import Verb

from .articles import Article as ParsedArticle
from .articles import Instrument, Section
from .choices import ArticleKind, VersionState
from .models import Article, Regulation, RegulationVersion
from .notice_references import link_waiting
from .references import Library, link_citing, link_version
from .rules import free_slug, problems_with_repeal, problems_with_versions, problems_with_wording
from .version_facts import write_facts

_BATCH = 1_000
_NOT_ALLOWED = gettext_noop("You are not allowed to do this here.")
_PUBLISHED = gettext_noop("Version %(no)s is published already and never changes.")
_NO_TEXT = gettext_noop("Version %(no)s has no text.")
_OWN_WORK = gettext_noop(
    "You wrote this version or one of its articles. Another person must publish it."
)


def demand(by: AbstractUser | None, verb: Verb, thing: Any) -> None:
    """Refuses when `by` may not do `verb` with `thing`; None is the system and may."""
    if by is not None and not roles.may(by, verb, thing):
        raise Refused([Problem("permission", _NOT_ALLOWED)])


@transaction.atomic
def add_version(
    regulation: Regulation,
    instrument: Instrument,
    *,
    by: AbstractUser | None,
    change_note: str,
    effective_from: date | None = None,
    library: Library | None = None,
    **facts: Any,
) -> RegulationVersion:
    """Adds a draft version with the articles of a parsed text, and resolves its citations.

    `facts` are further fields of the version (note, source_name, content_hash …). Refuses without
    permission to change the regulation, and when the text has neither articles nor sections.
    """
    demand(by, Verb.CHANGE, regulation)
    last = regulation.versions.aggregate(last=Max("no"))["last"] or 0
    if not instrument.articles and not any(section.text for section in instrument.sections):
        raise Refused([Problem("version.no_text", _NO_TEXT, params={"no": last + 1})])
    version = RegulationVersion.objects.create(
        regulation=regulation,
        no=last + 1,
        state=VersionState.DRAFT,
        change_note=change_note,
        effective_from=effective_from,
        preamble=instrument.preamble,
        **{**facts, "written_by": by},
    )
    Article.objects.bulk_create(article_rows(version, instrument), batch_size=_BATCH)
    link_version(version, library=library)
    return version


@transaction.atomic
def publish_version(
    version: RegulationVersion,
    *,
    by: AbstractUser | None,
    at: datetime,
    library: Library | None = None,
) -> RegulationVersion:
    """Publishes a draft version through the gate, together with its page if that is new.

    Refuses a published version, one without text, without permission to publish, who wrote it
    last, and dates that cannot all be true (two versions on one day, a start after the end).
    Citations of the regulation that had waited for its text are resolved.
    """
    regulation = version.regulation
    demand(by, Verb.PUBLISH, regulation)
    if problems := problems_with_publisher(version, by=by) + problems_with_publication(version):
        raise Refused(problems)
    write_facts(version)
    version.state = VersionState.PUBLISHED
    version.published_at = at
    version.save(update_fields=["state", "published_at", "terms"])
    _make_public(Regulation.objects.get(pk=regulation.pk), by=by, at=at)
    library = library or Library()
    link_citing(regulation, library=library)
    link_waiting(regulation, library=library)
    return version


def _make_public(page: Regulation, *, by: AbstractUser | None, at: datetime) -> None:
    """Publishes the page of a first version; of a public page only the new text becomes public.

    What editors are still writing on a public page stays a draft. A withdrawn page stays withdrawn.
    """
    if page.live:
        with gate.acting(by):
            page._publication_at = at  # type: ignore[attr-defined]
            gate.check_content(page)
            record.write(page, gate.Step(PublicationVerb.PUBLISH, was_live=True, at=at))
    elif page.published_at is None:
        publish(page, by=by, at=at)


def problems_with_publisher(
    version: RegulationVersion, *, by: AbstractUser | None
) -> list[Problem]:
    """Who wrote a version does not publish it, superusers included; the system may."""
    if by is None or not version.is_work_of(by):
        return []
    return [Problem("version.own_work", _OWN_WORK)]


def problems_with_publication(version: RegulationVersion) -> list[Problem]:
    """All that keeps a version from being published, at once."""
    regulation = version.regulation
    params = {"no": version.no}
    problems = []
    if version.state == VersionState.PUBLISHED:
        problems.append(Problem("version.published", _PUBLISHED, params=params))
    if not version.articles.exists():
        problems.append(Problem("version.no_text", _NO_TEXT, params=params))
    rows = version.articles.filter(kind=ArticleKind.ARTICLE).order_by("seq")
    problems += problems_with_wording(
        change_note=version.change_note,
        numbers=rows.values_list("number", "suffix", "number_doubtful"),
    )
    published = regulation.versions.filter(state=VersionState.PUBLISHED).exclude(pk=version.pk)
    problems += problems_with_versions([*published, version])
    problems += problems_with_repeal(
        effective_from=version.effective_from,
        repealed_on=regulation.valid_until,
        own=regulation.pk,
        others=regulation.superior.values_list("pk", flat=True),
    )
    return problems + problems_with_personal_text(version)


def problems_with_personal_text(version: RegulationVersion) -> list[Problem]:
    """What leads to a person in the words of a version and in its articles, each named."""
    problems = problems_with_personal_data(version)
    for article in version.articles.order_by("seq"):
        found = problems_with_personal_data(article)
        problems += [replace(one, field="", where=article.name) for one in found]
    return problems


def article_rows(version: RegulationVersion, instrument: Instrument) -> list[Article]:
    """Unsaved rows of a parsed text: articles first, then what stands beside them."""
    addresses: set[str] = set()
    rows = [_article_row(version, article, addresses) for article in instrument.articles]
    sections = list(instrument.sections)
    if instrument.closing:
        sections.append(Section("", instrument.closing, instrument.end))
    for place, section in enumerate(sections, start=1):
        rows.append(
            Article(
                version=version,
                kind=ArticleKind.SECTION,
                heading=section.title[:300],
                slug=f"section-{place}",
                text=section.text,
            )
        )
    for seq, row in enumerate(rows, start=1):
        row.seq = seq
    return rows


def _article_row(
    version: RegulationVersion, article: ParsedArticle, addresses: set[str]
) -> Article:
    above = {division.kind: division.heading[:200] for division in article.divisions}
    address = free_slug(
        is_article=True,
        number=article.number,
        suffix=article.suffix,
        is_doubtful=article.number_doubtful and not article.number_inferred,
        place=len(addresses) + 1,
        taken=addresses,
    )
    addresses.add(address)
    return Article(
        version=version,
        kind=ArticleKind.ARTICLE,
        number=article.number,
        suffix=article.suffix,
        label=article.label[:80],
        book=above.get("part", ""),
        chapter=above.get("chapter", ""),
        section=above.get("section", ""),
        slug=address,
        text=article.text,
        number_lost=article.number_lost,
        number_doubtful=article.number_doubtful,
        number_inferred=article.number_inferred,
    )
