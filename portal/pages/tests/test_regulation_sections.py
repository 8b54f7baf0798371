"""The list of a regulation section: whose texts come first."""

from __future__ import annotations

import re

import pytest

from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts():
    """One text of the city, one of a community, each in the section of its place."""
    city = make_city()
    community = make_community(make_district(city, slug="liuwan"), slug="qingheli")
    for place, title in ((city, "临河市办法"), (community, "青禾里公约")):
        make_version(make_regulation(make_regulation_section(place), title=title))


def titles(text: str) -> list[str]:
    """The titles listed, in order."""
    return re.findall(r'class="rows__title"[^>]*>([^<]+)<', text)


@pytest.mark.parametrize(
    ("address", "order"),
    [
        ("/liuwan/qingheli/regulations/", ["青禾里公约", "临河市办法"]),
        ("/regulations/", ["临河市办法", "青禾里公约"]),
    ],
)
def test_the_own_texts_of_a_place_come_first(client, address, order):
    assert titles(client.get(address).text) == order
