"""Texts in the other script: on request, marked, only where it is right, and never the law."""

from __future__ import annotations

import pytest

from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.script_conversion import Script, convert_html, script_of
from portal.tests.factories import make_city

TO_HANT = Script("zh-Hans", "zh-Hant", "")


@pytest.mark.parametrize(
    ("written", "asked", "interface", "shown", "offered"),
    [
        ("zh-Hans", "", "zh-Hans", "zh-Hans", ""),
        ("zh-Hans", "", "zh-Hant", "zh-Hans", "zh-Hant"),
        ("zh-Hans", "", "en", "zh-Hans", ""),
        ("zh-Hans", "hant", "en", "zh-Hant", ""),
        ("zh-Hans", "hans", "zh-Hant", "zh-Hans", "zh-Hant"),
        ("zh-Hant", "", "zh-Hans", "zh-Hant", "zh-Hans"),
        ("zh-Hant", "hans", "zh-Hans", "zh-Hans", ""),
        ("en", "hant", "zh-Hant", "en", ""),
        ("zh-Hans", "nonsense", "zh-Hans", "zh-Hans", ""),
    ],
)
def test_script_follows_the_request_and_is_offered_to_its_readers(
    written, asked, interface, shown, offered
):
    script = script_of(written, asked=asked, interface=interface)
    assert (script.shown, script.offered) == (shown, offered)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<article lang="zh-Hans"><p>发布<a href="/发布/" title="发布">头发</a></p></article>',
            '<article lang="zh-Hant"><p>發布<a href="/发布/" title="发布">頭髮</a></p></article>',
        ),
        (
            '<div lang="zh-Hans">发<p lang="en">发<br>发</p>发<img src="发.png">发</div>',
            '<div lang="zh-Hant">發<p lang="en">发<br>发</p>發<img src="发.png">發</div>',
        ),
        (
            '<div lang="zh-Hans"><p lang="zh-Hans"><b>发</b></p><p>发</p></div>',
            '<div lang="zh-Hant"><p lang="zh-Hans"><b>发</b></p><p>發</p></div>',
        ),
        (
            '<div lang="zh-Hans"><!-- 发 --><script>发</script>里面</div>',
            '<div lang="zh-Hant"><!-- 发 --><script>发</script>裡面</div>',
        ),
    ],
)
def test_only_words_of_the_text_are_converted(html, expected):
    assert convert_html(html, TO_HANT) == expected


@pytest.fixture
def section():
    """The notices of a city."""
    return make_notice_section(make_city())


def text_at(client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.django_db
def test_a_notice_is_offered_converted_and_marked_with_a_way_back(client, section):
    notice = make_notice(section, title="台风预警发布", body="<p>请关好门窗，注意安全。</p>")
    path = notice.url
    assert "script-note" not in text_at(client, path)
    offered = text_at(client, f"/zh-hant{path}")
    assert 'href="?script=hant"' in offered
    assert "请关好门窗" in offered
    converted = text_at(client, f"/zh-hant{path}?script=hant")
    assert "請關好門窗" in converted
    assert '<article lang="zh-Hant">' in converted
    assert "機器轉換，以原文為準" in converted
    assert f'href="/zh-hant{path}" rel="nofollow"' in converted
    assert f'rel="canonical" href="http://testserver/zh-hant{path}"' in converted


@pytest.mark.django_db
def test_a_traditional_text_is_offered_in_simplified(client, section):
    notice = make_notice(section, language="zh-Hant", body="<p>請關好門窗。</p>")
    assert 'href="?script=hans"' in text_at(client, notice.url)
    assert "请关好门窗" in text_at(client, notice.url + "?script=hans")


@pytest.mark.django_db
def test_law_is_never_converted_and_never_offered_so(client, section):
    regulation = make_regulation(make_regulation_section(section.get_parent()))
    make_version(regulation, articles=2)
    path = regulation.url
    for below in ("", "article-2/", "v1/", "v1/article-2/", "compare/"):
        plain = text_at(client, f"/zh-hant{path}{below}")
        asked = text_at(client, f"/zh-hant{path}{below}?script=hant")
        assert "script-note" not in plain + asked
        assert "社區服務中心辦理" not in asked
    assert "社区服务中心办理第2类事项" in text_at(client, f"/zh-hant{path}article-2/?script=hant")
