"""The address of a static file is what its content says, asked once or a hundred times."""

from __future__ import annotations

from pathlib import Path

from django.test import override_settings

from portal.static_addresses import StaticFiles


def test_an_address_carries_the_digest_of_the_content_every_time(tmp_path: Path) -> None:
    (tmp_path / "page.css").write_text("body {}")
    storage = StaticFiles(location=str(tmp_path), base_url="/static/")
    with override_settings(DEBUG=False):
        list(storage.post_process({"page.css": (storage, "page.css")}))
        first, second = storage.url("page.css"), storage.url("page.css")
    assert first == second
    assert first.startswith("/static/page.") and first.endswith(".css")
    assert (tmp_path / first.removeprefix("/static/")).read_text() == "body {}"


def test_two_files_have_two_addresses(tmp_path: Path) -> None:
    storage = StaticFiles(location=str(tmp_path), base_url="/static/")
    for name in ("one.css", "two.css"):
        (tmp_path / name).write_text(name)
    paths = {name: (storage, name) for name in ("one.css", "two.css")}
    list(storage.post_process(paths))
    assert storage.url("one.css") != storage.url("two.css")
