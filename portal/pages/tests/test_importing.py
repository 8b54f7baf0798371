"""A file is imported whole or not at all, once, and as unverified; citizens can then read it."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.pages import importing
from portal.pages.importing import FileReport, read, read_text, store
from portal.pages.models import Article, ArticleReference, Regulation, RegulationSection
from portal.pages.tests.factories import make_regulation_section
from portal.problems import Refused
from portal.tests.factories import make_city, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2025, 3, 1, 8, tzinfo=UTC)
GOOD = (
    "演示市楼道公约\n第一条 楼道不放杂物。\n"
    "第二条 按本公约第一条办，依《演示市停车办法》第一条停车。\n"
)
OTHER = "演示市停车办法\n第一条 车停棚内。\n第二条 棚内禁火。\n"
BAD = "演示办法\n第一条 甲。\n第二条 \u202e乙。\n"


@pytest.fixture
def section() -> RegulationSection:
    return make_regulation_section(make_city())


def imported(section: RegulationSection, text: str, **values: object) -> FileReport:
    report = read_text(text, name="演示.txt", section=section)
    return store(report, section=section, **{"by": None, "at": AT, **values})


def test_an_imported_regulation_is_public_unverified_and_readable(
    section: RegulationSection, client: Client
) -> None:
    (found,) = imported(section, GOOD).found
    page = Regulation.objects.get()
    assert (page.title, page.validity, page.live) == ("演示市楼道公约", "unverified", True)
    answer = client.get(page.url + "article-2/")
    assert answer.status_code == 200
    assert "按" in answer.content.decode()
    assert found.regulation == page


def test_importing_twice_stores_once(section: RegulationSection) -> None:
    imported(section, GOOD)
    again = imported(section, GOOD)
    assert [found.state for found in again.found] == ["already"]
    assert (Regulation.objects.count(), Article.objects.count()) == (1, 2)


def test_a_regulation_printed_twice_in_one_file_is_stored_once(section: RegulationSection) -> None:
    report = imported(section, GOOD + GOOD)
    assert [found.state for found in report.found] == ["new", "already"]
    assert Regulation.objects.count() == 1


def test_a_later_text_waits_as_a_draft_version(section: RegulationSection) -> None:
    imported(section, GOOD)
    report = imported(section, GOOD + "第三条 新增一条。\n")
    page = Regulation.objects.get()
    assert [found.state for found in report.found] == ["new_version"]
    assert list(page.versions.values_list("no", "state")) == [(1, "published"), (2, "draft")]


def test_another_text_of_the_same_title_gets_its_own_page(section: RegulationSection) -> None:
    imported(section, GOOD)
    report = imported(section, "演示市楼道公约\n第一条 完全不同的话。\n第二条 再无相同之处。")
    assert [found.state for found in report.found] == ["new"]
    assert Regulation.objects.count() == 2
    assert "import.same_title" in [remark.code for remark in report.found[0].remarks]


def test_a_file_without_a_title_is_named_after_the_file(section: RegulationSection) -> None:
    imported(section, "第一条 楼道不放杂物。\n第二条 车停棚内。")
    assert Regulation.objects.get().title == "演示"


def test_citations_are_resolved_when_the_cited_text_arrives_later(
    section: RegulationSection,
) -> None:
    imported(section, GOOD)
    waiting = ArticleReference.objects.get(target=None)
    assert waiting.target_title == "演示市停车办法"
    imported(section, OTHER)
    target = Regulation.objects.get(title="演示市停车办法")
    assert ArticleReference.objects.get(target=target).source.version.regulation.title == (
        "演示市楼道公约"
    )


def test_bad_input_is_refused_with_file_and_line(section: RegulationSection) -> None:
    report = imported(section, BAD)
    assert [problem.where for problem in report.problems] == ["演示.txt:3"]
    assert Regulation.objects.count() == 0


def test_a_file_that_fails_half_way_leaves_nothing(section: RegulationSection) -> None:
    both = f"第一篇：演示市楼道公约\n{GOOD}第二篇：演示市停车办法\n{OTHER}"
    report = read_text(both, name="合集.txt", section=section)
    second = report.found[1]
    second.instrument = replace(second.instrument, articles=(), sections=())
    store(report, section=section, by=None, at=AT)
    assert [problem.code for problem in report.problems] == ["version.no_text"]
    assert (Regulation.objects.count(), Article.objects.count()) == (0, 0)


def test_a_person_without_the_right_imports_nothing(section: RegulationSection) -> None:
    report = imported(section, GOOD, by=make_user())
    assert [problem.code for problem in report.problems] == ["permission"]
    assert Regulation.objects.count() == 0


def test_an_import_as_draft_is_not_public(section: RegulationSection) -> None:
    imported(section, GOOD, go_public=False)
    page = Regulation.objects.get()
    assert (page.live, page.versions.get().state) == (False, "draft")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "deep" / "b.html").write_text(
        "<html><body><h1>演示市停车办法</h1><p>第一条 车停棚内。</p><p>第二条 棚内禁火。</p>",
        encoding="utf-8",
    )
    (tmp_path / "notes.csv").write_text("x")
    yield tmp_path


def command(*arguments: object) -> str:
    out = StringIO()
    call_command("import_regulations", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_folder_is_imported_by_one_command(section: RegulationSection, folder: Path) -> None:
    printed = command(folder)
    assert "a.txt" in printed and "b.html" in printed and "notes.csv" not in printed
    assert list(Regulation.objects.order_by("title").values_list("title", "live")) == [
        ("演示市停车办法", True), ("演示市楼道公约", True)
    ]  # fmt: skip


def test_a_dry_run_reports_and_stores_nothing(section: RegulationSection, folder: Path) -> None:
    assert "演示市楼道公约" in command(folder, "--dry-run")
    assert Regulation.objects.count() == 0


def test_one_bad_file_does_not_stop_the_others_but_is_told(
    section: RegulationSection, folder: Path
) -> None:
    (folder / "bad.txt").write_text(BAD, encoding="utf-8")
    with pytest.raises(CommandError, match="bad.txt"):
        command(folder)
    assert Regulation.objects.count() == 2


@pytest.mark.parametrize("name", ["missing.txt", "empty"])
def test_a_path_without_files_is_refused(
    section: RegulationSection, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError):
        command(tmp_path / name)


def test_without_a_section_nothing_can_be_imported(folder: Path) -> None:
    with pytest.raises(CommandError):
        command(folder)
    with pytest.raises(Refused):
        importing.default_section()


def test_a_chosen_section_takes_the_import(section: RegulationSection, folder: Path) -> None:
    command(folder / "a.txt", "--section", section.pk)
    assert Regulation.objects.get().get_parent().pk == section.pk
    with pytest.raises(CommandError):
        command(folder / "a.txt", "--section", 999_999)


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"MZ"), ("a.txt", b"\xff\xfe\x00")])
def test_a_file_that_is_no_text_is_refused(
    section: RegulationSection, name: str, content: bytes
) -> None:
    assert read(content, name=name, section=section).problems


@pytest.mark.sources
@pytest.mark.skipif(
    "PORTAL_SOURCES" not in os.environ, reason="supplied documents: PORTAL_SOURCES is not set"
)
def test_the_supplied_documents_are_imported_and_recognised_again(
    section: RegulationSection,
) -> None:
    folder = os.environ["PORTAL_SOURCES"]
    command(folder)
    articles = Article.objects.filter(kind="article")
    assert (Regulation.objects.filter(live=True).count(), articles.count()) == (16, 247)
    inferred = articles.filter(number_inferred=True).values_list("number", flat=True)
    assert sorted(inferred) == [8, 13, 17, 18, 22, 23]
    command(folder)
    assert Regulation.objects.count() == 16
