"""The footer: what was entered for the installation, nothing invented, and the way to report."""

from __future__ import annotations

import pytest

from portal.models import SiteSettings
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db
NUMBERS = {
    "host_unit": "临河市民政局（演示）",
    "contact": "青禾路27号（演示）",
    "hotline": "0000-12345",
    "identification_code": "0000000000",
    "icp_no": "演ICP备00000000号",
    "police_no": "演公网安备00000000000000号",
    "government_mark": "DEMO00",
}


def footer(client, address: str = "/", status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode().partition("<footer")[2]


def test_an_empty_number_is_hidden_with_its_label(client):
    make_city()
    text = footer(client)
    for word in ("主办", "标识码", "beian", "bszs", "热线"):
        assert word not in text


def test_every_number_that_was_entered_is_shown(client):
    make_city()
    SiteSettings.objects.update(**NUMBERS)
    text = footer(client)
    for name, value in NUMBERS.items():
        assert value in text, name
    assert 'href="https://beian.miit.gov.cn/"' in text
    assert "id=DEMO00" in text


def test_what_was_entered_cannot_become_markup_or_another_address(client):
    make_city()
    SiteSettings.objects.update(icp_no="<b>x</b>", government_mark="1&method=x")
    text = footer(client)
    assert "<b>x</b>" not in text
    assert "id=1%26method%3Dx" in text


@pytest.mark.parametrize(("address", "status"), [("/", 200), ("/en/nothing/", 404)])
def test_every_page_leads_to_the_report_of_its_own_errors(client, address, status):
    make_city()
    assert f"report-error/?page={address}" in footer(client, address, status)


def test_the_other_languages_of_the_page_are_offered(client):
    make_city()
    text = footer(client, "/en/")
    assert 'hreflang="zh-Hans"' in text
    assert 'hreflang="zh-Hant"' in text
    assert 'hreflang="en"' not in text
