"""Who may do what, and where: the table, its groups, and checks of single things."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Workflow

from portal import roles
from portal.models import InstitutionEvent, RuleSetting
from portal.pages.models import Centre, OrganisationUnit, RegulationVersion
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.posts import posts_of
from portal.role_table import (
    BOOKKEEPER,
    CITY_EDITOR,
    EDITOR,
    GRANTS,
    PAGE,
    PUBLISHER,
    ROLES,
    Kind,
    Verb,
)
from portal.roles import (
    Reach,
    communities_for,
    demo_accounts,
    give_role,
    groups_for,
    may,
    sync_groups,
    visible_to,
)
from portal.tests.factories import make_city, make_community, make_district, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities, one person of each role in the first."""
    city = make_city()
    district = make_district(city)
    one = make_community(district, "青禾里社区", slug="qingheli")
    two = make_community(district, "桐荫巷社区", slug="tongyinxiang")
    sync_groups()
    people = {role.key.replace("-", "_"): make_user(f"{role.key}-person") for role in ROLES}
    places = {Reach.COMMUNITY: one, Reach.DISTRICT: district}
    for role in ROLES:
        give_role(people[role.key.replace("-", "_")], role, places.get(role.reach))
    return SimpleNamespace(city=city, district=district, one=one, two=two, **people)


def unit_of(community: Any) -> OrganisationUnit:
    """A unit of a community."""
    return OrganisationUnit.objects.create(
        community=community, kind="unit", name="演示单位", duties="演示"
    )


def test_table_cannot_be_changed_while_the_portal_runs() -> None:
    with pytest.raises(FrozenInstanceError):
        GRANTS[0].verbs = frozenset()  # type: ignore[misc]


@pytest.mark.parametrize("grant", GRANTS, ids=lambda grant: f"{grant.role.key}-{grant.kind.model}")
def test_every_line_of_the_table_names_a_model_and_a_way_to_its_page(grant: Any) -> None:
    model: Any = apps.get_model(grant.kind.model)
    for name in filter(None, grant.kind.page.split("__")):
        model = model._meta.get_field(name).related_model
    assert hasattr(model, "path") == bool(grant.kind.page or grant.kind == PAGE)


def test_only_roles_that_publish_hold_the_verb_publish_for_pages() -> None:
    may_publish = {g.role for g in GRANTS if g.kind == PAGE and Verb.PUBLISH in g.verbs}
    assert may_publish == {CITY_EDITOR, PUBLISHER}


def test_syncing_twice_changes_nothing(town: Any) -> None:
    def state() -> list[Any]:
        return [
            list(model.objects.order_by("pk").values_list())
            for model in (Group, GroupPagePermission, GroupCollectionPermission, Workflow)
        ] + [Collection.objects.count(), Group.permissions.through.objects.count()]

    before = state()
    sync_groups()
    assert state() == before


def test_group_of_a_renamed_community_takes_the_new_name_and_keeps_its_people(town: Any) -> None:
    town.one.title = "青禾苑社区"
    town.one.save()
    group = groups_for(town.one)[EDITOR]
    assert group.name.startswith("青禾苑社区")
    assert town.editor in group.user_set.all()


def test_groups_hold_at_the_page_of_their_community_and_nowhere_else(town: Any) -> None:
    for group in groups_for(town.one).values():
        assert {row.page_id for row in group.page_permissions.all()} == {town.one.pk}


def test_stock_groups_that_reach_over_every_community_are_gone(town: Any) -> None:
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    assert not Workflow.objects.filter(name="Moderators approval").exists()


def test_each_community_has_its_own_workflow_approved_by_its_own_publishers(town: Any) -> None:
    workflow = town.one.get_workflow()
    approvers = workflow.tasks.get().specific.groups.get()
    assert approvers == groups_for(town.one)[PUBLISHER]
    assert town.two.get_workflow() != workflow


def test_files_of_a_community_stay_in_its_own_collection(town: Any) -> None:
    group = groups_for(town.one)[EDITOR]
    places = {row.collection.name for row in group.collection_permissions.all()}
    assert places == {f"{town.one.title} ({town.one.code})"}


@pytest.mark.parametrize(
    ("person", "verb", "allowed"),
    [
        ("administrator", Verb.PUBLISH, True),
        ("city_editor", Verb.PUBLISH, True),
        ("publisher", Verb.PUBLISH, True),
        ("editor", Verb.PUBLISH, False),
        ("editor", Verb.CHANGE, True),
        ("editor", Verb.VIEW, True),
    ],
)
def test_pages_of_the_own_community_follow_the_table(
    town: Any, person: str, verb: Verb, allowed: bool
) -> None:
    notice = make_notice(make_notice_section(town.one))
    assert may(getattr(town, person), verb, notice) is allowed


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("person", ["editor", "publisher"])
def test_pages_of_another_community_are_out_of_reach(town: Any, person: str, verb: Verb) -> None:
    notice = make_notice(make_notice_section(town.two))
    assert not may(getattr(town, person), verb, notice)
    assert not may(getattr(town, person), verb, town.city)


@pytest.mark.parametrize("person", ["editor", "publisher"])
def test_rows_of_another_community_are_neither_seen_nor_changed(town: Any, person: str) -> None:
    own, foreign = unit_of(town.one), unit_of(town.two)
    user = getattr(town, person)
    assert may(user, Verb.CHANGE, own) and not may(user, Verb.CHANGE, foreign)
    assert list(visible_to(user, OrganisationUnit.objects.all())) == [own]


def test_a_row_that_is_not_saved_yet_is_judged_by_the_community_it_names(town: Any) -> None:
    assert may(town.editor, Verb.ADD, Centre(community=town.one))
    assert not may(town.editor, Verb.ADD, Centre(community=town.two))


def test_the_city_editor_reaches_rows_of_every_community(town: Any) -> None:
    rows = [unit_of(town.one), unit_of(town.two)]
    assert set(visible_to(town.city_editor, OrganisationUnit.objects.all())) == set(rows)
    assert set(communities_for(town.city_editor)) == {town.one, town.two}


def test_an_editor_chooses_only_the_own_community(town: Any) -> None:
    assert list(communities_for(town.editor)) == [town.one]


def test_versions_are_reached_through_the_regulation_they_belong_to(town: Any) -> None:
    own = make_version(make_regulation(make_regulation_section(town.one)))
    of_city = make_version(make_regulation(make_regulation_section(town.city)))
    assert list(visible_to(town.editor, RegulationVersion.objects.all())) == [own]
    assert may(town.city_editor, Verb.CHANGE, of_city)
    assert not may(town.editor, Verb.CHANGE, of_city)


def test_rule_settings_are_for_the_city_alone(town: Any) -> None:
    row = RuleSetting(key="centre.weekly_hours_minimum", value="40")
    assert may(town.city_editor, Verb.ADD, row)
    assert not may(town.publisher, Verb.ADD, row)


def test_an_account_that_left_may_do_nothing(town: Any) -> None:
    town.administrator.is_active = False
    event = InstitutionEvent(community=town.one)
    assert not may(town.administrator, Verb.CHANGE, event)
    assert not may(town.administrator, Verb.CHANGE, town.one)


def test_someone_without_a_role_reaches_nothing(town: Any) -> None:
    stranger = make_user()
    unit = unit_of(town.one)
    assert not any(may(stranger, verb, unit) for verb in Verb)
    assert not visible_to(stranger, OrganisationUnit.objects.all()).exists()


def test_demo_accounts_are_named_after_role_and_place(town: Any) -> None:
    accounts = {account.username: account for account in demo_accounts()}
    in_communities = [role.key for role in ROLES if role.reach is Reach.COMMUNITY]
    assert set(accounts) == {
        "administrator",
        "city-editor",
        "city-editor-2",
        f"{town.district.slug}-district-supervisor",
        *(f"{place}-{key}" for place in ("qingheli", "tongyinxiang") for key in in_communities),
    }
    assert accounts["qingheli-editor"].place == town.one
    assert accounts["qingheli-editor"].role == EDITOR


def test_a_role_of_a_district_reaches_its_communities_and_no_other_district(town: Any) -> None:
    elsewhere = make_community(make_district(town.city, "云渡区"))
    user = town.district_supervisor
    assert may(user, Verb.VIEW, town.one) and may(user, Verb.VIEW, town.two)
    assert not may(user, Verb.VIEW, elsewhere)
    assert set(communities_for(user)) == {town.one, town.two}


@pytest.mark.parametrize("person", ["district_supervisor", "supervisory_reviewer"])
@pytest.mark.parametrize("verb", [Verb.ADD, Verb.CHANGE, Verb.DELETE, Verb.PUBLISH])
def test_who_supervises_changes_nothing(town: Any, person: str, verb: Verb) -> None:
    notice = make_notice(make_notice_section(town.one), live=False)
    user = getattr(town, person)
    assert may(user, Verb.VIEW, notice)
    assert not may(user, verb, notice)
    assert not may(user, verb, unit_of(town.one))


@pytest.mark.parametrize("person", ["secretary", "bookkeeper"])
def test_who_writes_own_drafts_changes_no_draft_of_a_colleague(town: Any, person: str) -> None:
    section = make_notice_section(town.one)
    user = getattr(town, person)
    own = make_notice(section, live=False, owner=user)
    of_a_colleague = make_notice(section, live=False, owner=town.editor)
    assert may(user, Verb.CHANGE, own) and not may(user, Verb.CHANGE, of_a_colleague)
    assert not may(user, Verb.PUBLISH, own)


def test_one_person_may_keep_the_books_of_several_communities(town: Any) -> None:
    give_role(town.bookkeeper, BOOKKEEPER, town.two)
    assert set(communities_for(town.bookkeeper)) == {town.one, town.two}


def test_a_post_says_role_and_place(town: Any) -> None:
    assert [(post.role, post.place_words) for post in posts_of(town.editor)] == [
        (EDITOR, town.one.title)
    ]
    assert posts_of(town.administrator) == []


def test_kinds_that_belong_to_no_page_are_the_installations_own() -> None:
    assert roles.KINDS["portal.calendarday"] == Kind("portal.calendarday")
