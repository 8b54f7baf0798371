"""The demo holds what a visitor is promised, and loading it again changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from portal.demo.files import Shelf
from portal.demo.loading import load_demo
from portal.models import City, Community, SiteSettings
from portal.pages.comparison import compare
from portal.pages.demo.notices import read_notices
from portal.pages.demo.regulations import read_regulations
from portal.pages.models import (
    ArticleReference,
    Centre,
    Notice,
    OrganisationUnit,
    Regulation,
    RegulationVersion,
)
from portal.publication.models import Publication

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "linhe"
TEXTS = sorted(FOLDER.rglob("*.txt"))
PERSONAL = {
    "mobile number": re.compile(r"(?<!\d)1[3-9]\d([ -]?\d){8}(?!\d)"),
    "identity number": re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])|(?<!\d)\d{15}(?!\d)"),
    "e-mail": re.compile(r"[\w.]+@[\w.]+"),
    "address of a web page": re.compile(r"https?:|www\."),
}
AT = timezone.make_aware(datetime(2026, 11, 22, 12, 0))


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[list[str]]:
    """The demo, loaded once by the system on a Sunday, taken back after the last test."""
    var = override_settings(VAR_DIR=tmp_path_factory.mktemp("var"))
    with var, django_db_blocker.unblock(), transaction.atomic():
        call_command("load_calendar", verbosity=0)
        call_command("load_rule_settings", verbosity=0)
        yield load_demo(at=AT, by=None)
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: list[str], db: None) -> list[str]:
    """The loaded demo; what a test changes in it is taken back."""
    return loaded


def communities() -> Iterator[Community]:
    yield from Community.objects.live()


def test_three_communities_in_two_districts_are_marked_as_a_demonstration(demo: list[str]) -> None:
    rows = list(communities())
    assert len(rows) >= 3
    assert len({row.get_parent().pk for row in rows}) >= 2
    assert {row.kind for row in rows} == {"urban", "rural"}
    assert SiteSettings.objects.get().is_demo
    assert "演示" in City.objects.get().title


def test_every_community_has_profile_founding_and_units(demo: list[str]) -> None:
    for community in communities():
        assert community.area_km2 and community.population and community.households
        assert community.boundary_note
        assert community.institution_events.get().filed_on
        kinds = set(community.organisation_units.values_list("kind", flat=True))
        assert len(kinds) >= 4
        assert {"party", "committee", "station", "deliberation", "supervisory"} <= kinds
    assert all(unit.duties for unit in OrganisationUnit.objects.all())


def open_minutes(centre: Centre) -> int:
    """Minutes per week in which a centre is open."""
    return sum(
        (span.closes.hour - span.opens.hour) * 60 + span.closes.minute - span.opens.minute
        for span in centre.opening_hours.all()
    )


def test_every_centre_is_open_forty_hours_and_half_a_day_at_the_weekend(demo: list[str]) -> None:
    for community in communities():
        centre = community.centres.get()
        assert open_minutes(centre) >= 40 * 60
        assert centre.opening_hours.filter(weekday__in=(5, 6)).exists()
        assert centre.phone and centre.hotline and centre.address


def test_every_community_has_a_dozen_notices_over_two_years_in_three_kinds(demo: list[str]) -> None:
    for community in communities():
        live = Notice.objects.live().filter(in_community=community)
        assert live.count() >= 12
        assert set(live.values_list("kind", flat=True)) >= {"notice", "announcement", "result"}
        days = sorted(live.filter(is_historical=False).values_list("listed_on", flat=True))
        assert days[-1] - days[0] > timedelta(days=360)
        first = min(live.values_list("published_at", flat=True))
        assert timedelta(days=650) < AT - first < timedelta(days=750)


def test_the_city_has_eight_notices_that_hold_everywhere(demo: list[str]) -> None:
    assert Notice.objects.live().filter(in_community__isnull=True).count() >= 8


def test_a_withdrawn_notice_answers_410_and_says_why(demo: list[str], client: Client) -> None:
    for community in communities():
        page = Notice.objects.get(in_community=community, live=False)
        row = Publication.objects.get(page=page, verb="withdraw")
        assert row.reason and row.at > page.published_at
        answer = client.get(page.get_url())
        assert answer.status_code == 410
        assert row.reason in answer.content.decode()


def test_historical_material_keeps_its_own_date(demo: list[str]) -> None:
    for community in communities():
        page = Notice.objects.live().get(in_community=community, is_historical=True)
        assert page.original_date == page.listed_on == page.written_on
        assert page.original_date.year < 2012


def test_a_result_notice_comes_after_the_notice_it_answers(demo: list[str]) -> None:
    results = Notice.objects.live().filter(kind="result").select_related("answers")
    assert len(results) >= 6
    for page in results:
        assert page.answers.published_at < page.published_at
        assert page.answers.in_community_id == page.in_community_id


def test_dates_follow_the_day_of_loading(demo: list[str]) -> None:
    page = Notice.objects.get(slug="water-outage")
    assert page.published_at == page.first_published_at
    assert timezone.localdate(page.published_at) == page.written_on
    assert AT - page.published_at < timedelta(days=6)
    assert page.title.startswith("11月28日（星期六）停水")
    assert not Notice.objects.filter(published_at__gt=AT).exists()


def test_document_numbers_count_within_their_series_and_year(demo: list[str]) -> None:
    rows = Notice.objects.filter(doc_no__startswith="青社服通〔2026〕").order_by("published_at")
    numbers = [int(row.doc_no.partition("〕")[2].partition("号")[0]) for row in rows]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 5


def test_index_numbers_follow_publication(demo: list[str]) -> None:
    rows = Notice.objects.order_by("published_at", "index_no").values_list("index_no", flat=True)
    assert list(rows) == sorted(rows)


def test_other_scripts_and_english_are_there_to_be_found(demo: list[str]) -> None:
    languages = list(Notice.objects.live().values_list("language", flat=True))
    assert languages.count("zh-Hant") >= 2
    assert languages.count("en") >= 2


def versions_of(slug: str) -> list[RegulationVersion]:
    """The published versions of one regulation, oldest first."""
    rows = RegulationVersion.objects.filter(regulation__slug=slug, state="published")
    return list(rows.order_by("no"))


def test_there_are_regulations_of_the_city_and_of_every_community(demo: list[str]) -> None:
    live = Regulation.objects.live()
    assert live.filter(in_community__isnull=True).count() >= 3
    assert all(live.filter(in_community=community).exists() for community in communities())
    assert {"in_force", "repealed", "not_yet_in_force"} <= set(
        live.values_list("validity", flat=True)
    )
    assert all("演示" in page.title or "demonstration" in page.title for page in live)


def test_the_measures_of_the_city_have_two_versions_in_six_chapters(demo: list[str]) -> None:
    old, new = versions_of("community-service-measures")
    assert (old.articles.count(), new.articles.count()) == (28, 30)
    assert len(set(new.articles.values_list("chapter", flat=True))) == 6
    assert new.effective_from - old.effective_to == timedelta(days=1)
    compared = compare(list(old.articles.all()), list(new.articles.all()))
    assert compared.added and compared.removed and compared.changed
    assert any(row.is_renumbered for row in compared.rows)


def test_the_rules_of_deliberation_have_three_versions(demo: list[str]) -> None:
    counts = [version.articles.count() for version in versions_of("deliberation-rules")]
    assert counts == [20, 21, 22]
    last = versions_of("deliberation-rules")[-1]
    assert "三分之二以上" in last.articles.get(number=9).text


def test_every_citation_leads_to_a_text_and_an_article_of_the_library(demo: list[str]) -> None:
    rows = ArticleReference.objects.select_related("source", "target")
    assert len(rows) > 30
    assert not [str(row) for row in rows if row.target is None]
    named = [row for row in rows if "条" in row.source.text[row.start : row.end]]
    assert named and all(row.number for row in named)


def test_notices_cite_articles_that_exist(demo: list[str]) -> None:
    titles = {page.title: page for page in Regulation.objects.all()}
    cited = re.compile("《([^《》]+（演示）)》第([一二三四五六七八九十]+)条")
    found = [match for page in Notice.objects.all() for match in cited.findall(page.body)]
    assert len(found) >= 5
    for title, number in found:
        articles = titles[title].shown_version.articles
        assert articles.filter(label=f"第{number}条").exists(), (title, number)


def test_a_version_is_public_from_its_promulgation_but_not_before_its_page(
    demo: list[str],
) -> None:
    for page in Regulation.objects.all():
        days = [version.published_at for version in page.published_versions]
        assert days == sorted(days)
        assert days[0] == page.published_at
        assert Publication.objects.filter(page=page, verb="publish").count() == len(days)


def row_counts() -> dict[str, int]:
    """Rows of every table of the project and of the framework."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_loading_again_adds_no_row_even_after_staff_have_edited(demo: list[str]) -> None:
    page = Notice.objects.get(slug="elder-meals-longer")
    page.title, page.slug = "晚餐延长", "dinner"
    page.save()
    before = row_counts()
    lines = load_demo(at=AT + timedelta(days=40), by=None)
    assert all(": 0 added" in line for line in lines)
    assert row_counts() == before


@tried(max_examples=40, deadline=None)
@given(st.dates(date(2025, 6, 1), date(2040, 12, 31)))
def test_the_files_can_be_read_on_any_day(on: date) -> None:
    shelf = Shelf(FOLDER, on)
    notices, regulations = read_notices(shelf), read_regulations(shelf)
    shelf.settle()
    assert {notice.published_on < on for notice in notices} == {True}
    assert all(regulation.versions for regulation in regulations)


def test_no_demo_text_holds_personal_data() -> None:
    found = {
        (path.name, what)
        for path in TEXTS
        for what, pattern in PERSONAL.items()
        if pattern.search(path.read_text(encoding="utf-8"))
    }
    assert len(TEXTS) > 100
    assert not found


def test_every_telephone_of_the_demo_is_synthetic() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in TEXTS)
    numbers = re.findall(r"\d{3,4}-[\d ]{7,}", text)
    assert len(numbers) > 50
    assert not [number for number in numbers if not re.match(r"0000-88\d\d \d{4}", number)]
