"""Editors' screens: what they show, what they refuse, and that nobody sees over the own border."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal import signals
from portal.models import CalendarDay, InstitutionEvent, RuleSetting, Topic
from portal.pages.models import (
    Article,
    ArticleReference,
    Centre,
    Directory,
    OpeningHours,
    OrganisationUnit,
    Regulation,
    RegulationVersion,
)
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.problems import Refused
from portal.publication.models import Publication
from portal.role_table import CITY_EDITOR, EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.factories import make_city, make_community, make_district, make_user, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities; editor and publisher of the first, the city editor; all signed in."""
    city = make_city()
    district = make_district(city)
    one, two = make_community(district, "青禾里社区"), make_community(district, "桐荫巷社区")
    sync_groups()
    call_command("load_rule_settings", verbosity=0)
    town = SimpleNamespace(city=city, one=one, two=two)
    for role in (EDITOR, PUBLISHER, CITY_EDITOR):
        user = make_user(role.key)
        give_role(user, role, None if role == CITY_EDITOR else one)
        browser = Client()
        browser.force_login(user)
        setattr(town, role.key.replace("-", "_"), browser)
    return town


def centre_of(community: Any, **values: Any) -> Centre:
    """A centre open five days, eight hours each."""
    values = {"name": "演示服务中心", "address": "演示路1号", "phone": "0000-8800 1122", **values}
    centre = Centre.objects.create(community=community, **values)
    OpeningHours.objects.bulk_create(
        OpeningHours(centre=centre, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    return centre


def unit_of(community: Any, name: str = "演示单位") -> OrganisationUnit:
    """A unit of a community."""
    return OrganisationUnit.objects.create(
        community=community, kind="unit", name=name, duties="演示"
    )


def event_of(community: Any) -> InstitutionEvent:
    """The founding of a community."""
    return InstitutionEvent.objects.create(
        community=community,
        kind="established",
        institution="演示社区",
        decider="演示区人民政府",
        decided_on=date(2011, 3, 1),
    )


ROWS = [
    pytest.param("centres", centre_of, id="centre"),
    pytest.param("organisation-units", unit_of, id="unit"),
    pytest.param("institution-events", event_of, id="event"),
]
VIEWS = ["edit", "delete", "inspect", "history", "usage"]


# --- The border between communities --------------------------------------------------------------
@pytest.mark.parametrize(("screen", "make"), ROWS)
def test_a_list_shows_the_rows_of_the_own_community_only(town: Any, screen: str, make: Any) -> None:
    own, foreign = make(town.one), make(town.two)
    response = town.editor.get(reverse(f"{screen}:index"))
    assert list(response.context["object_list"]) == [own]
    assert reverse(f"{screen}:edit", args=[foreign.pk]) not in response.text
    everything = town.city_editor.get(reverse(f"{screen}:index")).context["object_list"]
    assert set(everything) == {own, foreign}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("screen", "make"), ROWS)
def test_a_row_of_another_community_cannot_be_opened(
    town: Any, screen: str, make: Any, view: str
) -> None:
    foreign = make(town.two)
    address = reverse(f"{screen}:{view}", args=[foreign.pk])
    for browser in (town.editor, town.publisher):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"name": "改了"}).status_code == 404
    assert type(foreign).objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize(("screen", "make"), ROWS)
def test_a_row_cannot_be_handed_to_another_community_by_a_forged_request(
    town: Any, screen: str, make: Any
) -> None:
    own = make(town.one)
    address = reverse(f"{screen}:edit", args=[own.pk])
    values = fields_of(town.editor.get(address), "w-editor-form")
    response = town.editor.post(address, {**values, "community": town.two.pk})
    assert "community" in response.context["form"].errors
    own.refresh_from_db()
    assert own.community == town.one


def test_a_row_cannot_be_added_to_another_community(town: Any) -> None:
    values = {"community": town.two.pk, "kind": "unit", "name": "外人", "duties": "无", "order": 0}
    response = town.editor.post(reverse("organisation-units:add"), values)
    assert "community" in response.context["form"].errors
    assert not OrganisationUnit.objects.exists()


def test_an_editor_adds_a_unit_to_the_own_community(town: Any) -> None:
    values = {"community": town.one.pk, "kind": "unit", "name": "读书会", "duties": "共读"}
    town.editor.post(reverse("organisation-units:add"), {**values, "order": 0})
    assert OrganisationUnit.objects.get().community == town.one


def test_an_editor_may_not_delete_what_only_publishers_may(town: Any) -> None:
    unit = unit_of(town.one)
    address = reverse("organisation-units:delete", args=[unit.pk])
    town.editor.post(address)
    assert OrganisationUnit.objects.filter(pk=unit.pk).exists()
    town.publisher.post(address)
    assert not OrganisationUnit.objects.filter(pk=unit.pk).exists()


# --- Centres and their hours ---------------------------------------------------------------------
def edited_centre(town: Any, centre: Centre, **changes: Any) -> Any:
    address = reverse("centres:edit", args=[centre.pk])
    values = fields_of(town.editor.get(address), "w-editor-form")
    return town.editor.post(address, {**values, **changes}, follow=True)


def test_a_centre_open_forty_hours_is_saved_without_a_warning(town: Any) -> None:
    response = edited_centre(town, centre_of(town.one), name="新名称")
    assert Centre.objects.get().name == "新名称"
    assert [m.level_tag for m in response.context["messages"]] == ["success"]


def test_a_centre_open_too_few_hours_is_saved_with_a_warning(town: Any) -> None:
    response = edited_centre(town, centre_of(town.one), **{"opening_hours-0-closes": "12:00"})
    assert OpeningHours.objects.filter(closes=time(12)).exists()
    told = {m.level_tag: str(m) for m in response.context["messages"]}
    assert "35" in told["warning"] and "40" in told["warning"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"opening_hours-1-weekday": "0"}, "同一天的两段开放时间有重叠"),
        ({"opening_hours-0-closes": "08:00"}, "结束时间必须晚于开始时间"),
    ],
    ids=["overlapping", "reversed"],
)
def test_hours_that_contradict_each_other_are_refused(
    town: Any, changes: Any, expected: str
) -> None:
    response = edited_centre(town, centre_of(town.one), **changes)
    assert response.redirect_chain == []
    assert expected in words_of(response)
    assert OpeningHours.objects.filter(opens=time(9), closes=time(17)).count() == 5
    assert OpeningHours.objects.filter(weekday=1).exists()


def test_search_hears_that_the_page_of_the_centre_changed(town: Any) -> None:
    page = published(town.one.add_child(instance=Directory(title="服务中心", slug="centre")))
    heard: list[int] = []

    def listen(queryset: Any, **_news: Any) -> None:
        heard.extend(queryset.values_list("pk", flat=True))

    signals.content_changed.connect(listen)
    try:
        edited_centre(town, centre_of(town.one), name="新名称")
        town.publisher.post(reverse("organisation-units:delete", args=[unit_of(town.one).pk]))
    finally:
        signals.content_changed.disconnect(listen)
    assert heard == [page.pk, page.pk]


# --- Rules, calendar, topics, register -----------------------------------------------------------
def new_rule(town: Any, start: date, **values: Any) -> Any:
    values = {"key": "centre.weekly_hours_minimum", "value": "42", "basis": "演示", **values}
    values |= {"unit": "小时/周", "scope": "", "effective_from": start.isoformat()}
    return town.city_editor.post(reverse("rule-settings:add"), values)


def test_a_new_value_of_a_rule_is_a_new_row_and_the_old_one_stays(town: Any) -> None:
    today = timezone.localdate()
    new_rule(town, today + timedelta(days=30))
    key = "centre.weekly_hours_minimum"
    assert RuleSetting.objects.in_force(key, on=today).value == "40"
    assert RuleSetting.objects.in_force(key, on=today + timedelta(days=31)).value == "42"


def test_a_new_value_cannot_begin_in_the_past_but_the_first_one_can(town: Any) -> None:
    past = timezone.localdate() - timedelta(days=1)
    assert "effective_from" in new_rule(town, past).context["form"].errors
    assert new_rule(town, past, key="notice.publicity_workdays").status_code == 302


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_a_value_that_has_begun_to_hold_is_neither_changed_nor_deleted(
    town: Any, view: str
) -> None:
    row = RuleSetting.objects.get(key="centre.weekly_hours_minimum")
    town.city_editor.post(reverse(f"rule-settings:{view}", args=[row.pk]), {"value": "1"})
    assert RuleSetting.objects.get(pk=row.pk).value == "40"
    listing = town.city_editor.get(reverse("rule-settings:index")).text
    assert reverse("rule-settings:inspect", args=[row.pk]) in listing
    assert reverse("rule-settings:edit", args=[row.pk]) not in listing


def test_a_value_of_the_future_may_still_be_changed(town: Any) -> None:
    new_rule(town, timezone.localdate() + timedelta(days=30))
    row = RuleSetting.objects.get(value="42")
    address = reverse("rule-settings:edit", args=[row.pk])
    values = fields_of(town.city_editor.get(address), "w-editor-form")
    town.city_editor.post(address, {**values, "value": "44"})
    row.refresh_from_db()
    assert row.value == "44"


def test_the_calendar_shows_this_year_first_and_any_year_when_asked(town: Any) -> None:
    year = timezone.localdate().year
    for number in (year - 1, year):
        CalendarDay.objects.create(date=date(number, 1, 1), kind="statutory", note="元旦")
    shown = town.city_editor.get(reverse("calendar:index")).context["object_list"]
    assert [day.date.year for day in shown] == [year]
    address = f"{reverse('calendar:index')}?year={year - 1}"
    shown = town.city_editor.get(address).context["object_list"]
    assert [day.date.year for day in shown] == [year - 1]


def test_a_day_of_the_calendar_can_be_changed(town: Any) -> None:
    day = CalendarDay.objects.create(date=date(2026, 10, 1), kind="workday")
    values = {"date": "2026-10-01", "kind": "statutory", "note": "国庆节"}
    town.city_editor.post(reverse("calendar:edit", args=[day.pk]), values)
    day.refresh_from_db()
    assert day.kind == "statutory"


@pytest.mark.parametrize("screen", ["rule-settings", "calendar", "topics"])
def test_what_holds_for_the_city_is_closed_to_a_community(town: Any, screen: str) -> None:
    for view in ("index", "add"):
        assert town.publisher.get(reverse(f"{screen}:{view}")).status_code in {302, 403}
    assert town.city_editor.get(reverse(f"{screen}:index")).status_code == 200


def test_the_city_editor_renames_a_topic(town: Any) -> None:
    topic = Topic.objects.create(name="医保", slug="yibao")
    address = reverse("topics:edit", args=[topic.pk])
    town.city_editor.post(address, {"name": "医疗保险", "slug": "yibao"})
    topic.refresh_from_db()
    assert topic.name == "医疗保险"


def test_the_register_of_publications_is_read_and_never_written(town: Any) -> None:
    administrator = Client()
    administrator.force_login(make_user(is_superuser=True))
    row = Publication.objects.first()
    count = Publication.objects.count()
    assert administrator.get(reverse("publications:index")).status_code == 200
    for view in ("edit", "delete"):
        administrator.post(reverse(f"publications:{view}", args=[row.pk]), {"title": "改了"})
    administrator.post(reverse("publications:add"), {"title": "新的"})
    assert Publication.objects.count() == count
    row.refresh_from_db()
    assert row.title != "改了"


def test_a_community_reads_its_own_part_of_the_register(town: Any) -> None:
    rows = town.editor.get(reverse("publications:index")).context["object_list"]
    assert [row.page_id for row in rows] == [town.one.pk]


# --- Versions and articles -----------------------------------------------------------------------
@pytest.fixture
def regulation(town: Any) -> Regulation:
    """A live regulation of the first community with one published version of three articles."""
    regulation = make_regulation(make_regulation_section(town.one))
    make_version(regulation)
    return regulation


def begun(town: Any, regulation: Regulation, **values: Any) -> RegulationVersion:
    """A draft, begun by the editor with the text of the latest version."""
    address = f"{reverse('regulation-versions:add')}?regulation={regulation.pk}"
    fields = fields_of(town.editor.get(address), "w-editor-form")
    values = {"change_note": "修改第二条", "effective_from": "2027-01-01", **values}
    town.editor.post(address, {**fields, **values})
    return regulation.versions.get(state="draft")


def article_values(town: Any, article: Article) -> dict[str, Any]:
    address = reverse("regulation-articles:edit", args=[article.pk])
    return fields_of(town.editor.get(address), "w-editor-form")


def change(town: Any, article: Article, **values: Any) -> Any:
    address = reverse("regulation-articles:edit", args=[article.pk])
    return town.editor.post(address, {**article_values(town, article), **values})


def test_the_form_of_a_regulation_leads_to_its_versions(town: Any, regulation: Any) -> None:
    version = regulation.versions.get()
    form = town.editor.get(reverse("wagtailadmin_pages:edit", args=[regulation.pk])).text
    assert f"{reverse('regulation-versions:add')}?regulation={regulation.pk}" in form
    assert f"{reverse('regulation-articles:index')}?version={version.pk}" in form


def test_a_new_version_begins_with_the_articles_of_the_last_one(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    old = regulation.versions.get(no=1)
    assert draft.no == 2
    texts = list(draft.articles.values_list("seq", "slug", "text"))
    assert texts == list(old.articles.values_list("seq", "slug", "text"))


def test_an_article_of_a_draft_is_changed_and_its_citations_are_linked_anew(
    town: Any, regulation: Any
) -> None:
    draft = begun(town, regulation)
    article = draft.articles.get(number=2)
    change(town, article, text="依照本规则第三条办理。")
    article.refresh_from_db()
    assert article.slug == "article-2"
    assert ArticleReference.objects.get(source=article).number == 3


def test_an_article_added_in_the_middle_moves_the_others_on(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    address = f"{reverse('regulation-articles:add')}?version={draft.pk}"
    fields = fields_of(town.editor.get(address), "w-editor-form")
    values = {"label": "第一条之一", "number": 1, "suffix": 1, "seq": 2, "text": "新增。"}
    town.editor.post(address, {**fields, "kind": "article", **values})
    rows = list(draft.articles.values_list("seq", "slug"))
    assert rows == [(1, "article-1"), (2, "article-1-1"), (3, "article-2"), (4, "article-3")]


def test_an_article_without_a_place_comes_last(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    address = f"{reverse('regulation-articles:add')}?version={draft.pk}"
    fields = fields_of(town.editor.get(address), "w-editor-form")
    town.editor.post(address, {**fields, "kind": "article", "number": 4, "text": "附则。"})
    assert draft.articles.last().slug == "article-4"


def test_an_article_has_a_number_or_says_that_it_was_lost(town: Any, regulation: Any) -> None:
    article = begun(town, regulation).articles.get(number=2)
    response = change(town, article, number="")
    assert "number" in response.context["form"].errors
    change(town, article, number="", number_lost="on")
    article.refresh_from_db()
    assert article.number is None and article.number_lost


def test_an_article_is_taken_out_of_a_draft(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    article = draft.articles.get(number=3)
    town.editor.post(reverse("regulation-articles:delete", args=[article.pk]))
    assert draft.articles.count() == 2


def test_publishing_a_version_makes_it_public_with_the_number_of_its_regulation(
    town: Any, regulation: Any
) -> None:
    draft = begun(town, regulation)
    before = Publication.objects.filter(page=regulation).count()
    town.publisher.post(reverse("regulation-versions:publish", args=[draft.pk]))
    draft.refresh_from_db()
    row = Publication.objects.filter(page=regulation).first()
    assert draft.state == "published" and draft.published_at == row.at
    assert row.index_no == regulation.index_no and row.by.username == "publisher"
    assert Publication.objects.filter(page=regulation).count() == before + 1


def test_an_editor_writes_a_version_but_does_not_publish_it(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    response = town.editor.post(reverse("regulation-versions:publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert response.status_code in {302, 403} and draft.state == "draft"


def test_everything_that_keeps_a_version_from_publication_is_shown_at_once(
    town: Any, regulation: Any
) -> None:
    RegulationVersion.objects.update(effective_from=date(2027, 1, 1))
    draft = begun(town, regulation)
    change(town, draft.articles.get(number=3), number="2")
    RegulationVersion.objects.filter(pk=draft.pk).update(change_note="")
    address = reverse("regulation-versions:publish", args=[draft.pk])
    response = town.publisher.get(address)
    codes = {problem.code for problem in response.context["problems"]}
    assert codes == {"version.number_repeated", "version.change_note_missing", "version.overlap"}
    town.publisher.post(address)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_repeated_number_that_is_marked_as_doubtful_may_stand(town: Any, regulation: Any) -> None:
    draft = begun(town, regulation)
    change(town, draft.articles.get(number=3), number="2", number_doubtful="on")
    response = town.publisher.get(reverse("regulation-versions:publish", args=[draft.pk]))
    assert response.context["problems"] == []


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_a_published_version_and_its_articles_are_looked_at_only(
    town: Any, regulation: Any, view: str
) -> None:
    version = regulation.versions.get()
    article = version.articles.first()
    for screen, row in (("regulation-versions", version), ("regulation-articles", article)):
        address = reverse(f"{screen}:{view}", args=[row.pk])
        town.publisher.post(address, {"change_note": "改了", "text": "改了"})
        assert town.publisher.get(address).status_code in {302, 403}
        inspection = reverse(f"{screen}:inspect", args=[row.pk])
        assert town.publisher.get(inspection).status_code == 200
    assert not Article.objects.filter(text="改了").exists()
    assert regulation.versions.get().change_note == "首次公布"


def test_no_article_can_be_added_to_a_published_version(town: Any, regulation: Any) -> None:
    address = f"{reverse('regulation-articles:add')}?version={regulation.versions.get().pk}"
    town.publisher.post(address, {"kind": "article", "number": 9, "text": "混入"})
    assert not Article.objects.filter(text="混入").exists()


def test_the_models_themselves_refuse_to_change_what_is_published(regulation: Any) -> None:
    version = regulation.versions.get()
    article = version.articles.first()
    version.change_note = article.text = "改了"
    for row in (version, article):
        with pytest.raises(Refused):
            row.save()
        with pytest.raises(Refused):
            row.delete()
    with pytest.raises(Refused):
        Article.objects.create(version=version, seq=99, slug="article-99", text="混入")


def test_versions_of_another_community_cannot_be_reached(town: Any) -> None:
    foreign = make_regulation(make_regulation_section(town.two))
    version = make_version(foreign, state="draft")
    addresses = [
        reverse("regulation-versions:edit", args=[version.pk]),
        reverse("regulation-versions:publish", args=[version.pk]),
        f"{reverse('regulation-versions:index')}?regulation={foreign.pk}",
        f"{reverse('regulation-versions:add')}?regulation={foreign.pk}",
        f"{reverse('regulation-articles:index')}?version={version.pk}",
        f"{reverse('regulation-articles:add')}?version={version.pk}",
        reverse("regulation-articles:edit", args=[version.articles.first().pk]),
    ]
    for address in addresses:
        assert town.publisher.get(address).status_code == 404, address
        answer = town.publisher.post(address, {"change_note": "改了"}).status_code
        assert answer in {404, 405}, address
    version.refresh_from_db()
    assert (version.state, version.change_note) == ("draft", "首次公布")


# --- Size ----------------------------------------------------------------------------------------
def queries_of(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_the_form_of_a_regulation_of_1200_articles_opens_in_40_queries(town: Any) -> None:
    regulation = make_regulation(make_regulation_section(town.one))
    make_version(regulation, articles=1200)
    address = reverse("wagtailadmin_pages:edit", args=[regulation.pk])
    assert queries_of(town.publisher, address) <= 40


def test_a_revision_of_a_regulation_of_1200_articles_stays_below_20_kilobytes(town: Any) -> None:
    regulation = make_regulation(make_regulation_section(town.one))
    make_version(regulation, articles=1200)
    revision = Regulation.objects.get(pk=regulation.pk).save_revision()
    revision.refresh_from_db()
    assert len(json.dumps(revision.content, ensure_ascii=False).encode()) <= 20_000


def test_lists_of_articles_and_versions_cost_the_same_however_long(town: Any) -> None:
    section = make_regulation_section(town.one)
    costs: dict[int, list[int]] = {}
    for size in (10, 1200):
        version = make_version(make_regulation(section), articles=size)
        costs[size] = [
            queries_of(town.editor, f"{reverse('regulation-articles:index')}?version={version.pk}"),
            queries_of(
                town.editor,
                f"{reverse('regulation-versions:index')}?regulation={version.regulation_id}",
            ),
        ]
    assert costs[10] == costs[1200]
    assert max(costs[1200]) <= 20


def test_the_menu_of_an_editor_shows_only_what_editors_need(town: Any) -> None:
    menu = words_of(town.editor.get(reverse("wagtailadmin_home")))
    assert "Wagtail" not in menu
