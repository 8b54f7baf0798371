"""Pages and rows of the public site."""

from .centre import Centre, OpeningHours, SpecialDay
from .citations import ArticleReference
from .citing_notices import NoticeReference
from .directory import Directory
from .information import InfoPage, PublishedItem
from .notices import Notice
from .regulations import Article, Regulation, RegulationVersion
from .sections import NoticeSection, RegulationSection
from .units import ContactAssignment, OrganisationUnit, ReportingLine

__all__ = [
    "Article",
    "ArticleReference",
    "Centre",
    "ContactAssignment",
    "Directory",
    "InfoPage",
    "Notice",
    "NoticeReference",
    "NoticeSection",
    "OpeningHours",
    "OrganisationUnit",
    "PublishedItem",
    "Regulation",
    "RegulationSection",
    "RegulationVersion",
    "ReportingLine",
    "SpecialDay",
]
