"""A small city that has something of everything: one page of every public template and state.

For the tests in a real browser. `ADDRESSES` names the pages by group, so that tests can be spread;
`built` makes them. Fictional throughout (演示).
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from portal.models import CommunityName, SiteSettings
from portal.pages.actions import publish_version
from portal.pages.models import (
    ArticleReference,
    Centre,
    InfoPage,
    OpeningHours,
    OrganisationUnit,
    PublishedItem,
    Regulation,
)
from portal.pages.models.units import ContactAssignment, ReportingLine
from portal.pages.tests import factories
from portal.publication.actions import publish, withdraw
from portal.publication.models import ErrorReport
from portal.tests import small_matters
from portal.tests.factories import make_city, make_community, make_district, published

COMMUNITY = "/liuwan/qingheli/"
WITH_BANNER = "/liuwan/tongyin/"
NOTICES = f"{COMMUNITY}notices/"
RULES = "/regulations/rules/"
CHAPTERS = ("第一章 总则", "第二章 组织", "第三章 服务", "第四章 监督", "第五章 附则")
THIS_YEAR = timezone.localdate().year

ADDRESSES: dict[str, tuple[str, ...]] = {
    "places": (
        "/", "/liuwan/", COMMUNITY, "/yunxi/", "/yunxi/yun-1/", "/communities/",
        "/communities/?q=桂花苑",
    ),
    "banner": (WITH_BANNER, f"{WITH_BANNER}notices/", f"{WITH_BANNER}notices/rain/"),
    "centre": (f"{COMMUNITY}centre/", f"{COMMUNITY}centre/name-plates/", f"{WITH_BANNER}centre/"),
    "notice lists": (
        NOTICES, f"{NOTICES}?page=2", f"{NOTICES}?kind=result&year=1900", "/notices/",
        f"{NOTICES}archive/", f"{NOTICES}archive/{THIS_YEAR}/", f"{NOTICES}archive/1900/",
        f"{NOTICES}subscribe/",
    ),
    "notices": tuple(
        f"{NOTICES}{slug}/" for slug in ("first", "result", "old", "past", "gone", "long-words")
    ),
    "notices with terms": tuple(
        f"{NOTICES}{slug}/" for slug in ("running", "ended", "list-up", "list-down", "storm-over")
    ),
    "regulations": (
        "/regulations/", RULES, f"{RULES}?article=99", f"{RULES}?on=2001-01-01", f"{RULES}v1/",
        "/regulations/parts/",
    ),
    "articles": (
        f"{RULES}article-2/", f"{RULES}v1/article-2/", f"{RULES}compare/?old=1&new=2",
        f"{RULES}compare/?old=1&new=2&show=all", f"{RULES}cited-by/",
    ),
    "long regulations": (
        "/regulations/long/", "/regulations/long/article-47/", "/regulations/huge/?chapter=2",
    ),
    "states of regulations": tuple(
        f"/regulations/{slug}/" for slug in ("repealed", "unverified", "amended", "expired")
    ),
    "search": (
        "/search/", "/search/?q=社区", "/search/?q=社区&kind=notice", "/search/?q=没有这样的词",
        "/search/?q=第二条", "/search/?q=社区&since=明天&until=2026-01-01&on=2026-01-01",
    ),
    "about": (
        "/about/", "/catalogue/", "/accessibility/", "/site-map/",
        f"/report-error/?page={NOTICES}first/", "/report-error/answers/",
    ),
    **small_matters.ADDRESSES,
    "errors": ("/no-such-page/", f"{NOTICES}archive/1800/13/"),
}  # fmt: skip


def built() -> None:
    """Makes the city."""
    city = make_city(introduction="<p>为演示而虚构的城市。</p>")
    SiteSettings.objects.update(
        is_demo=True, hotline="0000-8800 1000", host_unit="演示单位", contact="0000-8800 1001"
    )
    district = make_district(city, slug="liuwan", introduction="<p>两个社区。</p>")
    community = make_community(district, slug="qingheli", introduction="<p>老人多。</p>")
    other = make_community(district, "桐荫巷社区", slug="tongyin", kind="rural")
    for name, kind in (("桂花苑", "estate"), ("青禾路", "street")):
        CommunityName.objects.create(community=community, name=name, kind=kind)
    factories.make_notice(factories.make_notice_section(city), title="全市通知")
    _make_many_communities(city, manager=community)
    _make_centre(community, district)
    factories.make_directory(other)
    _make_regulations(city)
    _make_notices(community)
    _make_terms(community, other)
    _make_about(city)
    small_matters.lay(city, district, community)


def _make_many_communities(city: Any, *, manager: Any) -> None:
    """A district with more communities than stand beside its sign; one is managed by another."""
    district = make_district(city, "云溪区", slug="yunxi")
    for number in range(1, 6):
        values = {"interim_manager": manager} if number == 1 else {}
        make_community(district, f"云溪{number}社区", slug=f"yun-{number}", **values)


def _make_centre(community: Any, district: Any) -> None:
    """A centre with a door plate and hours, units that hang together, a card, and the page."""
    centre = Centre.objects.create(
        community=community, name="青禾里社区服务中心（演示）", address="青禾路27号（演示）",
        street="青禾路", house_no="27", phone="0000-8800 1121", hotline="0000-8800 1122",
        latitude="26.580000", longitude="106.710000", head_post="服务中心主任",
        street_south="青禾路", street_east="桂花巷", entrance="south",
        landmark="桂花苑", landmark_side="east", bus_stop="青禾路口", bus_stop_side="south",
    )  # fmt: skip
    for weekday in range(7):
        OpeningHours.objects.create(centre=centre, weekday=weekday, opens=time(8), closes=time(18))
    office = OrganisationUnit.objects.create(
        district=district, kind="office", name="柳湾区办事处（演示）", duties="指导社区工作。"
    )
    unit = OrganisationUnit.objects.create(
        community=community, kind="committee", name="居民委员会（演示）", duties="办理公共事务。"
    )
    ReportingLine.objects.create(unit=unit, above=office, kind="guides")
    ContactAssignment.objects.create(
        unit=unit, post="民政岗", phone="0000-8800 1123", duties="救助、优待", area="第一网格"
    )
    factories.make_directory(community, show_in_menus=True)


def _make_notices(community: Any) -> None:
    """Notices of every look: result with its notice, old material, past, withdrawn, many."""
    section = factories.make_notice_section(community)
    first = factories.make_notice(
        section, slug="first", doc_no="青社〔2025〕1号", title="青禾里停水通知"
    )
    first.topics.add("停水")
    first.save()
    first.change_note = "停水时间改为周五上午（演示）"
    publish(first, by=None)
    factories.make_notice(section, slug="result", kind="result", answers=first)
    factories.make_notice(section, slug="old", is_historical=True, original_date=date(1996, 5, 1))
    factories.make_notice(section, slug="past", valid_until=date(2020, 1, 1))
    gone = factories.make_notice(section, slug="gone", title="发放名单")
    withdraw(gone, by=None, at=timezone.now(), reason="名单有误，更正后重新公布")
    wide = "<table><tr><th>楼栋</th><th>单元</th></tr><tr><td>1栋</td><td>2单元</td></tr></table>"
    factories.make_notice(
        section,
        slug="long-words",
        title="关于https://example.org/a-very-long-address-without-any-blank-in-it的说明",
        body=f"<p>{'x' * 90}</p><h2>安排</h2><ul><li>一</li></ul>{wide}",
    )
    for _ in range(21):
        factories.make_notice(section)


def _make_terms(community: Any, other: Any) -> None:
    """Publicity running and ended, lists up and down, an emergency of now and one that is over."""
    section = community.get_children().get(slug="notices").specific
    factories.make_publicity(section, slug="running", title="桂花苑加装电梯方案公示")
    factories.make_personal_list(section, slug="list-up", title="高龄津贴名单公示")
    today, now = timezone.localdate(), timezone.now()
    ended = {"publicity_from": today - timedelta(days=30), "publicity_to": today}
    ended["publicity_to"] -= timedelta(days=9)
    in_time = now - timedelta(days=31)
    for make, slug in (
        (factories.make_publicity, "ended"),
        (factories.make_personal_list, "list-down"),
    ):
        publish(make(section, slug=slug, live=False, **ended), by=None, at=in_time)
    over = factories.make_emergency(
        section,
        slug="storm-over",
        live=False,
        starts_at=in_time,
        ends_at=in_time + timedelta(hours=5),
    )
    publish(over, by=None, at=in_time)
    factories.make_emergency(factories.make_notice_section(other), slug="rain", severity=3)


def _make_regulations(city: Any) -> None:
    """A regulation with two versions that cites itself, a long one, and one in each other state."""
    section = factories.make_regulation_section(city)
    _make_rules(section)
    long = factories.make_regulation(section, slug="long", title="社区工作条例（演示）")
    _make_long_version(long, articles=47)
    huge = factories.make_regulation(section, slug="huge", title="社区事务汇编（演示）")
    _make_long_version(huge, articles=310)
    guide = factories.make_regulation(section, slug="parts")
    parts = factories.make_version(guide, articles=2, state="draft")
    parts.articles.update(kind="section", number=None, label="")
    parts.articles.filter(seq=1).update(heading="一、目标", text="说明。")
    publish_version(parts, by=None, at=timezone.now())
    for validity in ("unverified", "amended", "repealed", "not_yet_in_force", "expired"):
        other = factories.make_regulation(section, slug=validity, validity=validity)
        factories.make_version(other)


def _make_rules(section: Any) -> None:
    """Two versions; the second changed an article, drops one, and cites itself."""
    today = timezone.localdate()
    rules = factories.make_regulation(
        section,
        slug="rules",
        title="议事协商规则（演示）",
        source_note="演示文本",
        verified_on=today,
    )
    ended = today - timedelta(days=30)
    factories.make_version(
        rules, no=1, articles=4, effective_from=ended - timedelta(days=300), effective_to=ended
    )
    version = factories.make_version(
        rules, no=2, state="draft", effective_from=ended + timedelta(days=1)
    )
    first, second, third = version.articles.order_by("seq")
    first.text = "本规则所称协商，是指居民共同商量。应当遵守第二条。\n前款所称应当，没有例外。"
    first.save()
    second.number_doubtful = second.number_inferred = True
    second.save()
    ArticleReference.objects.create(
        source=first, start=first.text.index("第二条"), end=first.text.index("第二条") + 3,
        target=rules, number=2,
    )  # fmt: skip
    third.chapter = "第二章 附则"
    third.save()
    publish_version(version, by=None, at=timezone.now())


def _make_long_version(regulation: Any, *, articles: int) -> None:
    """Articles of usual length in five chapters; the last one cites the rules."""
    version = factories.make_version(regulation, articles=articles, state="draft")
    rows = list(version.articles.order_by("seq"))
    for row in rows:
        row.chapter = CHAPTERS[(row.seq - 1) * len(CHAPTERS) // articles]
        row.text = (
            f"社区服务中心办理第{row.seq}类公共服务事项，应当公开依据、条件、程序、时限和结果。"
            f"居民对第{row.seq}类事项有异议的，可以自公示之日起提出，中心应当在规定期限内答复。"
        )
    rows[-1].text = "本条例没有规定的，适用《议事协商规则（演示）》第二条。"
    type(rows[0]).objects.bulk_update(rows, ["chapter", "text"])
    ArticleReference.objects.create(
        source=rows[-1], start=9, end=24, target=Regulation.objects.get(slug="rules"), number=2
    )
    publish_version(version, by=None, at=timezone.now())


def _make_about(city: Any) -> None:
    """Pages about the portal, and a report of an error with its answer."""
    for kind in ("about", "accessibility", "privacy", "corrections"):
        page = InfoPage(title=f"说明 {kind}", slug=kind, kind=kind, body="<p>演示说明。</p>")
        page.live = False
        published(city.add_child(instance=page))
    catalogue = InfoPage(title="公开目录", slug="catalogue", kind="catalogue", body="<p>目录。</p>")
    catalogue.live = False
    catalogue.items.add(
        PublishedItem(
            matter="惠民政策",
            content="条件、标准、程序",
            basis="《议事协商规则（演示）》第二条",
            holder="社区服务中心",
            time_limit="形成之日起20个工作日",
            channel="本门户",
            audience="居民",
        )
    )
    published(city.add_child(instance=catalogue))
    ErrorReport.objects.create(
        page=f"{NOTICES}first/", page_title="青禾里停水通知", kind="fact", text="日期不对",
        received_at=timezone.now(), state="corrected", public_text="停水日期写错一天。",
        answer="已经改正，谢谢。", answered_at=timezone.now(),
    )  # fmt: skip
