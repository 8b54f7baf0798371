"""Who may do what with a page: publishing is approving, taking away needs one person."""

from types import SimpleNamespace

import pytest
from wagtail.models import Page

from portal.pages.tests.factories import make_notice
from portal.publication.permissions import TwoPersonTester, holds_publish
from portal.tests.review import make_office

pytestmark = pytest.mark.django_db

PEOPLE = ["editor", "publisher", "city_editor", "administrator"]
MAY = {"editor": False, "publisher": True, "city_editor": True, "administrator": True}


@pytest.fixture
def desk() -> SimpleNamespace:
    return make_office()


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_publishes_from_a_form_or_in_bulk_or_below_a_page(desk, name):
    notice, user = make_notice(desk.section), getattr(desk, name).user
    assert not notice.permissions_for_user(user).can_publish()
    assert not desk.section.permissions_for_user(user).can_publish_subpage()


@pytest.mark.parametrize(("name", "may"), MAY.items())
def test_who_may_publish_may_withdraw_guard_and_unschedule_alone(desk, name, may):
    notice = make_notice(desk.section)
    tester = notice.permissions_for_user(getattr(desk, name).user)
    answers = {
        tester.holds_publish(),
        tester.can_unpublish(),
        tester.can_unschedule(),
        tester.can_set_view_restrictions(),
    }
    assert answers == {may}


def test_a_page_asked_by_its_bare_class_answers_the_same(desk):
    bare = Page.objects.get(pk=make_notice(desk.section).pk)
    assert isinstance(bare.permissions_for_user(desk.publisher.user), TwoPersonTester)
    assert holds_publish(desk.publisher.user, bare)


def test_the_right_ends_at_the_border_of_the_community(desk):
    assert not holds_publish(desk.publisher.user, desk.two)


def test_a_person_who_has_left_holds_nothing(desk):
    user = desk.administrator.user
    user.is_active = False
    assert not holds_publish(user, desk.section)
