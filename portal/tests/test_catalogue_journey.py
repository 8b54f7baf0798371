"""A district's next catalogue: drafted, brought in as a table, compared, put in force by two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.matters.models import Catalogue
from portal.matters.taxonomy import load_taxonomy
from portal.matters.tests.sheets import as_csv, line
from portal.models import District
from portal.role_table import DISTRICT_SUPERVISOR
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Visit, sideways, visit
from portal.tests.factories import make_user
from portal.tests.journeys import at_work

pytestmark = [*IN_BROWSER, pytest.mark.parametrize("width", [390, 1280])]
CARD, NEW = "老年人优待证申领", "社区托育预约"
ENDS = line(
    事项编码="YL-002", 事项名称=CARD, 状态="不再办理", 原因="改用社保卡，不再另发。",
    改到哪里办="请到街道便民服务中心（演示）。",
)  # fmt: skip
BEGINS = line(事项编码="YL-020", 事项名称=NEW, 法律依据="《社区服务办法（演示）》第九条")


@pytest.fixture
def district(small_city: Any, settings: Any, tmp_path: Path) -> District:
    """A district with a catalogue in force, and two people who keep it."""
    settings.VAR_DIR = tmp_path
    sync_groups()
    load_taxonomy()
    district = District.objects.get(slug="liuwan")
    for name in ("writer", "second"):
        give_role(make_user(name), DISTRICT_SUPERVISOR, district)
    return district


def test_the_next_catalogue_ends_a_matter_on_its_first_day_and_says_where_to_go(
    browser: Any, small_city: Any, district: Any, width: int
) -> None:
    with at_work(browser, small_city, "writer", width=width) as writer:
        _begin(writer)
        draft = Catalogue.objects.get(version="V3")
        _bring_in(writer, draft, as_csv(ENDS, line(事项编码="YL-020", 领域="登月")))
        writer.page.locator("text=第 3 行“领域”").wait_for()
        assert sideways(writer.page) == []
        _bring_in(writer, draft, as_csv(ENDS, BEGINS))
        _confirm(writer)
        page = writer.go(reverse("catalogues:publish", args=[draft.pk]))
        assert "要由另一个人发布" in page.locator("main").inner_text()
        assert page.locator("main form button[type=submit]").count() == 0
    with at_work(browser, small_city, "second", width=width) as second:
        _publish_and_file(second, draft)
    with visit(browser, small_city, width=width, java_script_enabled=False) as reader:
        _reads_what_is_over(reader)


def _begin(writer: Visit) -> None:
    """A draft with the entries of the catalogue in force, from today on."""
    before = Catalogue.objects.get(version="V2")
    page = writer.go(reverse("catalogues:add"))
    for field, words in {
        "title": "服务管理指导目录（演示）", "version": "V3", "issued_by": "柳湾区人民政府（演示）",
        "effective_from": timezone.localdate().isoformat(),
    }.items():  # fmt: skip
        page.fill(f"#id_{field}", words)
    page.select_option("#id_entries_from", str(before.pk))
    assert sideways(page) == []
    page.locator("#w-editor-form button[type=submit]:visible").first.click()
    writer.arrives_below("/admin/catalogue-entries/")
    assert CARD in page.locator("main").inner_text()


def _bring_in(writer: Visit, draft: Catalogue, table: bytes) -> None:
    """Chooses a table that replaces the entries; it is read and nothing is stored."""
    page = writer.go(reverse("catalogues:table", args=[draft.pk]))
    file: Any = {"name": "目录.csv", "mimeType": "text/csv", "buffer": table}
    page.set_input_files("input[type=file]", file)
    page.check("input[name=mode][value=replace]")
    page.locator("form[enctype] button[type=submit]").click()


def _confirm(writer: Visit) -> None:
    """What will happen is said first."""
    page = writer.page
    page.locator("#plan-title").wait_for()
    said = page.locator("section:has(#plan-title)").inner_text()
    assert f"YL-002 {CARD}" in said and "YL-009 养犬证明" in said
    assert sideways(page) == []
    page.locator("form[action*='/confirm/'] button").click()
    writer.arrives_below("/admin/catalogue-entries/")


def _publish_and_file(second: Visit, draft: Catalogue) -> None:
    """The second person sees what is different, publishes, and records the filing."""
    page = second.go(reverse("catalogues:publish", args=[draft.pk]))
    words = page.locator("main").inner_text()
    assert NEW in words and f"{CARD}：改用社保卡" in words
    assert sideways(page) == []
    page.locator("main form button[type=submit]").click()
    second.arrives_below("/inspect/")
    page = second.go(reverse("catalogues:filing", args=[draft.pk]))
    page.fill("[name=filed_with]", "临河市人民政府（演示）")
    page.fill("[name=filed_on]", timezone.localdate().isoformat())
    page.locator("main form button[type=submit]").click()
    second.arrives_below("/inspect/")


def _reads_what_is_over(reader: Visit) -> None:
    """The page stays where it was and says what now; the catalogue shows what is different."""
    page = reader.go("/services/card/")
    words = page.locator("main").inner_text()
    assert "不再办理" in words and "改用社保卡" in words and "请到街道便民服务中心" in words
    assert CARD not in reader.go("/services/").locator("main").inner_text()
    words = reader.go("/services/catalogue/").locator("main").inner_text()
    assert NEW in words and "临河市人民政府（演示）" in words
    assert CARD in reader.go("/services/catalogue/compare/").locator("main").inner_text()
    assert sideways(page) == []
