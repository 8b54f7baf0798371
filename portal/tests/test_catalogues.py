"""Catalogues: no string without its Chinese, no compiled file older than its source."""

import json
import re
from pathlib import Path

import pytest
import time_machine
from babel.messages.catalog import Catalog
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from portal import catalogues

ROOT = Path(settings.BASE_DIR)
LOCALE, DESK = (Path(folder) for folder in settings.LOCALE_PATHS)
PLACE = re.compile(r"%\((\w+)\)[sd]")


def ours(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def translated(name: str) -> set[str]:
    catalogue = catalogues.read_catalogue(catalogues.catalogue_path(LOCALE, name))
    return {ours(message) for message in catalogue if message.id and all(forms(message))}


def forms(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def modules() -> list[Path]:
    found = [path for package in ("portal", "search") for path in (ROOT / package).rglob("*.py")]
    left_out = {"tests", "migrations"}
    return [path for path in found if not left_out & set(path.parts)]


def test_every_string_of_the_code_has_its_chinese():
    known = translated("zh_Hans")
    missing = {
        f"{path.relative_to(ROOT)}:{line} {message}"
        for path in modules()
        for line, message in catalogues.messages_of_python(path)
        if message not in known
    }
    assert sorted(missing) == []


def test_every_string_of_the_templates_has_its_chinese():
    known = translated("zh_Hans")
    missing = {
        f"{path.relative_to(ROOT)} {message}"
        for path in (ROOT / "templates").rglob("*.html")
        for message in catalogues.messages_of_template(path)
        if message not in known
    }
    assert sorted(missing) == []


@pytest.mark.parametrize("name", ["zh_Hans", "zh_Hant"])
def test_translation_keeps_the_places_of_its_message(name):
    path = catalogues.catalogue_path(LOCALE, name)
    for message in catalogues.read_catalogue(path):
        for form in forms(message) if message.id else ():
            wanted = set(PLACE.findall(str(message.id)))
            assert set(PLACE.findall(form)) <= wanted, ours(message)


@pytest.mark.parametrize("name", ["zh_Hans", "zh_Hant"])
def test_compiled_catalogue_is_that_of_its_source(name):
    path = catalogues.catalogue_path(LOCALE, name)
    fresh = catalogues.compiled(catalogues.read_catalogue(path))
    assert path.with_suffix(".mo").read_bytes() == fresh, "run `make messages`"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_words_for_the_desk_are_compiled_and_keep_the_places_of_their_message(domain):
    path = catalogues.catalogue_path(DESK, "zh_Hans", domain)
    catalogue = catalogues.read_catalogue(path)
    assert path.with_suffix(".mo").read_bytes() == catalogues.compiled(catalogue)
    for message in catalogue:
        for form in forms(message) if message.id else ():
            assert form
            assert set(PLACE.findall(form)) <= set(PLACE.findall(str(message.id))), ours(message)


@pytest.mark.django_db
def test_the_desk_speaks_chinese_where_wagtail_has_no_words_for_it(admin_client):
    script = admin_client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    with translation.override("zh-hans"):
        assert gettext("Schedule to publish") == "按计划发布"
    assert json.dumps("正在自动保存…") in script


def test_compiled_catalogue_does_not_depend_on_the_day():
    path = catalogues.catalogue_path(LOCALE, "zh_Hans")
    compiled = []
    for day in ("2026-11-22", "2031-01-01"):
        with time_machine.travel(day):
            compiled.append(catalogues.compiled(catalogues.read_catalogue(path)))
    assert compiled[0] == compiled[1]


def test_traditional_catalogue_has_every_message_of_the_simplified_one():
    assert translated("zh_Hans") == translated("zh_Hant"), "run `make messages`"


def test_interface_speaks_the_language_of_the_address():
    spoken = {}
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            spoken[language] = gettext("Community portal")
    assert spoken == {"zh-hans": "社区门户", "zh-hant": "社區門戶", "en": "Community portal"}


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("发布机构", "發布機構"),
        ("公布日期", "公布日期"),
        ("网页里没有“正文”", "網頁裡沒有「正文」"),
        ("里巷的门", "里巷的門"),
        ("须发布新的一版", "須發布新的一版"),
        ("有只有某种字体才认识的字", "有只有某種字體才認識的字"),
        ("编辑后台的账号", "編輯後台的帳號"),
        ("联系卡和关系", "聯繫卡和關係"),
        ("打不开的链接，请登录", "打不開的連結，請登入"),
    ],
)
def test_traditional_words_follow_normal_usage(simplified, traditional):
    assert catalogues.in_traditional(simplified) == traditional


def test_no_character_stands_where_conversion_by_character_goes_wrong():
    """Beards, hair, cattle and dry goods have no place in the words of a portal."""
    wrong = re.compile("[鬚髮隻乾麵鬆醜穀齣薑]|臺(?!灣)|[为说过还没这间]")
    path = catalogues.catalogue_path(LOCALE, "zh_Hant")
    found = {
        form
        for message in catalogues.read_catalogue(path)
        for form in (forms(message) if message.id else ())
        if wrong.search(form)
    }
    assert found == set()


def test_reviewed_entry_survives_and_others_are_made_anew():
    simplified, kept = Catalog(), Catalog()
    simplified.add("Network", "网络")
    simplified.add("Window", "窗口")
    kept.add("Network", "網絡", user_comments=["reviewed"])
    kept.add("Window", "視窗")
    result = catalogues.traditional_catalogue(simplified, kept)
    assert result.get("Network").string == "網絡"
    assert result.get("Window").string == "窗口"


def test_extraction_sees_what_templates_say(tmp_path):
    template = tmp_path / "page.html"
    template.write_text(
        '{% load i18n %}\n  <p title="it\'s (so)">{% translate "One (1)" %}</p>\n'
        "{% blocktranslate with day=x trimmed %}\n  Since {{ day }} (new)\n{% endblocktranslate %}"
        "{% include 'a.html' with label=_(\"Two\") %}{% translate 'Print' context 'verb' %}"
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    assert set(catalogues.messages_of_template(template)) == {
        "One (1)",
        "Since %(day)s (new)",
        "Two",
        "Print",
        "%(n)s row",
    }


def test_extraction_sees_what_modules_say(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        'title = _("One "\n  "and more")\nname = f"{gettext(\'Two\')} {gettext(word[\'label\'])}"\n'
        'count = ngettext("%(n)d row", "%(n)d rows", n)\nverb = pgettext_lazy("verb", "Print")\n'
    )
    found = {message for _line, message in catalogues.messages_of_python(module)}
    assert found == {"One and more", "Two", "%(n)d row", "Print"}


def test_scripts_say_nothing_of_their_own():
    """What a script shows or says aloud stands in the page, where it is translated."""
    says = re.compile(r"""(?:textContent|innerText|title|ariaLabel) = ["'`][^"'`]*[^\W\d_]""")
    labels = re.compile(r"""\(["'](?:aria-label|title|placeholder|alt)["'], ["'`]\w""")
    for path in (ROOT / "static" / "js").glob("*.js"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"[\u3400-\u9fff]", text), path.name
        assert not says.search(text), path.name
        assert not labels.search(text), path.name


@pytest.mark.parametrize("name", ["zh_Hans", "zh_Hant"])
def test_no_message_is_empty_or_doubtful(name):
    for message in catalogues.read_catalogue(catalogues.catalogue_path(LOCALE, name)):
        if message.id:
            assert all(forms(message)), f"{name}: {ours(message)} is empty"
            assert not message.fuzzy, f"{name}: {ours(message)} is doubtful"
