"""Kinds and states of public pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """What a notice is for (通知、公告、公示、应急公告、结果公告)."""

    NOTICE = "notice", _("notice")
    ANNOUNCEMENT = "announcement", _("announcement")
    PUBLICITY = "publicity", _("publicity for objections")
    EMERGENCY = "emergency", _("emergency notice")
    RESULT = "result", _("result notice")


class PublicitySubject(models.TextChoices):
    """What is publicised (公示事项); how many working days it must stand depends on it."""

    GENERAL = "", _("general matter")
    RELIEF = "relief", _("social relief (社会救助)")


class PublicityState(models.TextChoices):
    """Where a publicity stands in its time (公示状态)."""

    AHEAD = "ahead", _("begins later")
    RUNNING = "running", _("open for objections")
    ENDED = "ended", _("objection time ended")


class Severity(models.IntegerChoices):
    """How grave an emergency is (紧急程度), in the portal's own words: what residents should do.

    The official colour of a warning, where there is one, stands in the title.
    """

    TAKE_CARE = 1, _("take care")
    GET_READY = 2, _("get ready")
    ACT_NOW = 3, _("act now")


class TextLanguage(models.TextChoices):
    """The language and script in which a text is written, as HTML names it (正文语言)."""

    SIMPLIFIED = "zh-Hans", _("Simplified Chinese")
    TRADITIONAL = "zh-Hant", _("Traditional Chinese")
    ENGLISH = "en", _("English")


class RegulationKind(models.TextChoices):
    """Rank and nature of a regulation (法规、规章、规范性文件、内部制度 …)."""

    LAW = "law", _("law")
    LOCAL_REGULATION = "local_regulation", _("local regulation")
    GOVERNMENT_RULE = "government_rule", _("government rule")
    NORMATIVE_DOC = "normative_doc", _("normative document")
    INTERNAL_RULE = "internal_rule", _("internal rule")
    CONVENTION = "convention", _("residents' convention")
    CHARTER = "charter", _("charter")
    RULES_OF_PROCEDURE = "rules_of_procedure", _("rules of procedure")


class VersionState(models.TextChoices):
    """A version is a draft or published; a published one never changes."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class ArticleKind(models.TextChoices):
    """An article has a number; a section is text beside the articles (说明、报告、附件)."""

    ARTICLE = "article", _("article")
    SECTION = "section", _("section")


class ArticleChange(models.TextChoices):
    """What a version did to an article (修改、新增); empty where it did nothing."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")


class CentreKind(models.TextChoices):
    """What serves the residents: centre, station or committee office."""

    CENTRE = "centre", _("community service centre")
    STATION = "station", _("community service station")
    COMMITTEE = "committee", _("residents' committee office")


class ServiceModel(models.TextChoices):
    """Whom a station serves (设站模式).

    北京市社区服务站建设管理办法 第七条: a town committee has one station; villages have one each,
    or several share one.
    """

    ONE_COMMITTEE = "one_committee", _("one committee, one station (一居一站)")
    ONE_VILLAGE = "one_village", _("one village, one station (一村一站)")
    MANY_VILLAGES = "many_villages", _("several villages, one station (多村一站)")


class Side(models.TextChoices):
    """The four sides of a block (方位)."""

    NORTH = "north", _("north")
    EAST = "east", _("east")
    SOUTH = "south", _("south")
    WEST = "west", _("west")


class LineKind(models.TextChoices):
    """How one body stands to another above it (隶属、指导关系)."""

    IN_CHARGE = "in_charge", _("in charge (主管)")
    GUIDES = "guides", _("guides (指导)")
    GUIDES_WORK = "guides_work", _("guides in its field (业务指导)")


class InfoKind(models.TextChoices):
    """What an information page is for (说明页): a place has one page of each kind."""

    ABOUT = "about", _("About the portal")
    CATALOGUE = "catalogue", _("What we publish, and why")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")
    PRIVACY = "privacy", _("Privacy")
    CORRECTIONS = "corrections", _("Corrections")
    REUSE = "reuse", _("Copyright and reuse")


class UnitKind(models.TextChoices):
    """Who exists in a community (组织架构), and which bodies of the district stand above it."""

    OFFICE = "office", _("district or subdistrict office")
    DEPARTMENT = "department", _("department of the district")
    PARTY = "party", _("Party organisation")
    COMMITTEE = "committee", _("residents' committee")
    STATION = "station", _("service station")
    DELIBERATION = "deliberation", _("deliberation body")
    SUPERVISORY = "supervisory", _("supervisory body")
    OWNERS = "owners", _("owners' committee")
    SOCIAL_ORG = "social_org", _("community social organisation")
    UNIT = "unit", _("resident unit")


class Weekday(models.IntegerChoices):
    """Days of the week, Monday first, as `date.weekday()` counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
